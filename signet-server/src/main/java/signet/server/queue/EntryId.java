package signet.server.queue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Names an entry, an attempt or an incident: a UUIDv7 (RFC 9562 §5.7), shown as the 26 lower-case characters of its base32 form
 * (RFC 4648 §6, without padding).
 */
public record EntryId(UUID uuid) implements Comparable<EntryId> {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 26;
    private static final int BITS = 5;
    /** 128 bits are 25 characters and three bits; the two spare ones are zero. */
    private static final int LAST_BITS = 3;

    private static final int SPARE = 0b11;

    /** A fresh one; the randomness is {@code random}'s. */
    public static EntryId at(Instant now, SecureRandom random) {
        long high = (now.toEpochMilli() << 16) | 0x7000L | (random.nextLong() & 0x0fffL);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new EntryId(new UUID(high, low));
    }

    /** Reads the 26 characters; empty when they are none. */
    public static Optional<EntryId> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < LENGTH; i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            boolean last = i == LENGTH - 1;
            if (value < 0 || (last && (value & SPARE) != 0)) {
                return Optional.empty();
            }
            int bits = last ? LAST_BITS : BITS;
            high = (high << bits) | (low >>> (Long.SIZE - bits));
            low = (low << bits) | (last ? value >>> (BITS - LAST_BITS) : value);
        }
        return Optional.of(new EntryId(new UUID(high, low)));
    }

    /** When it was made, to the millisecond. */
    public Instant time() {
        return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16);
    }

    @Override
    public int compareTo(EntryId other) {
        int high = Long.compareUnsigned(uuid.getMostSignificantBits(), other.uuid.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(uuid.getLeastSignificantBits(), other.uuid.getLeastSignificantBits());
    }

    /** The 26 characters. */
    @Override
    public String toString() {
        char[] text = new char[LENGTH];
        long high = uuid.getMostSignificantBits();
        long low = uuid.getLeastSignificantBits();
        for (int i = LENGTH - 1; i >= 0; i--) {
            int bits = i == LENGTH - 1 ? LAST_BITS : BITS;
            int value = (int) (low & ((1 << bits) - 1));
            text[i] = ALPHABET.charAt(value << (BITS - bits));
            low = (low >>> bits) | (high << (Long.SIZE - bits));
            high >>>= bits;
        }
        return new String(text);
    }
}
