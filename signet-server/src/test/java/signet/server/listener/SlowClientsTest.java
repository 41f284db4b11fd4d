package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As many connections as the listener bears, and more, that say nothing, or an octet a second; and one that sends mail. */
@Tag("F55")
@Timeout(180)
class SlowClientsTest {
    private static final int IDLE = 900;
    private static final int TRICKLING = 50;
    private static final int FLOOD = 10_000;
    private static final int MESSAGES = 200;
    /** What other work on the machine may cost one of a hundred messages. */
    private static final long SLACK = TimeUnit.MILLISECONDS.toNanos(100);

    @TempDir
    Path folder;

    private TestListener test;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        test = new TestListener(folder, TestListener.open());
    }

    @AfterEach
    void close() throws IOException {
        hangUp();
        test.close();
    }

    private void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** A connection, with what it is greeted by. */
    private String connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), test.port());
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        return line(socket.getInputStream());
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.append((char) octet);
        }
        return line.toString();
    }

    /** Its status. */
    private static String reply(Socket socket) throws IOException {
        String line = line(socket.getInputStream());
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line(socket.getInputStream());
        }
        return line.substring(0, Math.min(3, line.length()));
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Of a message each, from MAIL to the answer to its end. */
    private long p99() throws IOException {
        long[] nanos = new long[MESSAGES];
        try (Dialog program = new Dialog(test.port(), Dialog.Cut.WHOLE)) {
            program.play("S: 220\nC: EHLO program\nS: 250\n");
            for (int i = 0; i < MESSAGES; i++) {
                long began = System.nanoTime();
                program.play("""
                        C: MAIL FROM:<portal@corp.example>
                        S: 250
                        C: RCPT TO:<ann@example.org>
                        S: 250
                        C: DATA
                        S: 354
                        C: From: portal@corp.example
                        C:
                        C: Hello
                        C: .
                        S: 250 2.0.0
                        """);
                nanos[i] = System.nanoTime() - began;
            }
        }
        java.util.Arrays.sort(nanos);
        return nanos[MESSAGES * 99 / 100];
    }

    private void untilOpen(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (test.listener.statistics().snapshot().open() != count && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertEquals(count, test.listener.statistics().snapshot().open());
    }

    @Test
    void whoeverIsSlowSlowsNobodyElse() throws Exception {
        p99(); // compiled
        long alone = p99();
        for (int i = 0; i < IDLE + TRICKLING; i++) {
            assertTrue(connect().startsWith("220 "), "connection " + i);
        }
        List<Socket> trickling = List.copyOf(sockets.subList(IDLE, IDLE + TRICKLING));
        for (Socket socket : trickling) {
            say(socket, "EHLO slow\r\n");
            assertEquals("250", reply(socket));
            say(socket, "MAIL FROM:<portal@corp.example>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n");
            assertEquals(List.of("250", "250", "354"), List.of(reply(socket), reply(socket), reply(socket)));
        }
        CountDownLatch over = new CountDownLatch(1);
        Thread trickle = Thread.ofVirtual().start(() -> {
            try {
                do {
                    for (Socket socket : trickling) {
                        say(socket, "x");
                    }
                } while (!over.await(1, TimeUnit.SECONDS));
            } catch (IOException | InterruptedException e) {
                over.countDown(); // the assertion below sees that they are not there any more
            }
        });
        long among = p99();
        assertEquals(1, over.getCount(), "the slow ones are still there");
        untilOpen(IDLE + TRICKLING);
        over.countDown();
        trickle.join();
        assertTrue(
                among <= 2 * alone + SLACK, "p99 " + among / 1_000 + " µs among them, alone " + alone / 1_000 + " µs");
        hangUp();
        untilOpen(0);
    }

    @Test
    void aFloodIsTurnedAwayAndLeavesNothing() throws Exception {
        int taken = 0;
        for (int i = 0; i < FLOOD; i++) {
            String greeting = connect();
            taken += greeting.startsWith("220 ") ? 1 : 0;
            if (!greeting.startsWith("220 ")) {
                assertTrue(greeting.startsWith("421 4.3.2 "), greeting);
                sockets.removeLast().close();
            }
        }
        assertEquals(ListenerLimits.STANDARD.connections(), taken);
        assertEquals(
                FLOOD - taken, test.listener.statistics().snapshot().refusals().get("too-many-connections"));
        hangUp();
        untilOpen(0);
        p99();
        assertEquals(MESSAGES, test.accepted().size());
    }
}
