package signet.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.mail.Dialer;
import signet.server.account.Pace;
import signet.server.event.EventLog;
import signet.server.queue.EntryId;

/** What was found or left cannot be stored at the moment. */
class StorageTroubleTest {
    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.in(folder);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    /** Counts the ways to the provider. */
    private static final class Counting implements Dialer {
        private final AtomicInteger connections = new AtomicInteger();

        @Override
        public List<InetAddress> resolve(String host) throws UnknownHostException {
            return Dialer.DIRECT.resolve(host);
        }

        @Override
        public SocketChannel connect(InetSocketAddress address, Duration timeout) throws IOException {
            connections.incrementAndGet();
            return Dialer.DIRECT.connect(address, timeout);
        }
    }

    @Test
    void aProviderIsNotStormedWhileNoProbeCanBeStored() throws Exception {
        scene.trusting(false).start();
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.until("an incident is open", () -> !scene.open().isEmpty());
        scene.queue.health().latch("the disk is full");
        Counting counting = new Counting();
        scene.dialer(counting).pass(Duration.ofMinutes(2));
        scene.until("it was probed", () -> counting.connections.get() > 0);
        assertFalse(new CountDownLatch(1).await(1, TimeUnit.SECONDS));
        assertTrue(counting.connections.get() <= 3, counting.connections.get() + " connections in a second");
        scene.queue.health().clear();
        scene.trusting(true);
        scene.pass(Duration.ofMinutes(2));
        scene.untilState(id, "delivered");
    }

    @Test
    void claimsThatCouldNotBeGivenBackAreTriedOnceStorageIsSound() throws Exception {
        scene.pace(new Pace(OptionalInt.of(1), OptionalInt.empty(), OptionalInt.empty()));
        EntryId first = scene.accept("portal", Scene.OUTSIDE);
        EntryId second = scene.accept("portal", Scene.OUTSIDE);
        AtomicBoolean once = new AtomicBoolean();
        // on the writer's thread, before the lane hears that its message is settled
        EventLog.Subscription subscription = scene.queue.store().events().subscribe(() -> {
            if (scene.taken() == 1 && delivered(first) && once.compareAndSet(false, true)) {
                scene.queue.health().latch("the disk is full");
            }
        });
        scene.start();
        scene.until(
                "the lane left with a claim in hand",
                () -> once.get() && scene.delivery.gauges().lanes() == 0);
        subscription.close();
        assertEquals(1, scene.taken());
        scene.queue.health().clear();
        scene.pass(Duration.ofMinutes(2));
        scene.untilState(second, "delivered");
    }

    @Test
    void aProbeThatFailedInItselfKeepsNoneWaitingWhenTheClockIsSetBack() throws Exception {
        scene.simulator.exchange().policies().startTlsOffered(false);
        scene.start();
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.until("an incident is open", () -> !scene.open().isEmpty());
        scene.untilAttempts(id, 1);
        scene.queue.health().latch("the disk is full");
        scene.pass(Duration.ofMinutes(2));
        scene.until("a probe cannot be stored", () -> scene.delivery.gauges().restarts() > 0);
        assertTrue(scene.queue.health().clear());
        scene.set(Duration.ofHours(-5));
        scene.until("it was probed", () -> scene.open().getFirst().probes() > 0);
        scene.simulator.exchange().policies().startTlsOffered(true);
        scene.pass(Duration.ofMinutes(6));
        scene.untilState(id, "delivered");
    }

    /** Such as an entry that a later version of Signet has written. */
    @Test
    void anEntryThatCannotBeReadStartsNoLaneAfterTheOther() throws Exception {
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        change("update entry set origin = 99");
        scene.start();
        scene.until("it was claimed in vain", () -> scene.delivery.gauges().lanes() == 0);
        assertFalse(new CountDownLatch(1).await(1, TimeUnit.SECONDS));
        assertEquals(0, scene.delivery.gauges().restarts(), "no lane died");
        change("update entry set origin = 0");
        scene.pass(Duration.ofMinutes(1));
        scene.untilState(id, "delivered");
    }

    private void change(String sql) throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("signet.db"));
                Statement statement = database.createStatement()) {
            statement.execute("pragma busy_timeout = 5000");
            assertEquals(1, statement.executeUpdate(sql));
        }
    }

    private boolean delivered(EntryId id) {
        try {
            return scene.entry(id).state().equals("delivered");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
