package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The kill campaign, small. Its output names the seed: {@code benchmarks/kill} repeats it, as far as threads and processes repeat
 * anything, and is also the long form of it.
 */
class KillTest {
    private static final int KILLS = 5;

    @Test
    void whatWasAcknowledgedOutlivesKillsAtPlacesThatAreAlwaysTheSame() throws IOException {
        kill(7, false);
    }

    @Test
    void whatWasAcknowledgedOutlivesKillsAtOtherPlacesEachTime() throws IOException {
        kill(System.nanoTime() & 0xffff_ffffL, false);
    }

    @Test
    void nothingComesTwiceWhereWhatIsInDoubtIsHeld() throws IOException {
        kill(System.nanoTime() & 0xffff_ffffL, true);
    }

    private static void kill(long seed, boolean hold) throws IOException {
        Path signet = Path.of(System.getProperty("signet.command"));
        KillReport report = KillCampaign.run(new KillCampaign.Plan(signet, KILLS, 1, seed, hold));
        assertEquals(List.of(), report.wrong(), "seed " + seed);
        assertTrue(report.acknowledged() > 0);
    }
}
