package signet.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signet.doctor.Finding;
import signet.server.event.EventKind;
import signet.simulator.exchange.Submission;

/** The whole server, as {@code signet serve} runs it, beside the simulated provider. */
class ServerTest {
    @TempDir
    Path folder;

    private Premises premises;

    @BeforeEach
    void provider() throws IOException {
        premises = new Premises(folder);
    }

    @AfterEach
    void end() throws IOException {
        premises.close();
    }

    @Test
    @Tag("P15")
    @Tag("P17")
    void anExpiredCertificateKeepsMailWithTheWholeCauseChainAndANewPairSendsIt() throws IOException {
        premises.expireCertificate();
        try (RunningServer server = premises.start()) {
            String id = server.submit("It has to wait");
            String waiting = server.await(id, body -> body.contains("\"attemptCount\":1"));
            assertTrue(waiting.contains("\"state\":\"queued\""), waiting);
            assertTrue(waiting.contains("is expired on application"), waiting);
            for (String fact : List.of("trace-id", "correlation-id", "timestamp")) {
                assertTrue(waiting.contains(fact), fact + " in " + waiting);
            }
            assertTrue(waiting.contains("aadsts-700027"), waiting);
            assertTrue(server.get("/v1/accounts/portal").contains("parked"), server.get("/v1/accounts/portal"));

            premises.renewCertificate();
            server.reload();

            String sent = server.await(id, body -> body.contains("\"state\":\"delivered\""));
            assertTrue(sent.contains("AADSTS700027"), "the former attempt is still told: " + sent);
            assertFalse(server.get("/v1/accounts/portal").contains("\"parked\":{"), "parked no more");
        }
        assertEquals(1, premises.submissions().size());
    }

    @Test
    void whatWasAcceptedGoesOutAfterARestart() throws IOException {
        premises.expireCertificate();
        String id;
        try (RunningServer server = premises.start()) {
            id = server.submit("Before the restart");
            server.await(id, body -> body.contains("AADSTS700027"));
        }
        premises.renewCertificate();
        try (RunningServer server = premises.start()) {
            server.await(id, body -> body.contains("\"state\":\"delivered\""));
        }
        Submission submission = premises.submissions().getFirst();
        assertEquals("portal@contoso.example", submission.envelope().from());
    }

    @Test
    void servesWithoutAnySettings() throws IOException {
        try (RunningServer server = premises.startWithout()) {
            assertTrue(server.get("/health/ready").contains("up"));
            assertEquals("{\"accounts\":[]}", server.get("/v1/accounts").replaceAll("\\s", ""));
        }
    }

    @Test
    @Tag("F46")
    void aSecondServerOnTheSameFolderIsToldWhoHasIt() throws IOException {
        try (RunningServer first = premises.start()) {
            assertTrue(first.get("/health/live").contains("up"));
            IOException refused = assertThrows(IOException.class, premises::start);
            assertTrue(
                    String.valueOf(refused.getMessage())
                            .contains(Long.toString(ProcessHandle.current().pid())),
                    refused.getMessage());
        }
    }

