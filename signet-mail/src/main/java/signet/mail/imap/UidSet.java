package signet.mail.imap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Distinct UIDs in ascending order, each 1–4,294,967,295. */
public final class UidSet {
    /** Longest set in one command; with the rest of the line below what Exchange takes (10,240 octets on premises). */
    private static final int LONGEST_TEXT = 4000;

    private final long[] uids;

    private UidSet(long[] uids) {
        this.uids = uids;
    }

    /** @throws IllegalArgumentException for a UID outside 1–4,294,967,295 */
    public static UidSet of(long... uids) {
        long[] sorted = LongStream.of(uids).sorted().distinct().toArray();
        if (sorted.length > 0 && (sorted[0] < 1 || sorted[sorted.length - 1] > ResponseCursor.MOST)) {
            throw new IllegalArgumentException("a UID is outside 1-" + ResponseCursor.MOST);
        }
        return new UidSet(sorted);
    }

    public boolean isEmpty() {
        return uids.length == 0;
    }

    public int size() {
        return uids.length;
    }

    public long first() {
        return uids[0];
    }

    public long last() {
        return uids[uids.length - 1];
    }

    public boolean contains(long uid) {
        return indexOf(uid) >= 0;
    }

    /** The place of {@code uid} from 0, negative when it is not in here. */
    int indexOf(long uid) {
        return Arrays.binarySearch(uids, uid);
    }

    public LongStream stream() {
        return LongStream.of(uids);
    }

    /** Parts of at most {@code most} UIDs, ascending, each short enough for one command line. */
    List<UidSet> batches(int most) {
        List<UidSet> batches = new ArrayList<>();
        int from = 0;
        while (from < uids.length) {
            int to = Math.min(uids.length, from + most);
            UidSet batch = new UidSet(Arrays.copyOfRange(uids, from, to));
            while (batch.toString().length() > LONGEST_TEXT) {
                to = from + (to - from) / 2;
                batch = new UidSet(Arrays.copyOfRange(uids, from, to));
            }
            batches.add(batch);
            from = to;
        }
        return batches;
    }

    /** A sequence set (RFC 9051 §9): {@code 1:3,7}. Ranges cover members only, never {@code *}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < uids.length) {
            int end = i;
            while (end + 1 < uids.length && uids[end + 1] == uids[end] + 1) {
                end++;
            }
            text.append(text.length() == 0 ? "" : ",").append(uids[i]);
            if (end > i) {
                text.append(':').append(uids[end]);
            }
            i = end + 1;
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidSet that && Arrays.equals(uids, that.uids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(uids);
    }
}
