package signet.mail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UidSetTest {
    @Test
    void writesRangesOfMembersOnly() {
        assertEquals("1:3,7,9:10", UidSet.of(9, 3, 1, 2, 10, 7, 7).toString());
        assertEquals("4294967295", UidSet.of(4294967295L).toString());
        assertEquals("", UidSet.of().toString());
    }

    @Test
    void takesOnlyUids() {
        assertThrows(IllegalArgumentException.class, () -> UidSet.of(0));
        assertThrows(IllegalArgumentException.class, () -> UidSet.of(4294967296L));
    }

    @Test
    void batchesAreAscendingShortAndComplete() {
        UidSet odd = UidSet.of(
                LongStream.range(0, 2_000).map(i -> 4_000_000_001L + 2 * i).toArray());
        List<UidSet> batches = odd.batches(500);
        assertTrue(batches.stream().allMatch(b -> b.toString().length() <= 4000 && b.size() <= 500));
        assertEquals(
                odd, UidSet.of(batches.stream().flatMapToLong(UidSet::stream).toArray()));
        assertEquals(
                List.of(100, 100, 50),
                UidSet.of(LongStream.rangeClosed(1, 250).toArray()).batches(100).stream()
                        .map(UidSet::size)
                        .toList());
    }
}
