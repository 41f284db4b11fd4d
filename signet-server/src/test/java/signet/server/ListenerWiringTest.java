package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.server.listener.ListenerOptions;
import signet.server.settings.Serving;
import signet.server.settings.SettingsReader;

/** What the settings let through, the listener takes. */
class ListenerWiringTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{}",
                "{tls: starttls}",
                "{tls: implicit, port: 2465}",
                "{address: 10.0.0.5, certificate: file:certificate.pem, private-key: file:key.pem}",
                "{relay: {networks: 10.0.0.0/8, account: a}}",
                "{relay: {networks: ['fd00:20::/32', 192.168.1.4], account: a}}",
                "{address: 10.0.0.5, certificate: file:certificate.pem, private-key: file:key.pem,"
                        + " relay: {networks: 10.0.0.0/8, account: a}}"
            })
    void aUsableListenerHasNothingAgainstIt(String listener) throws IOException {
        signet.server.certificate.NewKeyPair pair = new signet.server.certificate.CertificateMaker(
                        new java.security.SecureRandom())
                .make(
                        new signet.server.certificate.CertificateOrder(
                                "CN=x", java.time.Duration.ofDays(400), 2048, Optional.empty()),
                        Instant.now());
        pair.write(directory);
        Path file = directory.resolve("signet.yaml");
        Files.writeString(
                file,
                "accounts:\n  a: {address: a@b.example, password: env:P, smtp: {host: h.example}}\nlisteners:\n  smtp: "
                        + listener + "\n");
        Serving serving = new SettingsReader(name -> Optional.of("hunter22"), Instant.now())
                .read(file)
                .settings()
                .orElseThrow()
                .serving();

        ListenerOptions options =
                ListenerWiring.options(serving.listeners().getFirst(), "mail.b.example", directory, Instant.now());

        assertEquals(List.of(), options.objections());
        assertEquals(
                listener.contains("tls") || listener.contains("certificate"),
                options.tls().isPresent());
        assertTrue(options.hostname().equals("mail.b.example"));
    }

    @Test
    void itsNameAndItsLineEndsAreThoseOfTheSettings() throws IOException {
        Path file = Files.writeString(
                directory.resolve("signet.yaml"),
                "listeners:\n  smtp: [{port: 2525}, {port: 2526, hostname: mx.b.example, line-ends: normalize}]\n");
        Serving serving = new SettingsReader(name -> Optional.empty(), Instant.now())
                .read(file)
                .settings()
                .orElseThrow()
                .serving();

        ListenerOptions usual = ListenerWiring.options(serving.listeners().get(0), "here", directory, Instant.now());
        ListenerOptions written = ListenerWiring.options(serving.listeners().get(1), "here", directory, Instant.now());

        assertEquals("here REJECT", usual.hostname() + " " + usual.lineEnds());
        assertEquals("mx.b.example NORMALIZE", written.hostname() + " " + written.lineEnds());
    }
}
