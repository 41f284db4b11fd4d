package signet.server.queue;

import java.io.IOException;
import java.util.Optional;
import signet.server.account.Accounts;
import signet.server.account.SendingAccount;
import signet.server.queue.NotAcceptedException.Reason;

/**
 * The one way in: the SMTP listener and the API bring an {@link Offer}, here it meets the rules – health, limits, senders – and
 * becomes a {@link Submission}. Thread-safe.
 */
public final class Reception {
    private final Accounts accounts;
    private final Acceptance acceptance;
    private final Health health;
    private final Spool spool;
    private volatile Limits limits;

    public Reception(Accounts accounts, Acceptance acceptance, Health health, Spool spool, Limits limits) {
        this.accounts = accounts;
        this.acceptance = acceptance;
        this.health = health;
        this.spool = spool;
        this.limits = limits;
    }

    public Limits limits() {
        return limits;
    }

    /** For what comes in from now on. */
    public void limits(Limits next) {
        limits = next;
    }

    /** Where a message waits until it is complete. */
    public Spool spool() {
        return spool;
    }

    /**
     * Refuses early, before a message is sent to us: health, account, sender, announced size.
     *
     * @param sender the reverse-path; empty for the null sender
     * @param size   as announced, 0 when it is not
     */
    public void ready(SendingAccount account, java.util.List<String> senders, String sender, long size)
            throws NotAcceptedException {
        health.check();
        if (size > limits.message()) {
            throw new NotAcceptedException(
                    Reason.TOO_LARGE,
                    "the message has " + size + " octets; the limit is " + limits.message()
                            + " (limits.message in signet.yaml)");
        }
    }

    /** Checks the offer and accepts it durably. */
    public Acceptance.Accepted accept(Offer offer) throws IOException {
        health.check();
        SendingAccount account = accounts.current()
                .account(offer.account())
                .orElseThrow(() -> new NotAcceptedException(
                        Reason.NO_SUCH_ACCOUNT, "there is no account '" + offer.account() + "'"));
        ready(
                account,
                offer.senders(),
                offer.envelope().reversePath(),
                offer.content().size());
        return acceptance.accept(new Submission(
                account.name(),
                offer.envelope(),
                offer.content(),
                Optional.empty(),
                "",
                offer.priority(),
                offer.sendAt(),
                offer.idempotency(),
                offer.origin()));
    }
}
