package signet.server.queue;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import signet.mail.Envelope;
import signet.mail.ForwardPath;
import signet.server.account.Accounts;
import signet.server.account.SendingAccount;
import signet.server.mime.HeaderBlock;
import signet.server.mime.HeaderEnd;
import signet.server.mime.StrictAddress;
import signet.server.queue.NotAcceptedException.Reason;

/**
 * The one way in: the SMTP listener and the API bring an {@link Offer}, here it meets the rules – health, limits, senders,
 * addresses, header – and becomes a {@link Submission}. Thread-safe.
 *
 * <p>The API brings complete content ({@link #accept(Offer)}). The listener has the header checked while the message comes in:
 * {@link #ready}, {@link #intake}, {@link #accept(Offer, Intake)}.
 */
public final class Reception {
    private final Accounts accounts;
    private final Acceptance acceptance;
    private final Health health;
    private final Spool spool;
    private final InstantSource clock;
    private volatile Limits limits;

    public Reception(
            Accounts accounts, Acceptance acceptance, Health health, Spool spool, Limits limits, InstantSource clock) {
        this.accounts = accounts;
        this.acceptance = acceptance;
        this.health = health;
        this.spool = spool;
        this.limits = limits;
        this.clock = clock;
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

    /** A new id, for a message whose trace field has to name it. */
    public EntryId newId() {
        return acceptance.newId();
    }

    /**
     * A hint for the store: a message is under way (1), or over (-1); each 1 is followed by exactly one -1. A durable step waits
     * a fraction of a millisecond for those it knows of.
     */
    public void expecting(int change) {
        acceptance.expecting(change);
    }

    /**
     * Refuses early, before a message is sent to us: health, account, sender, announced size.
     *
     * @param senders of the caller; empty = all of the account's
     * @param sender  the reverse-path; empty for the null sender
     * @param size    as announced, 0 when it is not
     */
    public void ready(SendingAccount account, List<String> senders, String sender, long size)
            throws NotAcceptedException {
        health.check();
        allowed(account, senders, sender, size);
    }

    private void allowed(SendingAccount account, List<String> senders, String sender, long size)
            throws NotAcceptedException {
        if (account.mail().isEmpty() && account.findings().isEmpty()) {
            // an account with a finding is kept: what waits goes out as soon as it is mended
            throw new NotAcceptedException(
                    Reason.ACCOUNT_DISABLED,
                    "account '" + account.name() + "' has no smtp: endpoint in signet.yaml and can send nothing");
        }
        if (size > limits.message()) {
            throw new NotAcceptedException(
                    Reason.TOO_LARGE,
                    "the message has " + size + " octets; the limit is " + limits.message()
                            + " (limits.message in signet.yaml)");
        }
        new SenderRules(account, senders).envelope(sender);
    }

    /**
     * A message begins that passed {@link #ready}. Close it in any case.
     *
     * @param trace the field to add in front, where somebody has one
     */
    public Intake intake(SendingAccount account, List<String> senders, String sender, Optional<Trace> trace)
            throws NotAcceptedException {
        return new Intake(spool.begin(), rules(account, senders, sender, trace), limits.message());
    }

    private HeaderRules rules(SendingAccount account, List<String> senders, String sender, Optional<Trace> trace)
            throws NotAcceptedException {
        SenderRules rules = new SenderRules(account, senders);
        EntryId id = trace.map(Trace::id).orElseGet(this::newId);
        return new HeaderRules(rules, rules.envelope(sender), id, trace, clock.instant());
    }

    /** Accepts durably what came through {@link #intake} and was finished; the offer's content is that of the intake. */
    public Acceptance.Accepted accept(Offer offer, Intake intake) throws IOException {
        return acceptance.accept(submission(offer, intake));
    }

    /**
     * Like {@link #accept(Offer, Intake)}, for content in memory, and waits for nothing; see {@link Acceptance#begin}.
     *
     * @throws NotAcceptedException when it breaks a rule
     */
    public CompletableFuture<Acceptance.Accepted> begin(Offer offer, Intake intake) throws IOException {
        return acceptance.begin(submission(offer, intake));
    }

    private Submission submission(Offer offer, Intake intake) throws NotAcceptedException {
        health.sound();
        return submission(offer, account(offer), intake.content(), intake.header(), intake.id());
    }

    /**
     * Checks the offer and accepts it durably.
     *
     * @throws NotAcceptedException when it breaks a rule or is not stored
     */
    public Acceptance.Accepted accept(Offer offer) throws IOException {
        SendingAccount account = account(offer);
        String sender = offer.envelope().reversePath();
        health.sound();
        allowed(account, offer.senders(), sender, offer.content().size());
        HeaderRules rules = rules(account, offer.senders(), sender, Optional.empty());
        CheckedHeader header = header(offer.content(), rules);
        if (header.edit().nothing()) {
            return acceptance.accept(submission(offer, account, offer.content(), header, rules.id()));
        }
        try (Intake intake = new Intake(spool.begin(), rules, limits.message());
                InputStream octets = offer.content().open()) {
            octets.transferTo(intake);
            intake.finish();
            return acceptance.accept(submission(offer, account, intake.content(), intake.header(), rules.id()));
        }
    }

    private SendingAccount account(Offer offer) throws NotAcceptedException {
        return accounts.current()
                .account(offer.account())
                .orElseThrow(() -> new NotAcceptedException(
                        Reason.NO_SUCH_ACCOUNT, "there is no account '" + offer.account() + "'"));
    }

    private static CheckedHeader header(Spool.Incoming content, HeaderRules rules) throws IOException {
        byte[] start;
        try (InputStream octets = content.open()) {
            start = octets.readNBytes(HeaderBlock.LONGEST + 1);
        }
        int end = new HeaderEnd().find(start, start.length, true);
        if (end < 0 && start.length > HeaderBlock.LONGEST) {
            throw new NotAcceptedException(
                    Reason.BAD_MESSAGE, "the header has more than " + HeaderBlock.LONGEST + " octets");
        }
        return rules.check(start, end < 0 ? start.length : end);
    }

    private Submission submission(
            Offer offer, SendingAccount account, Spool.Incoming content, CheckedHeader header, EntryId id)
            throws NotAcceptedException {
        String sender = new SenderRules(account, offer.senders())
                .envelope(offer.envelope().reversePath());
        Envelope envelope = new Envelope(
                sender,
                recipients(offer.envelope().forwardPaths()),
                offer.envelope().dsn());
        return new Submission(
                Optional.of(id),
                account.name(),
                envelope,
                content,
                header.messageId(),
                header.subject(),
                offer.priority(),
                offer.sendAt(),
                offer.idempotency(),
                offer.origin());
    }

    /** Each recipient once: the first mention counts, with what it asked for. */
    private List<ForwardPath> recipients(List<ForwardPath> written) throws NotAcceptedException {
        Map<String, ForwardPath> once = LinkedHashMap.newLinkedHashMap(written.size());
        for (ForwardPath path : written) {
            StrictAddress address = StrictAddress.parse(path.address(), true)
                    .orElseThrow(() -> new NotAcceptedException(
                            Reason.BAD_ADDRESS,
                            "the recipient is no mail address: " + SenderRules.shown(path.address())));
            once.putIfAbsent(key(address), path);
        }
        if (once.size() > limits.recipients()) {
            throw new NotAcceptedException(
                    Reason.TOO_MANY_RECIPIENTS,
                    "the message has " + once.size() + " recipients; the limit is " + limits.recipients()
                            + " (limits.recipients in signet.yaml)");
        }
        return List.copyOf(once.values());
    }

    /** What makes two recipients one: only the domain is the same in capitals (RFC 5321 §2.4). */
    public static String key(StrictAddress address) {
        return address.localPart() + "@" + address.domain().toLowerCase(Locale.ROOT);
    }
}
