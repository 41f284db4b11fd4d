package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.TlsMode;

/** All sessions in clear share one thread: whatever one of them does, the others go on, and each gets its answers in order. */
class SharedLoopTest {
    private static final String HELLO = "S: 220\nC: EHLO x\nS: 250\n";
    private static final String BEGIN =
            "C: MAIL FROM:<portal@corp.example>\nC: RCPT TO:<a@b.example>\nS: 250\nS: 250\nC: DATA\nS: 354\n";
    private static final String MESSAGE = "C: From: portal@corp.example\nC:\nC: text\nC: .\n";
    private static final String WHOLE = BEGIN + MESSAGE + "S: 250 2.0.0 queued\n";

    private TestListener test;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        var tls = Optional.of(ServerTls.selfMade(folder.resolve("listener"), Instant.now()));
        test = new TestListener(
                folder,
                TestListener.options(
                        TlsMode.STARTTLS, tls, List.of(TestListener.loopback("portal")), ListenerLimits.STANDARD));
    }

    @AfterEach
    void stop() throws IOException {
        test.close();
    }

    /** Another session does all there is to do. */
    private void othersGoOn() throws IOException {
        Dialog.play(test.port(), Dialog.Cut.WHOLE, HELLO + WHOLE + "C: QUIT\nS: 221\nCLOSED\n");
        test.only();
    }

    @Test
    void whoDoesNotTakeItsAnswersKeepsNobodyWaitingAndGetsThemAllInTheEnd() throws Exception {
        int turns = 300_000; // 14 MB of answers: more than sockets hold
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), test.port()));
            socket.setSoTimeout(20_000);
            InputStream in = socket.getInputStream();
            send(socket, "EHLO x\r\n");
            StringBuilder hello = new StringBuilder();
            while (hello.indexOf("250 ") < 0 || hello.charAt(hello.length() - 1) != '\n') {
                int octet = in.read();
                assertTrue(octet >= 0, "the server hung up");
                hello.append((char) octet);
            }
            String commands = "MAIL FROM:<portal@corp.example>\r\nRSET\r\n".repeat(turns);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(
                    () -> send(socket, commands), task -> Thread.ofVirtual().start(task));
            othersGoOn(); // meanwhile both of its directions fill up
            String turn = "250 2.1.0 sender taken\r\n250 2.0.0 forgotten\r\n";
            for (int i = 0; i < turns; i++) {
                assertEquals(turn, new String(in.readNBytes(turn.length()), StandardCharsets.US_ASCII));
            }
            sent.get(20, TimeUnit.SECONDS);
        }
    }

    private static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each of these leaves the session in the middle of what a thread of its own waits for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "C: AUTH LOGIN\nS: 334\n",
                "C: AUTH PLAIN\nS: 334\n",
                "C: STARTTLS\nS: 220\n",
                BEGIN + "C: From: portal@corp.example\nC:\nC> te",
                "C> EHL"
            })
    void whoStopsInTheMiddleKeepsNobodyWaiting(String middle) throws Exception {
        List<Dialog> stuck = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Dialog dialog = new Dialog(test.port(), Dialog.Cut.WHOLE);
                stuck.add(dialog);
                dialog.play(HELLO + middle);
            }
            othersGoOn();
        } finally {
            for (Dialog dialog : stuck) {
                dialog.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dialog.Cut.class)
    void whatFollowsAMessageAtOnceIsDoneWhenItIsStored(Dialog.Cut cut) throws IOException {
        for (int i = 0; i < 20; i++) {
            Dialog.play(
                    test.port(),
                    cut,
                    HELLO + BEGIN + MESSAGE + "C: MAIL FROM:<portal@corp.example>\nC: RCPT TO:<c@d.example>\nC: DATA\n"
                            + "S: 250 2.0.0 queued\nS: 250 2.1.0\nS: 250 2.1.5\nS: 354\n" + MESSAGE
                            + "C: QUIT\nS: 250 2.0.0 queued\nS: 221\nCLOSED\n");
            assertEquals(2, test.accepted().size());
        }
    }

    /** More whole messages than one read takes: the next one is stored while the kernel still holds others. */
    @Test
    void messagesInChunksFollowEachOtherWithoutAPause() throws IOException {
        int messages = 300;
        String text = "From: portal@corp.example\r\n\r\n" + "x".repeat(200) + "\r\n";
        StringBuilder script = new StringBuilder(HELLO);
        for (int i = 0; i < messages; i++) {
            script.append("C: MAIL FROM:<portal@corp.example>\nC: RCPT TO:<a@b.example>\nC: BDAT ")
                    .append(text.length())
                    .append(" LAST\nC> ")
                    .append(text.replace("\r\n", "\\r\\n"))
                    .append('\n');
        }
        script.append("S: 250 2.1.0\nS: 250 2.1.5\nS: 250 2.0.0 queued\n".repeat(messages));
        Dialog.play(test.port(), Dialog.Cut.WHOLE, script + "C: QUIT\nS: 221\nCLOSED\n");
        assertEquals(messages, test.accepted().size());
    }

    /** From the loop to a thread and back, with a message in memory, a large one in memory and one in a file. */
    @ParameterizedTest
    @EnumSource(Dialog.Cut.class)
    void aSessionSendsLargeAndSmallMessagesInTurns(Dialog.Cut cut) throws IOException {
        try (Dialog dialog = new Dialog(test.port(), cut)) {
            dialog.play(HELLO + "C: AUTH PLAIN " + TestListener.PLAIN + "\nS: 235\n");
            for (int lines : cut == Dialog.Cut.OCTETS ? List.of(1) : List.of(1, 9_000, 1, 30_000, 1)) {
                String text = ("C: " + "x".repeat(40) + "\n").repeat(lines);
                dialog.play(BEGIN + "C: From: portal@corp.example\nC:\n" + text + "C: .\nS: 250 2.0.0 queued\n");
                assertTrue(test.only().content().endsWith(("\r\n" + "x".repeat(40)).repeat(lines) + "\r\n"));
            }
            dialog.play("C: NOOP\nS: 250\nC: QUIT\nS: 221\nCLOSED\n");
        }
    }

    /** What is written to a file, and takes its share of the loop's time, must not be the loop's. */
    @Test
    void aLargeMessageHasAThreadOfItsOwnUntilItIsStored() throws Exception {
        try (Dialog dialog = new Dialog(test.port(), Dialog.Cut.WHOLE)) {
            dialog.play(HELLO + BEGIN + "C: From: portal@corp.example\nC:\nC: text\n");
            assertEquals(0, sessionThreads());
            dialog.play(("C: " + "x".repeat(998) + "\n").repeat(300));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (sessionThreads() == 0) {
                assertTrue(System.nanoTime() < end, "it is still the loop's");
                Thread.onSpinWait();
            }
            dialog.play("C: .\nS: 250 2.0.0 queued\nC: QUIT\nS: 221\nCLOSED\n");
        }
    }

    /** Threads that a session of this listener has to itself at this moment. */
    private long sessionThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("signet-smtp-session"))
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(Talk.class.getName())))
                .count();
    }

    @Test
    void aMessageWhoseSenderHasGoneIsStoredAndTheSessionIsOver() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Dialog dialog = new Dialog(test.port(), Dialog.Cut.WHOLE)) {
                dialog.play(HELLO + BEGIN + MESSAGE);
                dialog.socket().shutdownOutput();
                dialog.play("S: 250 2.0.0 queued\nCLOSED\n");
            }
        }
        assertEquals(20, test.accepted().size());
        assertTrue(test.listener.stop(Duration.ofSeconds(20)));
        assertEquals(0, test.listener.statistics().snapshot().open());
    }
}
