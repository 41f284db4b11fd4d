package signet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import signet.mail.Protocol;
import signet.oauth.Method;
import signet.oauth.PemReader;
import signet.server.certificate.NewKeyPair;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.entra.AppRegistration;

/** The first hour with Signet, played against a simulated provider: before the script, the script, and after it. */
final class Rehearsal {
    private final Terminal terminal;
    private final Path folder;
    private final SetupFolder files;

    Rehearsal(Terminal terminal, Path folder) {
        this.terminal = terminal;
        this.folder = folder;
        this.files = new SetupFolder(terminal, folder);
    }

    int play() throws IOException {
        Scenario scenario = Scenario.defaults();
        Files.createDirectories(folder);
        try (Simulator simulator = Simulator.builder()
                .scenario(scenario)
                .directory(folder)
                .threads(Thread.ofVirtual().name("simulator-", 1).factory())
                .start()) {
            AppRegistration app = simulator.entra().app(scenario.clientId());
            Set<String> roles = app.roles();
            untouched(simulator, app, scenario);
            chapter("1. signet setup: the files");
            List<String> mailboxes = scenario.mailboxes().subList(0, 2);
            files.write(
                    new SetupAnswers(
                            scenario.tenantId(),
                            scenario.clientId(),
                            mailboxes,
                            List.of(Protocol.SMTP, Protocol.IMAP),
                            Method.CERTIFICATE),
                    provider(simulator));
            chapter("2. signet test, before anybody did anything at the provider: it must fail, and say why");
            expect(Failure.FAILED, "test", "--protocol", "smtp", Playground.SENDER);
            chapter("3. what setup.ps1 does, done to the simulated provider");
            script(simulator, app, roles, mailboxes);
            chapter("4. signet test, afterwards");
            expect(0, "test");
            chapter("5. signet send and signet fetch");
            expect(
                    0,
                    "send",
                    "--account",
                    Playground.SENDER,
                    "--to",
                    mailboxes.get(1),
                    "--subject",
                    "First mail",
                    "--body",
                    "It works.",
                    "--attach",
                    folder.resolve("certificate.cer").toString());
            expect(
                    0,
                    "fetch",
                    "--account",
                    "help",
                    "--into",
                    folder.resolve("mail").toString());
        }
        terminal.line("");
        terminal.line("That was the first hour. With your tenant: " + terminal.bold("./signet setup"));
        return 0;
    }

    private void chapter(String title) {
        terminal.line("");
        terminal.line(terminal.bold(title));
    }

    private SetupFiles.Provider provider(Simulator simulator) {
        String trust = "    trust: file:ca.pem\n";
        return new SetupFiles.Provider(
                "    authority: " + simulator.authority() + "      # the simulated provider\n" + trust,
                trust,
                protocol -> switch (protocol) {
                    case SMTP -> "{host: localhost, port: " + simulator.smtpPort() + ", tls: starttls}";
                    case IMAP -> "{host: localhost, port: " + simulator.imapsPort() + ", tls: implicit}";
                    case POP3 -> "{host: localhost, port: " + simulator.pop3sPort() + ", tls: implicit}";
                });
    }

    /** A tenant in which nobody has done anything for us yet. */
    private static void untouched(Simulator simulator, AppRegistration app, Scenario scenario) {
        app.roles(Set.of());
        simulator.exchange().removeServicePrincipal(app.clientId());
        simulator.exchange().smtpAuthDisabled(true);
        for (String mailbox : scenario.mailboxes()) {
            simulator.exchange().mailbox(mailbox).orElseThrow().permission(false);
        }
    }

    private void script(Simulator simulator, AppRegistration app, Set<String> roles, List<String> mailboxes)
            throws IOException {
        X509Certificate certificate = PemReader.certificates(
                        Files.readString(folder.resolve(NewKeyPair.CERTIFICATE_FILE)))
                .certificates()
                .get(0);
        app.addCertificate(certificate);
        terminal.line("  certificate uploaded to the app registration");
        app.roles(roles);
        terminal.line("  permissions "
                + String.join(", ", roles.stream().sorted().toList()) + " added, admin consent granted");
        simulator.exchange().registerServicePrincipal(app.clientId(), app.objectId());
        terminal.line("  New-ServicePrincipal with the enterprise application's object id " + app.objectId());
        for (String address : mailboxes) {
            simulator
                    .exchange()
                    .mailbox(address)
                    .orElseThrow()
                    .permission(true)
                    .smtpAuth(signet.simulator.exchange.SmtpAuth.ON);
            terminal.line("  FullAccess and SMTP AUTH for " + address + " (and for no other mailbox)");
        }
    }

    private void expect(int status, String... command) {
        String[] line = new String[command.length + 2];
        line[0] = command[0];
        line[1] = "-f";
        line[2] = files.settings().toString();
        System.arraycopy(command, 1, line, 3, command.length - 1);
        int ended = Main.run(terminal, line);
        if (ended != status) {
            throw Failure.failed("signet " + String.join(" ", command) + " ended with status " + ended + " where "
                    + status + " was expected");
        }
    }
}
