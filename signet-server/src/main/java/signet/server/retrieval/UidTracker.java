package signet.server.retrieval;

import java.util.Arrays;
import java.util.BitSet;
import signet.mail.imap.UidSet;

/** How far a set of UIDs is done without a gap, whatever the order in which they come. */
final class UidTracker {
    private final long[] asked;
    private final BitSet done = new BitSet();
    private long position;

    /** @param position everything up to here is done already */
    UidTracker(UidSet asked, long position) {
        this.asked = asked.stream().toArray();
        this.position = position;
    }

    /** {@code uid} is done. */
    void done(long uid) {
        int index = Arrays.binarySearch(asked, uid);
        if (index >= 0) {
            done.set(index);
            advance();
        }
    }

    /** All of these are done or no longer there. */
    void done(UidSet batch) {
        batch.stream().forEach(uid -> {
            int index = Arrays.binarySearch(asked, uid);
            if (index >= 0) {
                done.set(index);
            }
        });
        advance();
    }

    private void advance() {
        int without = done.nextClearBit(0);
        if (without > 0) {
            position = Math.max(position, asked[without - 1]);
        }
    }

    /** The UID up to which nothing is missing. */
    long position() {
        return position;
    }
}
