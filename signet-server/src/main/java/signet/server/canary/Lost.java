package signet.server.canary;

import java.time.Instant;
import java.util.Optional;
import signet.server.queue.EntryId;

/**
 * A canary that was given up: its message may come late, and its entry may still be there.
 *
 * @param entry that is still to be removed
 */
record Lost(String mark, Instant sent, Optional<EntryId> entry) {
    static Lost of(Flight flight) {
        return new Lost(flight.mark(), flight.sent(), flight.entry());
    }

    Lost forgotten() {
        return new Lost(mark, sent, Optional.empty());
    }
}
