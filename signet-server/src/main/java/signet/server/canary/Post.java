package signet.server.canary;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import signet.doctor.TestMessage;
import signet.mail.Envelope;
import signet.server.account.SendingAccount;
import signet.server.queue.EntryId;
import signet.server.queue.Offer;
import signet.server.queue.Reception;
import signet.server.queue.Spool;
import signet.server.queue.Submission.Origin;

/** Puts a canary into the queue. */
final class Post {
    /** In front of what waits: it is one message, and what waits is not what it measures. */
    private static final int FIRST = 10;

    private final Reception reception;

    Post(Reception reception) {
        this.reception = reception;
    }

    EntryId send(SendingAccount account, TestMessage message, Instant now) throws IOException {
        String address = account.address();
        Spool.Incoming content = reception.spool().begin();
        try (content) {
            content.write(message.octets(
                    address,
                    address,
                    "Canary",
                    "Signet sends this message from account " + account.name() + " to itself to see whether mail works"
                            + " (canary: in\nsignet.yaml), and removes it again when it finds it. It may be deleted.",
                    now));
            content.finish();
            return reception
                    .accept(new Offer(
                            account.name(),
                            List.of(),
                            Envelope.of(address, List.of(address)),
                            content,
                            FIRST,
                            Optional.empty(),
                            Optional.empty(),
                            new Origin(Origin.Kind.CANARY, "signet", "")))
                    .id();
        } catch (IllegalArgumentException e) {
            throw new IOException("the address " + address + " cannot stand in an envelope: " + e.getMessage(), e);
        }
    }
}
