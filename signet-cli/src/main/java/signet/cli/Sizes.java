package signet.cli;

import java.util.Locale;

/** Sizes for people. */
final class Sizes {
    private Sizes() {}

    /** Decimal units, as disks and providers count. */
    static String of(long octets) {
        if (octets < 1000) {
            return octets + " B";
        }
        return octets < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", octets / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", octets / 1e6);
    }
}
