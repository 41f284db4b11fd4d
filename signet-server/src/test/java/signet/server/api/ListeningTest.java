package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.account.AddressRange;
import signet.server.account.ApiTokens;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.store.TestStore;

class ListeningTest {
    @Test
    void aPortThatIsTakenIsNamed(@TempDir Path folder) throws Exception {
        try (RunningApi first = RunningApi.in(folder.resolve("first"))) {
            ApiOptions same = ApiOptions.loopback(first.api.port());
            IOException refused = assertThrows(
                    IOException.class, () -> HttpApi.start(same, first.services, folder.resolve("second")));
            assertTrue(String.valueOf(refused.getMessage()).contains("port " + first.api.port()), refused.toString());
            assertTrue(String.valueOf(refused.getMessage()).contains("server.port"), refused.toString());
        }
    }

    @Test
    void whatTomcatWritesIsInTheFolderItIsGiven(@TempDir Path folder) throws Exception {
        try (RunningApi api = RunningApi.in(folder)) {
            try (Stream<Path> made = Files.walk(api.folder)) {
                assertEquals(
                        List.of("", "documents", "work"),
                        made.map(path -> api.folder.relativize(path).toString())
                                .sorted()
                                .toList());
            }
        }
    }

    @Test
    void overTlsItProvesItselfByItsCertificate(@TempDir Path folder) throws Exception {
        var pair = new CertificateMaker(new SecureRandom())
                .make(new CertificateOrder("CN=localhost", Duration.ofDays(2), 2048, Optional.empty()), Instant.now())
                .keyPair();
        ApiOptions.Tls tls = new ApiOptions.Tls(pair.privateKey(), List.of(pair.certificate()));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", pair.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (RunningApi server = RunningApi.in(folder, Optional.of(tls), List.of());
                var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.api.port())) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            assertEquals(pair.certificate(), socket.getSession().getPeerCertificates()[0]);
            String asked = RawConversation.head("GET", "/health/live", "", "Connection: close");
            socket.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(200, RawConversation.status(answer), answer);
        }
    }

    @Test
    void aRequestThatHasBegunIsAnsweredWhenTheServerEnds(@TempDir Path folder) throws Exception {
        RunningApi server = RunningApi.in(folder);
        byte[] body = ("{\"account\":\"portal\",\"to\":[\"a@example.org\"],\"text\":\"" + "x".repeat(100) + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
        String head = RawConversation.head(
                "POST",
                "/v1/messages",
                server.operator(),
                "Content-Type: application/json",
                "Content-Length: " + body.length);
        try (Socket socket = new Socket("127.0.0.1", server.api.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body, 0, 50);
            socket.getOutputStream().flush();
            assertFalse(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS)); // it is being read now
            Thread ending = Thread.ofPlatform().start(server.api::close);
            assertFalse(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS));
            socket.getOutputStream().write(body, 50, body.length - 50);
            socket.getOutputStream().flush();
            byte[] answer = new byte[12];
            assertEquals(12, socket.getInputStream().readNBytes(answer, 0, 12));
            assertEquals("HTTP/1.1 202", new String(answer, StandardCharsets.US_ASCII));
            ending.join();
        }
        server.store.close();
    }

    @Test
    void aForwardedAddressCountsOnlyFromATrustedProxy(@TempDir Path folder) throws Exception {
        AddressRange proxy = AddressRange.parse("127.0.0.0/8").orElseThrow();
        try (RunningApi trusting = RunningApi.in(folder.resolve("a"), Optional.empty(), List.of(proxy));
                RunningApi other = RunningApi.in(folder.resolve("b"))) {
            assertEquals("203.0.113.7", peer(trusting, "198.51.100.1, 203.0.113.7"));
            assertEquals("203.0.113.7", peer(trusting, "evil, 203.0.113.7, 127.0.0.2"));
            assertEquals("127.0.0.1", peer(trusting, "not an address"));
            assertEquals("127.0.0.1", peer(other, "203.0.113.7"));
        }
    }

    private static String peer(RunningApi server, String forwarded) throws Exception {
        RunningApi.Reply reply = server.text(
                "POST",
                "/v1/messages",
                server.operator(),
                "application/json",
                new Json(1).text(RunningApi.message("portal", "ann@example.org")),
                "X-Forwarded-For",
                forwarded);
        Map<?, ?> shown = server.get("/v1/messages/" + reply.text("id"), server.operator())
                .object();
        return String.valueOf(((Map<?, ?>) java.util.Objects.requireNonNull(shown.get("origin"))).get("peer"));
    }

    @Test
    void theOperatorsTokenIsMadeOnceAndReadableByItsOwnerOnly(@TempDir Path folder) throws Exception {
        try (TestStore store = TestStore.in(folder.resolve("data"))) {
            ApiTokens tokens = store.store().apiTokens();
            Instant now = store.clock().instant();
            Path file = OperatorToken.ensure(folder, tokens, now);
            String secret = Files.readString(file).strip();
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            OperatorToken.ensure(folder, tokens, now);
            assertEquals(secret, Files.readString(file).strip(), "a restart keeps it");
            assertEquals(
                    4,
                    tokens.find(TokenSecret.digest(secret).orElseThrow(), now)
                            .orElseThrow()
                            .scopes()
                            .size());
            Files.writeString(file, "sgn_" + "A".repeat(43));
            OperatorToken.ensure(folder, tokens, now);
            String other = Files.readString(file).strip();
            assertNotEquals(secret, other, "one the store does not know is replaced");
            assertTrue(
                    tokens.find(TokenSecret.digest(secret).orElseThrow(), now).isEmpty(),
                    "and the earlier one is void");
            assertTrue(tokens.find(TokenSecret.digest(other).orElseThrow(), now).isPresent());
        }
    }
}
