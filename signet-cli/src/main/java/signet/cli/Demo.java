package signet.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
import signet.mail.Content;
import signet.mail.Envelope;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.SessionListener;
import signet.mail.smtp.BeforeDot;
import signet.mail.smtp.Delivery;
import signet.mail.smtp.SmtpSession;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenFault;
import signet.server.certificate.NewKeyPair;
import signet.server.mime.Attachment;
import signet.server.mime.Composition;
import signet.server.mime.MessageWriter;
import signet.server.retrieval.Arrival;
import signet.server.retrieval.Retrieval;
import signet.server.retrieval.RetrievalListener;
import signet.server.retrieval.RetrievalOrder;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.Settings;
import signet.server.settings.SettingsReader;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

/** The story {@code signet demo} tells, each sentence of it by doing it. */
final class Demo {
    private static final String READER = "help";

    private final Terminal terminal;
    private final Simulator simulator;
    private final Scenario scenario;
    private final Path folder;
    private final Playground playground;
    private long stepBegan = System.nanoTime();

    Demo(Terminal terminal, Simulator simulator, Scenario scenario, Path folder) {
        this.terminal = terminal;
        this.simulator = simulator;
        this.scenario = scenario;
        this.folder = folder;
        this.playground = new Playground(simulator, scenario, folder, terminal.clock());
    }

    /** Plays it; ends with a {@link Failure} where something is not as it should be. */
    void play() throws IOException {
        terminal.line(terminal.bold("Signet demo")
                + ": one machine, no account anywhere. What follows really happens, over TLS.");
        terminal.line("");
        NewKeyPair first = playground.write();
        done("A provider to talk to: a simulated Microsoft 365");
        detail("token endpoint " + simulator.tokenUrl(scenario.tenantId()));
        detail("SMTP " + simulator.smtpPort() + " (STARTTLS), IMAP " + simulator.imapsPort() + ", POP3 "
                + simulator.pop3sPort() + " (TLS); settings in " + playground.settings());

        Path out = write(1, "A mail with an attachment");
        Reply accepted = send(out).orElseThrow(() -> Failure.failed("the first mail was not accepted"));
        done("A mail with an attachment went out, by a certificate instead of a password");
        detail("the provider said: " + accepted);
        compare(out, fetch("mail"), "It came back by IMAP");
        Files.delete(out);

        breakAndMend(first);
        terminal.line("");
        terminal.line("Sent, read back, broken, explained, mended: " + terminal.green("nothing was lost."));
    }

    private void breakAndMend(NewKeyPair first) throws IOException {
        simulator
                .entra()
                .app(scenario.clientId())
                .expireCertificate(signet.oauth.Thumbprints.of(first.keyPair().certificate())
                        .sha1Hex());
        Path kept = write(2, "The mail that had to wait");
        String sentence = refusal(kept);
        done("The certificate expired at the provider: the next mail is refused, and kept");
        detail("the provider said: " + sentence);
        detail("the mail waits in " + kept);

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
        Reply accepted = send(kept).orElseThrow(() -> Failure.failed("the mail was refused with the new pair as well"));
        done("A new pair was made and its certificate uploaded: the mail went out");
        detail("the provider said: " + accepted);
        compare(kept, fetch("mail"), "It arrived");
        Files.delete(kept);
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

    /** Sends by SMTP; the provider's reply when it took the mail. */
    private Optional<Reply> send(Path message) throws IOException {
        Account sender = usable(Playground.SENDER, Protocol.SMTP);
        try (SmtpSession session = SmtpSession.open(sender, SessionListener.NONE)) {
            Delivery delivery = session.send(
                    Envelope.of(sender.address(), List.of(address(READER))), Content.of(message), BeforeDot.NONE);
            return delivery.complete() ? delivery.dispositions().get(0).reply() : Optional.empty();
        }
    }

    private String refusal(Path message) throws IOException {
        try {
            send(message);
        } catch (MailException e) {
            return e.fault().token().map(TokenFault::message).orElse(e.fault().message());
        }
        throw Failure.failed("the provider took a mail although the certificate is expired");
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

    /** A provider may put trace fields before a message (RFC 5321 §4.4), and must change nothing in it. */
    private void compare(Path sent, Path fetched, String what) throws IOException {
        byte[] before = Files.readAllBytes(sent);
        byte[] after = Files.readAllBytes(fetched);
        int added = after.length - before.length;
        if (added < 0 || !Arrays.equals(before, 0, before.length, after, added, after.length)) {
            throw Failure.failed("the message came back changed: compare " + sent + " with " + fetched);
        }
        done(what + ", byte for byte");
        detail(Sizes.of(before.length) + " compared"
                + (added == 0 ? "" : "; the provider put " + added + " octets of trace before it") + "; the file is "
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
                  ./signet test -f %1$s
                  ./signet send -f %1$s --account portal --to %3$s --subject Hello --body "It works."
                  ./signet fetch -f %1$s --account help --into inbox
                """.stripTrailing().formatted(settings, folder, address(READER), simulator.imapsPort()));
    }
}
