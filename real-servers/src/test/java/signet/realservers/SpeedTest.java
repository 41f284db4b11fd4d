package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fetch benchmark, small enough for every run; the figures that count are made by {@code benchmarks/fetch}. */
class SpeedTest {
    @Test
    void fetchIsFasterThanMbsyncAndAngusMail() throws IOException {
        Path signet = Path.of(System.getProperty("signet.command"));
        FetchBenchmark.Plan plan = new FetchBenchmark.Plan(1_000, 3, signet, "64m");
        List<FetchBenchmark.Series> all = FetchBenchmark.run(plan);
        String table = FetchBenchmark.table(plan, all);
        System.out.print(table);
        // start-up weighs more here than with 10,000 messages, and machines that run this do other things beside:
        // best times are compared, and being slower than anybody else is a defect
        for (FetchBenchmark.Series other : all.subList(1, all.size())) {
            assertTrue(all.get(0).best().compareTo(other.best()) < 0, table);
        }
    }
}
