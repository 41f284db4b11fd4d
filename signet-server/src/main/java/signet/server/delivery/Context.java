package signet.server.delivery;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import signet.server.account.Triage;
import signet.server.queue.EntryId;

/** What every part of delivery needs. */
record Context(Ports ports, Triage triage, InstantSource clock, SecureRandom random, Patience patience, Gauges gauges) {
    Instant now() {
        return clock.instant();
    }

    EntryId freshId() {
        return EntryId.at(clock.instant(), random);
    }
}