    @Test
    @Tag("F52")
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            premises.smtpPort(taken.getLocalPort());
            IOException refused = assertThrows(IOException.class, premises::start);
            assertTrue(
                    String.valueOf(refused.getMessage()).contains(Integer.toString(taken.getLocalPort())),
                    refused.getMessage());
        }
        try (RunningServer server = premises.start()) {
            assertTrue(server.get("/health/live").contains("up"), "nothing of the failed start holds the folder");
        }
    }

    @Test
    void wrongSettingsKeepTheServerFromStartingAndSayWhy() throws IOException {
        Files.writeString(premises.settings(), "listners: {}\n");
        SettingsException refused = assertThrows(SettingsException.class, premises::start);
        assertTrue(
                refused.findings().stream()
                        .map(Finding::summary)
                        .anyMatch(summary -> summary.contains("listners") && summary.contains("signet.yaml:1")),
                refused.findings().toString());
    }

    @Test
    void aReloadThatIsWrongChangesNothing() throws IOException {
        try (RunningServer server = premises.start()) {
            String right = Files.readString(premises.settings());
            Files.writeString(premises.settings(), right + "nonsense: 1\n");
            assertFalse(server.reload().taken());
            assertTrue(server.events(EventKind.RELOAD_REFUSED)
                    .getFirst()
                    .facts()
                    .getOrDefault("reason", "")
                    .contains("nonsense"));
            String id = server.submit("With the former settings");
            server.await(id, body -> body.contains("\"state\":\"delivered\""));
            Files.writeString(premises.settings(), right);
            assertTrue(server.reload().taken());
        }
    }

    @Test
    void aListenerFollowsTheSettings() throws IOException {
        try (RunningServer server = premises.start()) {
            int before = server.smtpPort();
            int after = Premises.freePort();
            premises.smtpPort(after);
            assertTrue(server.reload().taken());
            assertEquals(after, server.smtpPort());
            assertThrows(IOException.class, () -> server.submit(before, "Nobody listens there any more"));
            server.await(server.submit("On the new port"), body -> body.contains("\"state\":\"delivered\""));
        }
    }

    @Test
    void noAnswerOrLogHoldsASecret() throws IOException {
        try (RunningServer server = premises.start()) {
            server.await(server.submit("Look"), body -> body.contains("\"state\":\"delivered\""));
            String all = server.get("/v1/accounts")
                    + server.get("/v1/credentials")
                    + server.get("/metrics")
                    + server.get("/v1/messages");
            for (Path log : premises.logs()) {
                all += Files.readString(log);
            }
            Optional<String> found =
                    premises.secrets().stream().filter(all::contains).findFirst();
            assertEquals(Optional.empty(), found);
        }
    }

    @Test
    void aShutdownEndsSoon() throws IOException {
        RunningServer server = premises.start();
        long began = System.nanoTime();
        server.close();
        assertTrue(Duration.ofNanos(System.nanoTime() - began).toSeconds() < 20, "it waited for nothing");
    }

    @Test
    void everythingInTheDataFolderIsItsOwnersOnly() throws IOException {
        try (RunningServer server = premises.start()) {
            server.await(server.submit("Private"), body -> body.contains("\"state\":\"delivered\""));
            server.get("/metrics");
        }
        Path data = premises.settings().resolveSibling("data");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file :
                    files.filter(f -> !f.startsWith(data.resolve("tmp"))).toList()) {
                String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                assertEquals(Files.isDirectory(file) ? "rwx------" : "rw-------", rights, file.toString());
            }
        }
    }

    @Test
    void whatTheListenerCountsIsAMetric() throws IOException {
        try (RunningServer server = premises.start()) {
            server.submit("Counted");
            String metrics = server.get("/metrics");
            for (String line : List.of(
                    "signet_listener_messages_total 1.0",
                    "signet_listener_logins_total 1.0",
                    "signet_listener_accepted_connections_total 1.0")) {
                assertTrue(metrics.contains(line), line + " in " + metrics);
            }
        }
    }

    @Test
    @Timeout(60)
    void aMessageThatHasBegunIsTakenWhileTheServerEnds() throws Exception {
        RunningServer server = premises.start();
        try (Socket socket = new Socket("127.0.0.1", server.smtpPort())) {
            socket.setSoTimeout(20_000);
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            in.readLine();
            say(socket, in, "EHLO program.example", "250 ");
            say(socket, in, "AUTH PLAIN " + server.plain(), "235 ");
            say(socket, in, "MAIL FROM:<portal@contoso.example>", "250 ");
            say(socket, in, "RCPT TO:<help@contoso.example>", "250 ");
            say(socket, in, "DATA", "354 ");
            socket.getOutputStream().write("From: portal@contoso.example\r\n\r\nHe".getBytes(UTF_8));
            CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> {
                try {
                    server.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThrows(TimeoutException.class, () -> ended.get(1, TimeUnit.SECONDS), "it waits for what has begun");
            say(socket, in, "llo\r\n.", "250 ");
            ended.get(20, TimeUnit.SECONDS);
        }
    }

    private static void say(Socket socket, BufferedReader in, String line, String answer) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
        String last = in.readLine();
        while (last != null && last.charAt(3) == '-') {
            last = in.readLine();
        }
        assertTrue(String.valueOf(last).startsWith(answer), line + ": " + last);
    }
}
