package signet.server.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.oauth.Thumbprints;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;
import signet.server.event.EventLog;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.exchange.Submission;

/** A server with its console, an administrator at a browser without JavaScript, and the simulated provider. */
final class Office implements AutoCloseable {
    static final String MAILBOX = "portal@contoso.example";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    final Scenario scenario = Scenario.defaults();
    final Simulator simulator;
    final RunningConsole console;
    final Browser ada;
    private int made;
    private final CertificateMaker maker = new CertificateMaker(new SecureRandom());

    /** @param settings of {@code signet.yaml}, with TENANT, CLIENT and AUTHORITY for those of the provider */
    Office(Path folder, String settings) throws IOException, InterruptedException {
        simulator = Simulator.builder()
                .scenario(scenario)
                .directory(folder)
                .threads(Thread.ofVirtual().factory())
                .start();
        console = RunningConsole.in(
                folder,
                "",
                settings.replace("TENANT", scenario.tenantId())
                        .replace("CLIENT", scenario.clientId())
                        .replace("AUTHORITY", simulator.authority().toString()));
        ada = console.administrator();
    }

    Office(Path folder) throws IOException, InterruptedException {
        this(folder, "");
    }

    String ca() throws IOException {
        return Files.readString(simulator.caFile());
    }

    /** A pair, its certificate uploaded. */
    NewKeyPair pair() {
        NewKeyPair pair = unknownPair();
        upload(pair);
        return pair;
    }

    void upload(NewKeyPair pair) {
        simulator.entra().app(scenario.clientId()).addCertificate(pair.keyPair().certificate());
    }

    /** Each ends a minute after the one before; all in 729 days. */
    NewKeyPair unknownPair() {
        Duration life = CertificateOrder.TWO_YEARS.minusHours(1).plusMinutes(made++);
        return maker.make(new CertificateOrder("CN=test", life, 2048, Optional.empty()), Instant.now());
    }

    /** At the provider. */
    void expire(NewKeyPair pair) {
        simulator
                .entra()
                .app(scenario.clientId())
                .expireCertificate(Thumbprints.of(pair.keyPair().certificate()).sha1Hex());
    }

