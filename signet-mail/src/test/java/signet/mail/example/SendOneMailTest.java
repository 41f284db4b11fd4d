package signet.mail.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.mail.Dialer;
import signet.mail.Disposition;
import signet.mail.Endpoint;
import signet.mail.Network;
import signet.mail.Timeouts;
import signet.mail.TlsMode;
import signet.mail.smtp.Delivery;
import signet.oauth.PemReader;
import signet.oauth.TokenEndpoint;
import signet.oauth.TokenTransport;
import signet.oauth.Trust;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

class SendOneMailTest {
    private static final Path SOURCE = Path.of("src/test/java/signet/mail/example/SendOneMail.java");
    private static final Path README = Path.of("..", "README.md");

    @TempDir
    Path folder;

    @Test
    void theReadmesExampleSendsAMail() throws IOException, InterruptedException {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=example",
                "-keyout",
                folder.resolve("key.pem").toString(),
                "-out",
                folder.resolve("certificate.pem").toString());
        Files.writeString(folder.resolve("mail.eml"), "From: portal@contoso.example\nSubject: Hello\n\nHello.\n");
        Scenario scenario = Scenario.defaults();
        try (Simulator simulator = Simulator.start(scenario)) {
            X509Certificate uploaded = PemReader.certificates(Files.readString(folder.resolve("certificate.pem")))
                    .certificates()
                    .get(0);
            simulator.entra().app(scenario.clientId()).addCertificate(uploaded);
            Network network = new Network(
                    Trust.manager(List.of(simulator.ca())),
                    Optional.empty(),
                    Timeouts.DEFAULTS,
                    "[127.0.0.1]",
                    Dialer.DIRECT,
                    InstantSource.system());

            Delivery delivery = SendOneMail.send(
                    folder,
                    TokenEndpoint.microsoft(simulator.authority(), scenario.tenantId()),
                    scenario.clientId(),
                    TokenTransport.create(simulator.clientTls(), Optional.empty()),
                    new Endpoint("localhost", simulator.smtpPort(), TlsMode.STARTTLS),
                    network);

            assertEquals(
                    List.of(Disposition.Kind.ACCEPTED),
                    delivery.dispositions().stream().map(Disposition::kind).toList());
        }
    }

    @Test
    void theReadmeShowsExactlyThisCode() throws IOException {
        String source = Files.readString(SOURCE);
        String body = source.substring(
                source.indexOf("        // README begin\n") + "        // README begin\n".length(),
                source.indexOf("        // README end\n"));

        assertTrue(
                Files.readString(README).contains(body.stripTrailing().stripIndent()),
                "README.md does not show the example");
    }

    private static void openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
