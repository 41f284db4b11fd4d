package signet.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import signet.doctor.Catalogue;
import signet.doctor.Doctor;
import signet.doctor.DoctorOptions;
import signet.doctor.Finding;
import signet.doctor.Report;
import signet.mail.Account;
import signet.mail.Protocol;
import signet.oauth.Problem.Severity;
import signet.server.certificate.NewKeyPair;
import signet.server.mime.Attachment;
import signet.server.mime.Composition;
import signet.server.mime.MessageWriter;
import signet.server.queue.Attempt;
import signet.server.queue.EntryView;
import signet.server.retrieval.Arrival;
import signet.server.retrieval.Retrieval;
import signet.server.retrieval.RetrievalListener;
import signet.server.retrieval.RetrievalOrder;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.Settings;
import signet.server.settings.SettingsReader;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Stage;

/** The story {@code signet demo} tells, each sentence of it by doing it. */
final class Demo implements AutoCloseable {
    private static final String READER = "help";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Terminal terminal;
    private final Simulator simulator;
    private final Scenario scenario;
    private final Path folder;
    private final Playground playground;
    private final DemoServer server;
    private final NewKeyPair first;
    private long stepBegan = System.nanoTime();

    private Demo(
            Terminal terminal,
            Simulator simulator,
            Scenario scenario,
            Playground playground,
            DemoServer server,
            NewKeyPair first) {
        this.terminal = terminal;
        this.simulator = simulator;
        this.scenario = scenario;
        this.playground = playground;
        this.folder = playground.folder();
        this.server = server;
        this.first = first;
    }

    /** Sets the stage: settings and key pair for the simulator, and a server that runs by them. */
    static Demo open(Terminal terminal, Simulator simulator, Scenario scenario, Path folder) throws IOException {
        Playground playground = new Playground(simulator, scenario, folder, terminal.clock());
        NewKeyPair first = playground.write();
        DemoServer server = DemoServer.start(terminal, playground.settings(), folder);
        return new Demo(terminal, simulator, scenario, playground, server, first);
    }

    /** Plays it; ends with a {@link Failure} where something is not as it should be. */
    void play() throws IOException {
        terminal.line(terminal.bold("Signet demo")
                + ": one machine, no account anywhere. What follows really happens, over TLS.");
        terminal.line("");
        done("A provider to talk to: a simulated Microsoft 365");
        detail("token endpoint " + simulator.tokenUrl(scenario.tenantId()));
        detail("SMTP " + simulator.smtpPort() + " (STARTTLS), IMAP " + simulator.imapsPort() + ", POP3 "
                + simulator.pop3sPort() + " (TLS); settings in " + playground.settings());
        done("signet serve beside it: a durable queue, an SMTP listener and an API");
        detail("SMTP " + server.smtpPort() + " for programs that only know user and password; API " + server.apiPort());

        Path out = write(1, "A mail with an attachment");
        DemoServer.Handed handed = server.hand(out, address(Playground.SENDER), address(READER));
        done("A program logged in with user and password and handed over a mail with an attachment");
        detail("Signet said: " + handed.reply() + " (only after it was forced to disk)");
        EntryView sent =
                server.await(handed.id(), "delivered", entry -> entry.state().equals("delivered"));
        done("It went out through the provider, by a certificate instead of a password");
        detail("the provider said: " + lastReply(sent));
        compare(out, fetch("mail"), "It came back by IMAP");
        Files.delete(out);

        breakAndMend();
        openConsole();
        terminal.line("");
        terminal.line("Sent, read back, broken, explained, mended: " + terminal.green("nothing was lost."));
    }

    private void breakAndMend() throws IOException {
        expire();
        Path kept = write(2, "The mail that had to wait");
        DemoServer.Handed handed = server.hand(kept, address(Playground.SENDER), address(READER));
        EntryView waiting = server.await(
                handed.id(),
                "tried",
                entry -> entry.last().isPresent() && entry.state().equals("queued"));
        Attempt attempt = waiting.last().orElseThrow();
        done("The certificate expired at the provider: the next mail waits in the queue, and nothing is lost");
        detail("entry " + handed.id() + ", state " + waiting.state() + "; no attempt is burnt, no clock runs");
        attempt.causes().forEach(cause -> detail("Caused by: " + cause));

        Report report = new Doctor(Catalogue.load(), terminal.clock())
                .diagnose(
                        new Connections(terminal).subject(account(Playground.SENDER)),
                        Protocol.SMTP,
                        DoctorOptions.DEFAULTS);
        Finding cause = report.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .findFirst()
                .orElseThrow(() -> Failure.failed("the doctor found no cause"));
        done("The doctor names the cause and the fix");
        detail("cause: " + cause.summary());
        detail("fix:   " + cause.remedy());

        playground.renew();
        server.reload();
        EntryView sent =
                server.await(handed.id(), "delivered", entry -> entry.state().equals("delivered"));
        done("A new pair was made and its certificate uploaded: the queue went on by itself");
        detail("the provider said: " + lastReply(sent));
        compare(kept, fetch("mail"), "The mail that waited arrived");
        Files.delete(kept);
    }

