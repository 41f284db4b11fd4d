package signet.server.store;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import signet.mail.Content;
import signet.server.queue.Acceptance;

/** Measures how many submissions a second become durable, and what one costs. Run by hand: {@code main [octets] [folder]}. */
public final class AcceptBenchmark {
    private static final int WARM_UP = 25_000;
    private static final int MESSAGES = 30_000;

    private AcceptBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int octets = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        Path folder = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("signet-benchmark");
        try (TestStore queue = TestStore.in(folder, InstantSource.system())) {
            run(queue, octets, 50, WARM_UP);
            for (int round = 0; round < 2; round++) {
                for (int threads : new int[] {1, 10, 50}) {
                    report(queue, octets, threads);
                }
            }
        } finally {
            remove(folder);
        }
    }

    private static void report(TestStore queue, int octets, int threads) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        int messages = threads == 1 ? MESSAGES / 4 : MESSAGES;
        long cpu = system.getProcessCpuTime();
        long begin = System.nanoTime();
        run(queue, octets, threads, messages);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double millis = (system.getProcessCpuTime() - cpu) / 1e6 / messages;
        System.out.printf(
                Locale.ROOT,
                "%d octets, %2d threads: %,.0f messages/s, %.3f ms CPU each%n",
                octets,
                threads,
                messages / seconds,
                millis);
    }

    private static void run(TestStore queue, int octets, int threads, int messages) throws Exception {
        byte[] text = new byte[octets];
        Arrays.fill(text, (byte) 'x');
        Content content = Content.of(text);
        Acceptance acceptance = queue.store().acceptance();
        AtomicLong left = new AtomicLong(messages);
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                ends.add(sessions.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        acceptance.expecting(1);
                        acceptance.accept(TestStore.submission("portal", content, "ann@example.org"));
                        acceptance.expecting(-1);
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
