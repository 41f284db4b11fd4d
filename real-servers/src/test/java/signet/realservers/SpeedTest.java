package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The fetch benchmark, small: shows that it still runs and that everybody got everything. Its times are printed, not judged;
 * the figures that count are made by {@code benchmarks/fetch} on a machine that does nothing else.
 */
class SpeedTest {
    @Test
    void theFetchBenchmarkRunsAndEverybodyGetsEveryMessage() throws IOException {
        Path signet = Path.of(System.getProperty("signet.command"));
        FetchBenchmark.Plan plan = new FetchBenchmark.Plan(1_000, 1, signet, "64m");
        List<FetchBenchmark.Series> all = FetchBenchmark.run(plan);
        System.out.print(FetchBenchmark.table(plan, all));
        assertEquals(3, all.size());
    }
}