    /** Also so that the page is there at once when somebody comes. */
    private void openConsole() throws IOException {
        URI link = URI.create(server.consoleLink());
        try (HttpClient browser = HttpClient.newHttpClient()) {
            HttpResponse<Void> page = browser.send(
                    HttpRequest.newBuilder(link).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.discarding());
            if (page.statusCode() != 200) {
                throw Failure.failed("the console answered " + page.statusCode() + " at its one-time link");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the console was waited for", e);
        }
        done("The console shows all of this, and waits for its first administrator");
        detail("its address is " + server.console(""));
    }

    /** Where to go in a browser; the link works once. */
    void inviteToConsole() {
        terminal.line("");
        terminal.line(terminal.bold("Open the console") + " by this link, once, and choose a name and a password:");
        terminal.line("  " + server.consoleLink());
        terminal.line("Then see what just happened:  " + server.console("queue"));
    }

    /** At the provider, and so that it shows at once: issued tokens and open sessions would last an hour. */
    private void expire() {
        simulator
                .entra()
                .app(scenario.clientId())
                .expireCertificate(signet.oauth.Thumbprints.of(first.keyPair().certificate())
                        .sha1Hex());
        simulator.entra().revokeTokens();
        server.later();
        simulator
                .faults()
                .add(Fault.at(signet.simulator.fault.Protocol.SMTP, Stage.MAIL, Effect.close())
                        .once());
    }

    private static String lastReply(EntryView entry) {
        return entry.last().flatMap(Attempt::reply).orElse("");
    }

    private ConfiguredAccount account(String name) {
        Settings settings = new SettingsReader(
                        variable -> Optional.empty(), terminal.clock().instant())
                .read(playground.settings())
                .settings()
                .orElseThrow(() -> Failure.failed("the settings of the demo cannot be read"));
        return Optional.ofNullable(settings.accounts().get(name))
                .orElseThrow(() -> Failure.failed("the scenario has no mailbox " + name));
    }

    private Account usable(String name, Protocol protocol) {
        return new Connections(terminal)
                .account(account(name), protocol)
                .orElseThrow(() -> Failure.failed("account " + name + " cannot be used"));
    }

    /** Composes a mail with an attachment into the outbox. */
    private Path write(int number, String subject) throws IOException {
        byte[] octets = new byte[200_000];
        new Random(number).nextBytes(octets);
        Path report = Files.write(folder.resolve("Prüfbericht " + number + ".pdf"), octets);
        Path message = Files.createDirectories(folder.resolve("outbox")).resolve(number + ".eml");
        Composition composition = new Composition(
                "Portal <" + address(Playground.SENDER) + ">",
                List.of(address(READER)),
                List.of(),
                List.of(),
                subject,
                "Grüße vom Portal.\n",
                Optional.empty(),
                List.of(Attachment.of(report)));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(message))) {
            new MessageWriter(terminal.clock()).write(composition, out);
        }
        return message;
    }

    private String address(String name) {
        return name + "@" + scenario.domain();
    }

    private Path fetch(String into) throws IOException {
        Path[] last = new Path[1];
        int fetched = new Retrieval(usable(READER, Protocol.IMAP), Protocol.IMAP, RetrievalOrder.INBOX)
                .run(folder.resolve(into), (Arrival arrival) -> last[0] = arrival.path(), RetrievalListener.NONE);
        if (fetched != 1) {
            throw Failure.failed(fetched + " messages were fetched where one was expected");
        }
        return last[0];
    }

    /** Servers on the way put trace fields before a message (RFC 5321 §4.4), and must change nothing in it. */
    private void compare(Path sent, Path fetched, String what) throws IOException {
        byte[] before = Files.readAllBytes(sent);
        byte[] after = Files.readAllBytes(fetched);
        int added = after.length - before.length;
        if (added < 0 || !Arrays.equals(before, 0, before.length, after, added, after.length)) {
            throw Failure.failed("the message came back changed: compare " + sent + " with " + fetched);
        }
        done(what + ", byte for byte");
        detail(Sizes.of(before.length) + " compared"
                + (added == 0 ? "" : "; trace fields of " + added + " octets were put before it") + "; the file is "
                + fetched);
    }

    private void done(String what) {
        long now = System.nanoTime();
        terminal.line(terminal.green("✓ ")
                + terminal.bold(what)
                + terminal.dim(String.format(java.util.Locale.ROOT, "  %.1f s", (now - stepBegan) / 1e9)));
        terminal.out().flush();
        stepBegan = now;
    }

    private void detail(String text) {
        terminal.line("    " + text);
    }

    /** Commands that run as they stand, in another terminal. */
    void inviteForeignTools() {
        Path settings = playground.settings();
        terminal.line("");
        terminal.line(terminal.bold("See for yourself with other tools") + ", in another terminal:");
        terminal.line("""
                  # the mail, read by curl
                  token=$(./signet token by-cert -f %1$s --reveal | tail -n 1)
                  curl -s --cacert %2$s/ca.pem --user %3$s: --oauth2-bearer "$token" "imaps://localhost:%4$d/INBOX;UID=1" -o %2$s/curl.eml
                  cmp %2$s/curl.eml %2$s/mail/*-1.eml && head -n 8 %2$s/curl.eml

                  # the signature of the client assertion, checked by openssl
                  ./signet assertion by-cert -f %1$s --reveal | tail -n 1 > %2$s/jwt
                  cut -d. -f1,2 %2$s/jwt | tr -d '\\n' > %2$s/signed
                  (cut -d. -f3 %2$s/jwt | tr -d '\\n' | tr -- '-_' '+/'; echo ==) | base64 -d > %2$s/signature
                  openssl x509 -in %2$s/certificate.pem -pubkey -noout > %2$s/public.pem
                  openssl dgst -sha256 -sigopt rsa_padding_mode:pss -verify %2$s/public.pem -signature %2$s/signature %2$s/signed

                  # what else there is
                  ./signet queue list -f %1$s
                  ./signet test -f %1$s
                  ./signet send -f %1$s --account portal --to %3$s --subject Hello --body "It works."
                  ./signet fetch -f %1$s --account help --into inbox
                """.stripTrailing().formatted(settings, folder, address(READER), simulator.imapsPort()));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
