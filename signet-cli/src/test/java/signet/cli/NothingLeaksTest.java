package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.cli.Visitor.Reply;

/**
 * A secret of every kind is planted, the server lives through success and many failures, and everything that leaves it is searched:
 * log, events, answers of the API for every scope, pages of the console for every role, problems, metrics, support bundle, outputs of
 * the commands, names of threads, and every file it wrote, the database among them.
 */
@Tag("F10")
class NothingLeaksTest {
    /** A JWT, and {@code user=} as XOAUTH2 begins in base64: of tokens that nobody planted. */
    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]{16,}|dXNlcj[A-Za-z0-9+/]{20,}");

    /** What a provider says must not reach a terminal as it is: {@link RepeatingServer} sends escape sequences. */
    private static final Pattern DRIVES = Pattern.compile("[\\p{Cc}&&[^\\n\\r\\t]]");

    private static final String PASSWORD_RULES = "four grey herons ";

    @TempDir
    Path folder = Path.of("");

    private final Set<String> leaks = new LinkedHashSet<>();
    private final Map<String, Integer> looked = new LinkedHashMap<>();
    private LeakScene scene = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set at the beginning of the test
    private static <T> T unset() {
        return null;
    }

    @Test
    void noSecretLeavesTheServer() throws Exception {
        try (LeakScene made = new LeakScene(folder)) {
            scene = made;
            allowed();
            Visitor program = new Visitor(scene.apiPort(), this::look);
            List<String> messages = send(program);
            listener();
            wrongRequests(program);
            apiObjects(program);
            Map<String, Visitor> people = console();
            awaitAttempts(messages);
            wrongSettings(program);
            everyAnswer(program);
            for (Map.Entry<String, Visitor> person : people.entrySet()) {
                Set<String> pages = person.getValue().crawl(120);
                assertTrue(pages.size() > 20, person.getKey() + " sees " + pages);
            }
            bundles(program);
            commands();
            Thread.getAllStackTraces().keySet().forEach(thread -> look("name of a thread", thread.getName()));
            scene.stop();
            look("log and output", scene.printed());
            files();
            proveThatItHappened();
        }
        assertEquals("", String.join("\n", leaks));
    }

    /** The only places where a secret may be, each with its reason. */
    private void allowed() {
        PlantedSecrets planted = scene.planted;
        planted.allow(
                (place, kind) -> place.equals("file data/operator.token") && kind.equals("operator token"),
                "that is how commands on this machine prove themselves; mode 0600");
        planted.allow(
                (place, kind) -> place.equals("Set-Cookie") && kind.startsWith("session"),
                "the browser has to get it once; HttpOnly");
        planted.allow(
                (place, kind) -> place.equals("API POST /v1/tokens") && kind.startsWith("API token"),
                "the one time a new token is shown");
        planted.allow(
                (place, kind) -> place.equals("API POST /v1/console-links") && kind.startsWith("console link"),
                "the one time a new link is shown");
        planted.allow(
                (place, kind) -> kind.startsWith("message's") && !place.startsWith("support bundle"),
                "users of the queue see its messages; the support bundle has none of it");
        planted.allow(
                (place, kind) -> kind.equals("message's recipient") && place.startsWith("support bundle, whole"),
                "somebody asked for addresses");
        planted.allow(
                (place, kind) -> kind.equals("secret typed as a name")
                        && (place.equals("listener") || place.equals("console POST /console/login")),
                "who typed it where an address or a user name belongs sees it again, and nobody else does");
    }

    private void look(String place, String text) {
        look(place, text.getBytes(StandardCharsets.UTF_8));
    }

    private void look(String place, byte[] octets) {
        looked.merge(place, 1, Integer::sum);
        leaks.addAll(scene.planted.in(place, octets));
        boolean cookie = place.equals("Set-Cookie");
        boolean terminal =
                place.startsWith("signet ") || place.startsWith("support bundle") || place.startsWith("file data/log/");
        if (terminal
                && DRIVES.matcher(new String(octets, StandardCharsets.UTF_8)).find()) {
            leaks.add(place + ": drives the terminal");
        }
        Matcher token = TOKEN.matcher(new String(octets, StandardCharsets.ISO_8859_1));
        while (!cookie && token.find()) {
            leaks.add(place + ": looks like a token: " + token.group().substring(0, 16) + "…");
        }
    }

    private static String json(String text) {
        return Json.line(text);
    }

    private List<String> send(Visitor program) throws Exception {
        List<String> ids = new ArrayList<>();
        String recipient = scene.plain("message's recipient");
        String subject = scene.plain("message's subject");
        String content = scene.plain("message's content");
        for (String account : LeakScene.ACCOUNTS) {
            Reply reply = program.json(
                    "POST",
                    "/v1/messages",
                    scene.operatorToken(),
                    "{\"account\":\"" + account
                            + "\",\"to\":[\"" + recipient + "@example.org\"],\"subject\":\"" + subject
                            + "\",\"text\":\"" + content
                            + "\"}");
            assertEquals(202, reply.status(), account + " " + reply.text());
            Matcher id = Pattern.compile("\"id\":\"([a-z2-7]{26})\"").matcher(reply.text());
            assertTrue(id.find());
            ids.add(id.group(1));
        }
        return ids;
    }

    /** Each message has been tried, or waits for what another one found out. */
    @SuppressWarnings("try") // the subscription ends with the block; nothing else is asked of it
    private void awaitAttempts(List<String> messages) throws Exception {
        Semaphore news = new Semaphore(0);
        Visitor program = new Visitor(scene.apiPort(), this::look);
        long began = System.nanoTime();
        try (var following = scene.server.events().subscribe(news::release)) {
            for (String id : messages) {
                String seen = "";
                while (!seen.contains("\"attemptCount\":")
                        || (seen.contains("\"attemptCount\":0") && !seen.contains("account-parked"))) {
                    assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(120), "not tried: " + seen);
                    seen = program.json("GET", "/v1/messages/" + id, scene.operatorToken(), "")
                            .text();
                    news.tryAcquire(200, TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    /** What a program says to the listener, right and wrong, line by line. */
    private void listener() throws Exception {
        String good = scene.listenerPassword();
        String wrong = scene.plain("wrong listener password");
        String name = scene.plain("secret typed as a name");
        String token = scene.plain("token at the listener");
        String user = LeakScene.PROGRAM;
        dialog(
                "AUTH PLAIN " + PlantedSecrets.plain(user, good),
                "MAIL FROM:<portal@contoso.example>",
                "RCPT TO:<" + name + ">");
        dialog("AUTH PLAIN " + PlantedSecrets.plain(user, wrong), "AUTH PLAIN", PlantedSecrets.plain(user, wrong));
        dialog("AUTH LOGIN", PlantedSecrets.base64(user), PlantedSecrets.base64(good), "NOOP " + good.replace("ü", ""));
        dialog("AUTH LOGIN " + PlantedSecrets.base64(user), PlantedSecrets.base64(wrong));
        dialog("AUTH LOGIN", PlantedSecrets.base64(wrong), PlantedSecrets.base64(wrong));
        dialog(
                "AUTH XOAUTH2 " + PlantedSecrets.xoauth2(user, token),
                "AUTH OAUTHBEARER " + PlantedSecrets.base64("n,,\u0001auth=Bearer " + token));
        dialog(
                "AUTH PLAIN !" + wrong,
                "AUTH " + wrong,
                "PASS " + wrong,
                wrong,
                "EHLO " + wrong,
                "MAIL FROM:<" + name + ">");
        dialog("AUTH PLAIN " + "A".repeat(20_000) + wrong);
    }

    private void dialog(String... lines) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", scene.smtpPort())) {
            socket.setSoTimeout(10_000);
            InputStream in = socket.getInputStream();
            StringBuilder said = new StringBuilder(reply(in));
            said.append(write(socket, "EHLO client.example"));
            for (String line : lines) {
                said.append(write(socket, line));
            }
            look("listener", said.toString());
        }
    }

    private static String write(Socket socket, String line) throws IOException {
        try {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            return reply(socket.getInputStream());
        } catch (java.net.SocketException e) {
            return "(hung up)";
        }
    }

    /** One reply of one or more lines. */
    private static String reply(InputStream in) throws IOException {
        StringBuilder reply = new StringBuilder();
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.append((char) octet);
            if (octet == '\n') {
                reply.append(line);
                if (line.length() < 4 || line.charAt(3) != '-') {
                    return reply.toString();
                }
                line.setLength(0);
            }
        }
        return reply.append(line).toString();
    }

    /** Requests that are wrong in every way somebody with a secret in hand can be wrong. */
    private void wrongRequests(Visitor program) throws Exception {
        String operator = scene.operatorToken();
        String wrong = scene.plain("secret in a wrong request");
        for (String body : List.of(
                "{\"method\": \"basic\", \"password\": " + wrong + "}",
                "{\"method\": \"basic\", \"password\": \"" + wrong,
                "{\"method\": \"basic\", \"password\": \"" + wrong + "\\q\"}",
                "{\"method\": \"" + wrong + "\", \"password\": {\"x\": \"" + wrong + "\"}}",
                "{\"" + wrong + "\": \"x\", \"" + wrong + "\": \"x\"}",
                "{\"method\": \"basic\", \"" + wrong + "\": \"" + wrong + "\"}",
                "[\"" + wrong + "\"]",
                "{\"method\":\"certificate-microsoft-oauth2\",\"private-key\":\"-----BEGIN PRIVATE KEY-----\\n" + wrong
                        + "\\n-----END PRIVATE KEY-----\",\"certificate\":\"" + wrong + "\"}",
                "{\"method\":\"client-secret-microsoft-oauth2\",\"client-secret\":\"" + wrong + "\",\"tenant-id\":\""
                        + wrong + "\"}",
                wrong)) {
            program.json("PUT", "/v1/credentials/wrong-one", operator, body);
            program.json("POST", "/v1/test", operator, "{\"credential\":" + body + "}");
            program.json(
                    "POST",
                    "/v1/check",
                    operator,
                    "{\"account\":{\"address\":\"a@b.example\",\"smtp\":{}},\"credential\":" + body + "}");
            program.json("POST", "/v1/messages", operator, body);
        }
        String wrongToken = scene.planted.plant("wrong API token", "sgn_" + scene.plain("wrong API token's end"));
        program.json("GET", "/v1/accounts", wrongToken, "");
        program.json(
                "GET", "/v1/accounts?access_token=" + wrongToken + "&token=" + Visitor.encoded(wrong), operator, "");
        program.json("GET", "/v1/" + wrong, operator, "");
        program.json("GET", "/v1/messages?cursor=" + wrong + "&state=" + wrong, operator, "");
        program.json(
                "POST",
                "/v1/explain",
                operator,
                "{\"text\":"
                        + json("client_secret=" + scene.value("client secret") + " Authorization: Bearer " + wrong
                                + " 535 5.7.3 failed")
                        + "}");
        program.json("PUT", "/v1/console-users/" + wrong, operator, "{\"role\":\"" + wrong + "\"}");
        program.program("POST", "/v1/messages?account=" + wrong, operator, "message/rfc822", "Subject: x\r\n\r\nx");
    }

    /** Objects whose secrets are in the database. */
    private void apiObjects(Visitor program) throws Exception {
        String operator = scene.operatorToken();
        String secret = scene.plain("secret of an object made through the API");
        String next = scene.plain("next secret of an object made through the API");
        String credential =
                "{\"method\":\"client-secret-microsoft-oauth2\",\"tenant-id\":\"" + scene.scenario.tenantId()
                        + "\",\"client-id\":\"" + scene.scenario.clientId() + "\",\"authority\":\""
                        + scene.simulator.authority()
                        + "\",\"trust\":" + json(Files.readString(scene.simulator.caFile())) + ",\"client-secret\":\""
                        + secret + "\"}";
        Reply put = program.json("PUT", "/v1/credentials/by-api", operator, credential);
        assertEquals(201, put.status(), put.text());
        program.json("PUT", "/v1/credentials/by-api/next", operator, "{\"client-secret\":\"" + next + "\"}");
        program.json("POST", "/v1/credentials/by-api/replace", operator, "");
        program.json(
                "PUT",
                "/v1/accounts/by-api",
                operator,
                "{\"address\":\"portal@contoso.example\",\"credential\":\"by-api\","
                        + "\"smtp\":{\"host\":\"localhost\",\"port\":" + scene.simulator.smtpPort() + "},\"trust\":"
                        + json(Files.readString(scene.simulator.caFile())) + "}");
        program.json("POST", "/v1/accounts/by-api/test", operator, "");
        program.json("POST", "/v1/accounts/pw/test", operator, "");
        program.json("POST", "/v1/credentials/by-api/pair", operator, "{}");
    }

    /** Users of every role, each having been wrong first. */
    private Map<String, Visitor> console() throws Exception {
        Map<String, Visitor> people = new LinkedHashMap<>();
        String link = java.net
                .URI
                .create(scene.server.consoleLink().orElseThrow().reveal())
                .getPath();
        people.put("administrator", enter(link, "ada"));
        Visitor program = new Visitor(scene.apiPort(), (place, octets) -> {});
        for (String role : List.of("viewer", "operator")) {
            String path = program.json(
                            "POST", "/v1/console-links", scene.operatorToken(), "{\"role\":\"" + role + "\"}")
                    .text()
                    .replaceAll("(?s).*\"path\":\"([^\"]+)\".*", "$1");
            scene.planted.plant("console link for a " + role, path.substring(path.lastIndexOf('/') + 1));
            people.put(role, enter(path, role));
        }
        Visitor ada = Objects.requireNonNull(people.get("administrator"));
        String typed = scene.plain("secret typed into a form");
        ada.get("/console/new-account?form=mail");
        for (String button : List.of("check", "test", "save", "preset")) {
            Map<String, String> form = new LinkedHashMap<>(Map.of(
                    "form",
                    "mail",
                    "do",
                    button,
                    "address",
                    "portal@contoso.example",
                    "host",
                    "localhost",
                    "port",
                    String.valueOf(scene.simulator.smtpPort()),
                    "tls",
                    "starttls",
                    "method",
                    "client-secret-microsoft-oauth2",
                    "client-secret",
                    typed,
                    "password",
                    typed,
                    "private-key",
                    "-----BEGIN PRIVATE KEY-----\n" + typed + "\n-----END PRIVATE KEY-----"));
            form.put("private-key-passphrase", typed);
            form.put("tenant-id", scene.scenario.tenantId());
            form.put("client-id", scene.scenario.clientId());
            form.put("name", "typed");
            ada.post("/console/new-account", form);
        }
        ada.post("/console/login", Map.of("csrf", "wrong", "name", "ada", "password", typed));
        Visitor guest = new Visitor(scene.apiPort(), this::look);
        guest.get("/console/login");
        String wrong = scene.plain("wrong console password");
        guest.post("/console/login", Map.of("name", "ada", "password", wrong));
        guest.post("/console/login", Map.of("name", scene.value("secret typed as a name"), "password", "ada"));
        guest.get("/console/start/" + scene.plain("wrong console link"));
        guest.post(
                "/console/start/" + scene.value("wrong console link"),
                Map.of("name", "x", "password", wrong, "repeated", wrong));
        return people;
    }

    private Visitor enter(String link, String name) throws Exception {
        String password =
                scene.planted.plant("console password of " + name, PASSWORD_RULES + scene.plain("password of " + name));
        Visitor visitor = new Visitor(scene.apiPort(), this::look);
        visitor.get(link);
        visitor.post(link, Map.of("name", name, "password", "short", "repeated", password));
        Reply entered = visitor.post(link, Map.of("name", name, "password", password, "repeated", password));
        assertEquals(303, entered.status(), entered.text());
        scene.planted.plant("session of " + name, visitor.cookie());
        visitor.get("/console/");
        return visitor;
    }

    /** Settings that are wrong near a secret. */
    private void wrongSettings(Visitor program) throws Exception {
        String wrong = scene.plain("secret in wrong settings");
        for (String more : List.of(
                "x: [" + wrong + "\n",
                "\t" + wrong + ": x\n",
                "passwort: " + wrong + "\n",
                "proxy: {password: " + wrong + "}\n",
                "limits: " + wrong + "\n",
                "retention: {content: " + wrong + "}\n",
                "proxy: \"http://gate:" + wrong + "@\"\n",
                "proxy: *" + wrong + "\n",
                "retention: {" + wrong + ": " + wrong + ", content: '" + wrong + "}\n")) {
            scene.write(more);
            Reply reply = program.json("POST", "/v1/reload", scene.operatorToken(), "");
            assertEquals(422, reply.status(), more.length() + reply.text());
            for (String command : List.of("check", "check --json", "queue list", "token by-key --debug", "test good")) {
                run(command.split(" "));
            }
            bundle(program, "/v1/support-bundle");
        }
        scene.write("");
        assertEquals(
                200,
                program.json("POST", "/v1/reload", scene.operatorToken(), "").status());
    }

    /** Every GET of the API, with a token of each scope, of all, of a restricted one, and without. */
    private void everyAnswer(Visitor program) throws Exception {
        List<String> tokens = new ArrayList<>(List.of(scene.operatorToken(), ""));
        Visitor silent = new Visitor(scene.apiPort(), (place, octets) -> {});
        for (String body : List.of(
                "{\"name\":\"s\",\"scopes\":[\"send\"]}",
                "{\"name\":\"r\",\"scopes\":[\"read\"]}",
                "{\"name\":\"o\",\"scopes\":[\"operate\"]}",
                "{\"name\":\"a\",\"scopes\":[\"admin\"]}",
                "{\"name\":\"g\",\"scopes\":[\"read\",\"admin\"],\"accounts\":[\"good\",\"json\"]}")) {
            Reply made = silent.json("POST", "/v1/tokens", scene.operatorToken(), body);
            String token = made.text().replaceAll("(?s).*\"(sgn_[^\"]+)\".*", "$1");
            tokens.add(scene.planted.plant("API token " + tokens.size(), token));
        }
        String api = silent.json("GET", "/v1/openapi.json", scene.operatorToken(), "")
                .text();
        Map<?, ?> paths =
                (Map<?, ?>) Run.member(new tools.jackson.databind.json.JsonMapper().readValue(api, Map.class), "paths");
        List<String> names = List.of("good", "pw", "by-key", "by-api", "by-secret", "by-token", "by-proxy", "ada");
        for (Map.Entry<?, ?> path : paths.entrySet()) {
            String route = String.valueOf(path.getKey());
            if (!((Map<?, ?>) path.getValue()).containsKey("get")
                    || route.equals("/v1/events")
                    || route.endsWith("/support-bundle")) {
                continue;
            }
            for (String token : tokens) {
                List<String> all = concrete(route, names, silent);
                // what a caller may not see is the same refusal for every name
                for (String concrete :
                        token.equals(scene.operatorToken()) ? all : all.subList(0, Math.min(3, all.size()))) {
                    program.json("GET", concrete, token, "");
                }
            }
        }
        scene.server.events().after(0, 100_000).forEach(event -> look("events", event.toString()));
    }

    private List<String> concrete(String route, List<String> names, Visitor silent) throws Exception {
        if (route.contains("{name}")) {
            return names.stream().map(name -> route.replace("{name}", name)).toList();
        }
        if (!route.contains("{id}")) {
            return List.of(route);
        }
        String all = silent.json("GET", "/v1/messages?limit=100", scene.operatorToken(), "")
                .text();
        return Pattern.compile("\"id\":\"([a-z2-7]{26})\",\"account\"")
                .matcher(all)
                .results()
                .map(found -> route.replace("{id}", found.group(1)))
                .toList();
    }

    private void bundles(Visitor program) throws Exception {
        Reply whole = program.json(
                "GET", "/v1/support-bundle?test=true&addresses=true&attempts=500", scene.operatorToken(), "");
        assertEquals(200, whole.status(), whole.text());
        unzip("support bundle, whole,", whole.body());
        bundle(program, "/v1/support-bundle");
    }

    private void bundle(Visitor program, String path) throws Exception {
        Reply reply = program.json("GET", path, scene.operatorToken(), "");
        assertEquals(200, reply.status(), reply.text());
        unzip("support bundle", reply.body());
    }

    private void unzip(String place, byte[] bundle) throws IOException {
        int entries = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String text = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
                look(place + " " + entry.getName().replaceFirst("^[^/]*/", ""), text);
                if (text.contains("That is a defect of")) {
                    leaks.add(place + ": the last look had to mask something: " + text);
                }
                entries++;
            }
        }
        assertTrue(entries > 8, "a bundle has files");
    }

    private Run run(String... arguments) {
        String[] line = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        line[arguments.length] = "-f";
        line[arguments.length + 1] = scene.file().toString();
        Run run = Run.with("", scene.environment(), line);
        look("signet " + arguments[0], run.out() + run.err());
        return run;
    }

    private void commands() throws Exception {
        List<String> lines = new ArrayList<>(List.of(
                "check",
                "check --json",
                "queue list",
                "queue list --json",
                "queue shape --json",
                "api-token list",
                "api-token list --json",
                "support-bundle --without-server --test --out " + folder.resolve("offline.zip"),
                "support-bundle --json --out " + folder.resolve("online.zip")));
        for (String account : LeakScene.ACCOUNTS) {
            lines.add("test " + account + " --debug");
            lines.add("test " + account + " --json");
            lines.add("send --debug --account " + account + " --to help@contoso.example --subject S --body B");
        }
        for (String name : List.of(
                "key", "secret", "wrong", "stranger-key", "pasted", "json", "html", "cut", "token", "proxy", "half")) {
            lines.add("token by-" + name + " --show-request --debug");
            lines.add("token by-" + name + " --show-request --json");
            lines.add("assertion by-" + name + " --json --debug");
        }
        Visitor silent = new Visitor(scene.apiPort(), (place, octets) -> {});
        concrete("{id}", List.of(), silent).forEach(id -> lines.add("queue show " + id + " --transcript"));
        Set<Integer> statuses = new LinkedHashSet<>();
        for (String line : lines) {
            statuses.add(run(line.split(" ")).status());
        }
        assertEquals(Set.of(0, 1, 2), statuses, "healthy, failing and impossible ones");
        unzip("support bundle of the command, without a server", Files.readAllBytes(folder.resolve("offline.zip")));
        unzip("support bundle of the command", Files.readAllBytes(folder.resolve("online.zip")));
    }

    /** Everything below the data folder, the database with its log among it. */
    private void files() throws IOException {
        try (Stream<Path> files = Files.walk(scene.data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                look("file data/" + scene.data().relativize(file), Files.readAllBytes(file));
            }
        }
    }

    /** A test that did nothing would find nothing. */
    private void proveThatItHappened() throws IOException {
        String log = new String(scene.printed(), StandardCharsets.UTF_8);
        for (String word : List.of("535 5.7.139", "AADSTS7000215", "you said", "invalid_client")) {
            assertTrue(
                    log.contains(word)
                            || new String(
                                            Files.readAllBytes(scene.data().resolve("signet.db")),
                                            StandardCharsets.ISO_8859_1)
                                    .contains(word),
                    word + " was never seen");
        }
        assertTrue(scene.repeating.heard().contains("CONNECT"), "the proxy was asked");
        assertTrue(scene.repeating.heard().contains("AUTH PLAIN"), "the password was sent");
        assertTrue(scene.simulator.exchange().submissions().size() > 1, "mail was sent");
        for (String place : List.of(
                "file data/signet.db",
                "signet test",
                "listener",
                "events",
                "support bundle transcripts.txt",
                "support bundle settings.yaml",
                "console GET /console/users",
                "API GET /metrics",
                "API GET /v1/credentials",
                "file data/operator.token")) {
            assertTrue(looked.containsKey(place), place + " was not looked at: " + looked.keySet());
        }
        assertTrue(scene.planted.kinds().size() > 35, scene.planted.kinds().toString());
    }
}