    /** The mail settings form, filled in for the simulated provider with one of the Microsoft methods. */
    Map<String, String> mail(String method) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("form", "mail");
        form.put("address", MAILBOX);
        form.put("username", "");
        form.put("host", "localhost");
        form.put("port", String.valueOf(simulator.smtpPort()));
        form.put("tls", "starttls");
        form.put("method", method);
        form.put("password", "");
        form.put("tenant-id", scenario.tenantId());
        form.put("client-id", scenario.clientId());
        form.put("scope", "https://outlook.office365.com/.default");
        form.put("client-secret", "");
        form.put("private-key", "");
        form.put("private-key-passphrase", "");
        form.put("certificate", "");
        form.put("name", "");
        form.put("cloud", "global");
        form.put("authority", simulator.authority().toString());
        form.put("trust", ca());
        return form;
    }

    Map<String, String> mail(NewKeyPair pair) throws IOException {
        Map<String, String> form = mail("certificate-microsoft-oauth2");
        form.put("private-key", pair.keyPem().reveal());
        form.put("certificate", pair.certificatePem());
        return form;
    }

    /** The connection form for IMAP, with a client secret among the request properties. */
    Map<String, String> connection() throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("form", "connection");
        form.put("protocol", "imap");
        form.put("host", "localhost");
        form.put("port", String.valueOf(simulator.imapsPort()));
        form.put("properties", "");
        form.put("method", "oauth2");
        form.put("username", MAILBOX);
        form.put("password", "");
        form.put("token-url", simulator.tokenUrl(scenario.tenantId()).toString());
        form.put(
                "request-properties",
                "grant_type=client_credentials\r\nclient_id=" + scenario.clientId()
                        + "\r\nscope=https://outlook.office365.com/.default\r\nclient_secret="
                        + scenario.clientSecret());
        form.put("private-key", "");
        form.put("private-key-passphrase", "");
        form.put("certificate", "");
        form.put("address", "");
        form.put("tls", "implicit");
        form.put("trust", ca());
        return form;
    }

    /** Sends the form as its button does. */
    Reply press(String button, String path, Map<String, String> form) throws IOException, InterruptedException {
        Map<String, String> sent = new LinkedHashMap<>(form);
        sent.put("do", button);
        return ada.post(path, sent);
    }

    Reply fresh(String button, Map<String, String> form) throws IOException, InterruptedException {
        ada.get("/console/new-account?form=" + form.get("form") + "&preset=microsoft");
        return press(button, "/console/new-account", form);
    }

    /** Where a reply leads, followed. */
    Reply follow(Reply reply) throws IOException, InterruptedException {
        if (reply.status() != 303) {
            throw new AssertionError("no redirect: " + reply.status() + " " + visible(reply));
        }
        return ada.get(reply.header("Location").orElseThrow());
    }

    /** The page of a test once it has ended, its steps looked at again and again as a person does. */
    Reply ended(Reply begun) throws IOException, InterruptedException {
        String path = begun.header("Location").orElseThrow(() -> new AssertionError(visible(begun)));
        long began = System.nanoTime();
        Reply page = ada.get(path);
        while (page.body().contains("Testing…")) {
            if (System.nanoTime() - began > PATIENCE) {
                throw new AssertionError("the test does not end: " + page.body());
            }
            Thread.onSpinWait();
            page = ada.get(path);
        }
        return page;
    }

    /** What a reader sees: without tags, entities resolved, blanks folded. */
    static String visible(Reply reply) {
        return reply.body()
                .replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", " ")
                .replaceAll("<[^>]*>", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ");
    }

    /** What stands beside a field as wrong; empty when nothing does. */
    static String fault(Reply page, String field) {
        Matcher fault = Pattern.compile("(?s)<div class=\"fault\" id=\"" + field + "-error\">(.*?)</div>")
                .matcher(page.body());
        return fault.find() ? visible(new Reply(200, Map.of(), fault.group(1))).strip() : "";
    }

    /** Hands in a message as a program with an API token would, and gives its id. */
    String send(String account, String subject) throws IOException, InterruptedException {
        String body = "{\"account\":\"" + account + "\",\"to\":[\"help@contoso.example\"],\"subject\":\"" + subject
                + "\",\"text\":\"Hello\"}";
        String answer = api("POST", "/v1/messages", body);
        Matcher id = Pattern.compile("\"id\":\"([a-z2-7]{26})\"").matcher(answer);
        if (!id.find()) {
            throw new AssertionError(answer);
        }
        return id.group(1);
    }

    String api(String method, String path, String body) throws IOException, InterruptedException {
        var request = java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create("http://127.0.0.1:" + console.port() + path))
                .header("Authorization", "Bearer " + console.operatorToken())
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofString(body));
        return java.net.http.HttpClient.newHttpClient()
                .send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }

    /** An entry of the queue once it shows the words; looked at whenever something happened. */
    String await(String id, String words) throws IOException, InterruptedException {
        Semaphore news = new Semaphore(0);
        long began = System.nanoTime();
        EventLog.Subscription following = console.server.events().subscribe(news::release);
        try {
            String seen = api("GET", "/v1/messages/" + id, "");
            while (!seen.contains(words)) {
                if (System.nanoTime() - began > PATIENCE) {
                    throw new AssertionError(words + " is not in " + seen);
                }
                if (news.tryAcquire(1, TimeUnit.SECONDS)) {
                    news.drainPermits();
                }
                seen = api("GET", "/v1/messages/" + id, "");
            }
            return seen;
        } finally {
            following.close();
        }
    }

    List<Submission> sent() {
        return simulator.exchange().submissions();
    }

    @Override
    public void close() throws IOException {
        console.close();
        simulator.close();
    }
}
