package signet.server.store;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.sqlite.SQLiteConfig.SynchronousMode;
import signet.mail.Content;
import signet.server.queue.Acceptance;
import signet.server.queue.EntryId;
import signet.server.queue.Health;
import signet.server.queue.NotAcceptedException;
import signet.server.secret.Vault;

/**
 * A process that accepts messages and prints a line {@code ack <id> <seed>} for each, when it is acknowledged, and a line
 * {@code refused <reason>} when it is not; then storage is probed and it goes on. Ends without closing anything, if nobody kills
 * it before. Arguments: folder, synchronous mode, threads, messages.
 */
public final class AcceptingProcess {
    /** Of every so many messages one goes into a segment, and one into a file of its own. */
    private static final int APPENDED = 20;

    private static final int OWN_FILE = 150;

    private AcceptingProcess() {}

    public static void main(String[] arguments) throws Exception {
        SqliteStore store = SqliteStore.open(
                Path.of(arguments[0]),
                new Vault(new byte[Vault.KEY_LENGTH]),
                new Health(),
                new Change.Rules(InstantSource.system(), account -> Duration.ofDays(5)),
                SynchronousMode.valueOf(arguments[1]));
        int threads = Integer.parseInt(arguments[2]);
        int messages = Integer.parseInt(arguments[3]);
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                ends.add(sessions.submit(() -> {
                    int seed;
                    while ((seed = next.getAndIncrement()) < messages) {
                        try {
                            accept(store.acceptance(), seed);
                        } catch (NotAcceptedException e) {
                            print("refused " + e.reason());
                            synchronized (next) { // in the server, too, only one probes at a time
                                store.upkeep().probe();
                            }
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void accept(Acceptance acceptance, int seed) throws Exception {
        acceptance.expecting(1);
        EntryId id;
        try {
            id = acceptance
                    .accept(TestStore.submission("portal", Content.of(octets(seed)), "ann@example.org"))
                    .id();
        } finally {
            acceptance.expecting(-1);
        }
        print("ack " + id + " " + seed);
    }

    private static void print(String line) throws IOException {
        PrintStream out = System.out;
        synchronized (out) { // one line, one write
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    /** The content of that seed. */
    static byte[] octets(int seed) {
        int size = seed % OWN_FILE == OWN_FILE - 1 ? 1_200_000 : seed % APPENDED == APPENDED - 1 ? 60_000 : 2_500;
        byte[] octets = new byte[size];
        new Random(seed).nextBytes(octets);
        return octets;
    }
}
