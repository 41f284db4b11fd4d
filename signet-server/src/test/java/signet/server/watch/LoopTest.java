package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void aWakeBeginsATurnAndManyWakesAreFew() throws Exception {
        Semaphore turns = new Semaphore(0);
        try (Loop loop = new Loop("test", Duration.ofMillis(50), () -> {
            turns.release();
            return LONG;
        })) {
            loop.start();
            assertTrue(turns.tryAcquire(10, TimeUnit.SECONDS));
            for (int i = 0; i < 100_000; i++) {
                loop.wake();
            }
            assertTrue(turns.tryAcquire(10, TimeUnit.SECONDS));
            assertTrue(turns.availablePermits() < 50, turns.availablePermits() + " turns for one crowd");
        }
    }

    @Test
    void aTurnThatFailsIsRepeated() throws Exception {
        CountDownLatch second = new CountDownLatch(2);
        try (Loop loop = new Loop("test", Duration.ZERO, () -> {
            second.countDown();
            throw new IOException("on purpose");
        })) {
            loop.start();
            assertTrue(second.await(10, TimeUnit.SECONDS));
            assertTrue(loop.alive());
        }
    }

    @Test
    void theWatchdogLeavesALoopAloneThatIsOnlyAboutToStart() throws Exception {
        AtomicInteger turns = new AtomicInteger();
        try (Loop loop = new Loop("test", Duration.ZERO, () -> {
            turns.incrementAndGet();
            return LONG;
        })) {
            Watchdog watchdog = new Watchdog();
            watchdog.watch(loop);
            watchdog.runOnce(); // at the start of the server it is itself a loop, and looks while others are being
            // started
            assertEquals(0, watchdog.restarts(), "it would run on two threads");
        }
        assertEquals(0, turns.get());
    }

    @Test
    @Tag("F51")
    void theWatchdogStartsALoopAgainThatAnErrorKilled() throws Exception {
        AtomicInteger turns = new AtomicInteger();
        CountDownLatch goesOn = new CountDownLatch(1);
        Thread[] died = new Thread[1];
        try (Loop loop = new Loop("test", Duration.ZERO, () -> {
            if (turns.incrementAndGet() == 1) {
                died[0] = Thread.currentThread();
                throw new StackOverflowError("on purpose");
            }
            goesOn.countDown();
            return LONG;
        })) {
            Watchdog watchdog = new Watchdog();
            watchdog.watch(loop);
            loop.start();
            loop.wake();
            awaitDeath(loop);
            assertTrue(died[0].join(Duration.ofSeconds(10)));

            watchdog.runOnce();
            assertTrue(goesOn.await(10, TimeUnit.SECONDS));
            watchdog.runOnce();

            assertEquals(1, watchdog.restarts());
            assertTrue(loop.alive());
        }
    }

    private static void awaitDeath(Loop loop) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (loop.alive() && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertFalse(loop.alive());
    }

    @Test
    void theWatchdogLeavesAloneWhatEndedOnPurpose() {
        Loop loop = new Loop("test", Duration.ZERO, () -> LONG);
        Watchdog watchdog = new Watchdog();
        watchdog.watch(loop);
        loop.start();
        assertTrue(loop.close(Duration.ofSeconds(10)));
        watchdog.runOnce();
        assertEquals(0, watchdog.restarts());
    }
}
