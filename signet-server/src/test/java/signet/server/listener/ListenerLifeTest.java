package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.mail.TlsMode;

/** Limits, deadlines, and how a listener ends. */
class ListenerLifeTest {
    private static final String HELLO = "S: 220\nC: EHLO x\nS: 250\n";
    private static final String BEGUN =
            HELLO + "C: MAIL FROM:<portal@corp.example>\nC: RCPT TO:<a@b.example>\nS: 250\nS: 250\nC: DATA\nS: 354\n";

    @TempDir
    Path folder;

    private TestListener listener(ListenerLimits limits) throws IOException {
        return new TestListener(
                folder,
                TestListener.options(TlsMode.NONE, Optional.empty(), List.of(TestListener.loopback("portal")), limits));
    }

    private static ListenerLimits limits(int connections, Duration command, Duration message) {
        return new ListenerLimits(connections, 1, 20, 100, command, message, 1_000_000_000);
    }

    @Test
    void whoSaysNothingIsToldSoAndHungUpOn() throws IOException {
        try (TestListener test = listener(limits(10, Duration.ofMillis(100), Duration.ofMinutes(1)))) {
            Dialog.play(test.port(), Dialog.Cut.WHOLE, "S: 220\nS: 421 4.4.2 nothing came for too long\nCLOSED\n");
            Dialog.play(test.port(), Dialog.Cut.WHOLE, BEGUN + "C: From: x\nS: 421 4.4.2\nCLOSED\n");
            assertEquals(List.of(), test.accepted());
        }
    }

    @Test
    void aTrickleDoesNotKeepAMessageOpen() throws Exception {
        try (TestListener test = listener(limits(10, Duration.ofMinutes(1), Duration.ofMillis(300)));
                Dialog dialog = new Dialog(test.port(), Dialog.Cut.WHOLE)) {
            dialog.play(BEGUN);
            CompletableFuture<Boolean> over = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    over.complete(dialog.reply().startsWith("421 4.4.2"));
                } catch (IOException e) {
                    over.completeExceptionally(e);
                }
            });
            for (int i = 0; i < 200 && !over.isDone(); i++) {
                try {
                    dialog.socket().getOutputStream().write('x');
                } catch (IOException e) {
                    break; // hung up on, as it should be
                }
                over.completeOnTimeout(false, 20, TimeUnit.SECONDS);
                new java.util.concurrent.CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
            }
            assertTrue(over.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void oneConnectionTooManyIsTurnedAway() throws IOException {
        try (TestListener test = listener(limits(2, Duration.ofMinutes(1), Duration.ofMinutes(1)));
                Dialog first = new Dialog(test.port(), Dialog.Cut.WHOLE);
                Dialog second = new Dialog(test.port(), Dialog.Cut.WHOLE)) {
            first.play(HELLO);
            second.play(HELLO);
            Dialog.play(test.port(), Dialog.Cut.WHOLE, "S: 421 4.3.2 too many connections\nCLOSED\n");
            assertEquals(1, test.listener.statistics().snapshot().refusals().get("too-many-connections"));
        }
    }

    @Test
    void stoppingLetsAMessageEndAndTellsTheOthersGoodBye() throws Exception {
        try (TestListener test = listener(ListenerLimits.STANDARD);
                Dialog sending = new Dialog(test.port(), Dialog.Cut.WHOLE);
                Dialog idle = new Dialog(test.port(), Dialog.Cut.WHOLE)) {
            sending.play(BEGUN);
            idle.play(HELLO);
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> {
                try {
                    return test.listener.stop(Duration.ofSeconds(20));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            idle.play("S: 421 4.3.2\nCLOSED\n");
            assertFalse(stopped.isDone());
            sending.play("C: From: portal@corp.example\nC:\nC: .\nS: 250 2.0.0 queued\nS: 421 4.3.2\nCLOSED\n");
            assertTrue(stopped.get(20, TimeUnit.SECONDS));
            assertEquals(1, test.accepted().size());
            int port = test.port();
            assertThrows(ConnectException.class, () -> new Dialog(port, Dialog.Cut.WHOLE).close());
        }
    }

    @Test
    void stoppingDoesNotWaitForEver() throws Exception {
        try (TestListener test = listener(ListenerLimits.STANDARD);
                Dialog sending = new Dialog(test.port(), Dialog.Cut.WHOLE)) {
            sending.play(BEGUN);
            assertFalse(test.listener.stop(Duration.ofMillis(100)));
            sending.play("CLOSED\n");
        }
    }

    @Test
    void whatTheServerCannotTakeAtTheMomentIsSaidBeforeTheMessage() throws IOException {
        try (TestListener test = listener(ListenerLimits.STANDARD)) {
            test.store.health().latch("the disk is gone");
            Dialog.play(
                    test.port(),
                    Dialog.Cut.WHOLE,
                    HELLO + "C: MAIL FROM:<portal@corp.example>\nS: 451 4.3.0 storage is not sound\n");
            test.store.health().clear();
            test.store.health().disk(Optional.of("1 MB free, 1 GB must stay free"));
            Dialog.play(
                    test.port(),
                    Dialog.Cut.WHOLE,
                    HELLO + "C: MAIL FROM:<portal@corp.example>\nS: 452 4.3.1 1 MB free\n");
            test.store.health().disk(Optional.empty());
            Dialog.play(test.port(), Dialog.Cut.WHOLE, HELLO + "C: MAIL FROM:<portal@corp.example>\nS: 250\n");
        }
    }

    @Test
    void thePortInUseIsNamed() throws IOException {
        try (TestListener test = listener(ListenerLimits.STANDARD)) {
            ListenerOptions free = TestListener.open();
            ListenerOptions taken = new ListenerOptions(
                    free.address(),
                    test.port(),
                    free.mode(),
                    free.tls(),
                    free.hostname(),
                    free.relay(),
                    free.lineEnds(),
                    free.limits());
            IOException refusal = assertThrows(
                    IOException.class,
                    () -> SmtpListener.start(
                            taken, test.reception, test.accounts, test.logins, InstantSource.system()));
            assertTrue(String.valueOf(refusal.getMessage()).contains("127.0.0.1:" + test.port()), refusal.getMessage());
        }
    }

    @Test
    void aPortThatWasShutCanBeOpenedAtOnce() throws Exception {
        try (TestListener test = listener(ListenerLimits.STANDARD)) {
            SmtpListener last = test.listener;
            int port = test.port();
            for (int i = 0; i < 50; i++) {
                last.shut();
                ListenerOptions free = TestListener.open();
                ListenerOptions same = new ListenerOptions(
                        free.address(),
                        port,
                        free.mode(),
                        free.tls(),
                        free.hostname(),
                        free.relay(),
                        free.lineEnds(),
                        free.limits());
                SmtpListener next =
                        SmtpListener.start(same, test.reception, test.accounts, test.logins, InstantSource.system());
                last.close();
                last = next;
            }
            Dialog.play(port, Dialog.Cut.WHOLE, HELLO + "C: QUIT\nS: 221\nCLOSED\n");
            last.close();
        }
    }
}
