package signet.realservers;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Times in ascending order, of which the middle and the worst are asked. Nanoseconds in, milliseconds out. */
final class Quantiles {
    private final long[] sorted;

    private Quantiles(long[] sorted) {
        this.sorted = sorted;
    }

    static Quantiles of(Collection<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return new Quantiles(sorted);
    }

    /** @param part 0.5 for the middle, 0.99 for what one of a hundred exceeds */
    double at(double part) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, (long) (part * sorted.length))] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, most %.2f ms of %d",
                at(0.5),
                at(0.9),
                at(0.99),
                at(1),
                sorted.length);
    }
}
