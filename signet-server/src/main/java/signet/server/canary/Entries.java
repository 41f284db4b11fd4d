package signet.server.canary;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import signet.doctor.TestMessage;
import signet.mail.Envelope;
import signet.server.account.SendingAccount;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Offer;
import signet.server.queue.QueueVerbs.Verb;
import signet.server.queue.Spool;
import signet.server.queue.Submission.Origin;

/** The canaries' entries in the queue: put in, looked at, taken out again. */
final class Entries {
    private static final Logger LOG = System.getLogger(Entries.class.getName());
    private static final String BY = "signet";
    /** In front of what waits: it is one message, and what waits is not what it measures. */
    private static final int FIRST = 10;

    private final Ports.Queue queue;
    private final InstantSource clock;

    Entries(Ports.Queue queue, InstantSource clock) {
        this.queue = queue;
        this.clock = clock;
    }

    EntryId put(SendingAccount account, TestMessage message, Instant now) throws IOException {
        String address = account.address();
        Spool.Incoming content = queue.reception().spool().begin();
        try (content) {
            content.write(message.octets(
                    address,
                    address,
                    "Canary",
                    "Signet sends this message from account " + account.name() + " to itself to see whether mail works"
                            + " (canary: in\nsignet.yaml), and removes it again when it finds it. It may be deleted.",
                    now));
            content.finish();
            return queue.reception()
                    .accept(new Offer(
                            account.name(),
                            List.of(),
                            Envelope.of(address, List.of(address)),
                            content,
                            FIRST,
                            Optional.empty(),
                            Optional.empty(),
                            new Origin(Origin.Kind.CANARY, BY, "")))
                    .id();
        } catch (IllegalArgumentException e) {
            throw new IOException("the address " + address + " cannot stand in an envelope: " + e.getMessage(), e);
        }
    }

    /** The entry as it is now; empty when it is gone, or never was. */
    Optional<EntryView> of(Flight flight) throws IOException {
        return flight.entry().isPresent() ? queue.view().entry(flight.entry().get()) : Optional.empty();
    }

    /** @return false when it is being sent this moment */
    boolean cancel(EntryId id) throws IOException {
        return queue.verbs().apply(Verb.CANCEL, id, BY, clock.instant()).changed() > 0;
    }

    void forget(EntryId id) throws IOException {
        queue.upkeep().forget(id);
    }

    /** It matters little if it does not work: its message is known by its mark, and retention removes the entry. */
    void drop(EntryId id) {
        try {
            cancel(id);
            forget(id);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the entry {0} of a canary stays in the queue: {1}", id, e.getMessage());
        }
    }

    /** Those of earlier canaries: the latest one that was missed is kept until the next has ended. */
    void dropEarlier(Canary canary) {
        for (Lost one : canary.lost()) {
            if (one.entry().isPresent()) {
                drop(one.entry().get());
                canary.replaceLost(one, one.forgotten());
            }
        }
    }
}
