package signet.server.store;

import java.util.UUID;
import signet.server.queue.EntryId;

/**
 * The number under which an entry is stored is the high half of its id without the version: 48 bits of milliseconds and 12 bits
 * that count (RFC 9562 §5.7, §6.2 method 1). So ids sort as they were accepted, and need no index of their own.
 */
final class EntryNumbers {
    private static final int COUNTER_BITS = 12;
    private static final long COUNTER = (1L << COUNTER_BITS) - 1;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM = 0x3fff_ffff_ffff_ffffL;
    private static final int MICROS = 1_000;

    private EntryNumbers() {}

    /** The smallest number of that moment. */
    static long first(long micros) {
        return Math.floorDiv(micros, (long) MICROS) << COUNTER_BITS;
    }

    static long of(EntryId id) {
        long high = id.uuid().getMostSignificantBits();
        return ((high >>> 16) << COUNTER_BITS) | (high & COUNTER);
    }

    static long low(EntryId id) {
        return id.uuid().getLeastSignificantBits();
    }

    static EntryId id(long number, long low) {
        return new EntryId(new UUID(((number >>> COUNTER_BITS) << 16) | VERSION | (number & COUNTER), low));
    }

    /** The low half, with 62 bits of {@code random}. */
    static long low(long random) {
        return (random & RANDOM) | VARIANT;
    }
}
