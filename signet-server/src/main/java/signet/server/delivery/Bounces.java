package signet.server.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import signet.mail.Content;
import signet.mail.Dsn;
import signet.mail.Envelope;
import signet.mail.ForwardPath;
import signet.server.account.Accounts;
import signet.server.account.SendingAccount;
import signet.server.mime.HeaderSummary;
import signet.server.mime.StatusReport;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.QueueView;
import signet.server.queue.RecipientState;
import signet.server.queue.Submission;
import signet.server.queue.Submission.Origin;
import signet.server.queue.Upkeep;

/**
 * Delivery status notifications (RFC 3461, RFC 3464): one for all recipients of an entry that have just become final, to the
 * entry's reverse-path, through the entry's own account.
 *
 * <p>Failure is reported unless {@code NOTIFY} says otherwise; success (as {@code relayed}) only where it was asked for and the
 * provider does not take the question over. Nothing is reported to the null sender, about a report, or about a message that was
 * itself sent automatically (RFC 3834 §2). Our reverse-path is the account's address, because providers refuse a null one from a
 * mailbox; that our own reports are never answered keeps them from going in circles.
 */
public final class Bounces implements Upkeep.Reports {
    private static final Logger LOG = System.getLogger("signet.delivery");
    /** Reports about reports answer each other for ever, and what Signet sends of itself has its own ways to tell. */
    private static final Set<Origin.Kind> NEVER = Set.of(Origin.Kind.REPORT, Origin.Kind.ALERT, Origin.Kind.CANARY);

    /** RET=FULL gets the whole message back up to this size, above it the header (RFC 3461 §4.3 leaves it to us). */
    private static final int LARGEST_RETURNED = 256 * 1024;

    private final Accounts accounts;
    private final QueueView queue;
    private final InstantSource clock;

    /** @param queue where the octets of an expired entry are read */
    public Bounces(Accounts accounts, QueueView queue, InstantSource clock) {
        this.accounts = accounts;
        this.queue = queue;
        this.clock = clock;
    }

    /** What is reported about. */
    record Original(EntryId id, Envelope envelope, Content content, Origin.Kind origin, Instant accepted) {}

    /**
     * One recipient that has become final.
     *
     * @param reply  the deciding reply
     * @param status its enhanced code
     */
    record Fate(
            ForwardPath path,
            RecipientState state,
            Optional<String> reply,
            Optional<String> status,
            String explanation) {}

    @Override
    public Optional<Submission> report(EntryView entry, Envelope envelope) {
        Optional<SendingAccount> account = accounts.current().account(entry.account());
        List<Fate> fates = new ArrayList<>();
        for (ForwardPath path : envelope.forwardPaths()) {
            entry.recipients().stream()
                    .filter(recipient -> recipient.address().equals(path.address()))
                    .findFirst()
                    .ifPresent(recipient -> fates.add(new Fate(
                            path,
                            recipient.state(),
                            recipient.reply(),
                            Optional.empty(),
                            entry.last().map(last -> last.explanation()).orElse(""))));
        }
        if (account.isEmpty()) {
            LOG.log(Logger.Level.WARNING, "No report about {0}: account {1} is gone", entry.id(), entry.account());
            return Optional.empty();
        }
        try {
            Content content = queue.content(entry.id()).orElse(Content.of(new byte[0]));
            Original original =
                    new Original(entry.id(), envelope, content, entry.origin().kind(), entry.accepted());
            return report(account.get(), original, fates, clock.instant());
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "No report about " + entry.id() + ": its octets cannot be read", e);
            return Optional.empty();
        }
    }

    /** The report, where somebody wants one. That it cannot be made must not undo what it is about. */
    Optional<Submission> report(SendingAccount account, Original original, List<Fate> fates, Instant now) {
        List<Fate> wanted = fates.stream().filter(Bounces::wanted).toList();
        String to = original.envelope().reversePath();
        if (wanted.isEmpty() || to.isEmpty() || NEVER.contains(original.origin())) {
            return Optional.empty();
        }
        try {
            if (HeaderSummary.automatic(head(original.content()))) {
                return Optional.empty();
            }
            return Optional.of(submission(account, write(account, original, wanted, now), to));
        } catch (IOException | RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "No report about " + original.id() + ": it cannot be made", e);
            return Optional.empty();
        }
    }

    private static Submission submission(SendingAccount account, StatusReport.Written written, String to) {
        return new Submission(
                account.name(),
                new Envelope(account.address(), List.of(never(to)), Dsn.NONE),
                written.content(),
                Optional.of(written.messageId()),
                written.subject(),
                0,
                Optional.empty(),
                Optional.empty(),
                new Origin(Origin.Kind.REPORT, "signet", ""));
    }

    /** Nobody is told what becomes of a report (RFC 3461 §6.1). */
    private static ForwardPath never(String to) {
        return new ForwardPath(to, Optional.of("NEVER"), Optional.empty());
    }

    private static boolean wanted(Fate fate) {
        String asked = fate.path().notifyOn().orElse("FAILURE").toUpperCase(Locale.ROOT);
        return switch (fate.state()) {
            case FAILED, EXPIRED -> asked.contains("FAILURE");
            case DELIVERED -> asked.contains("SUCCESS");
            case PENDING, CANCELLED, BOUNCED -> false;
        };
    }

    private static StatusReport.Written write(SendingAccount account, Original original, List<Fate> fates, Instant now)
            throws IOException {
        List<StatusReport.Recipient> recipients =
                fates.stream().map(fate -> recipient(account, fate)).toList();
        boolean full =
                original.envelope().dsn().ret().filter("FULL"::equalsIgnoreCase).isPresent()
                        && original.content().size() <= LARGEST_RETURNED;
        StatusReport report = new StatusReport(
                account.address(),
                original.envelope().reversePath(),
                account.mail().map(mail -> mail.network().localName()).orElse("[127.0.0.1]"),
                original.envelope().dsn().envelopeId(),
                original.accepted(),
                recipients);
        return report.write(full ? whole(original.content()) : head(original.content()), full, now);
    }

    private static StatusReport.Recipient recipient(SendingAccount account, Fate fate) {
        String action = fate.state() == RecipientState.DELIVERED ? "relayed" : "failed";
        String otherwise = switch (fate.state()) {
            case DELIVERED -> "2.0.0";
            case EXPIRED -> "4.4.7"; // RFC 3463 §3.5: delivery time expired
            case FAILED, PENDING, CANCELLED, BOUNCED -> "5.0.0";
        };
        return new StatusReport.Recipient(
                fate.path().address(),
                fate.path().originalRecipient(),
                action,
                fate.state() == RecipientState.EXPIRED
                        ? otherwise
                        : fate.status().orElse(otherwise),
                fate.reply(),
                Endpoints.host(account).map(endpoint -> endpoint.host()),
                fate.explanation());
    }

    private static byte[] head(Content content) throws IOException {
        try (InputStream octets = content.open()) {
            return octets.readNBytes(HeaderSummary.LOOKED_AT);
        }
    }

    private static byte[] whole(Content content) throws IOException {
        try (InputStream octets = content.open()) {
            return octets.readNBytes(LARGEST_RETURNED);
        }
    }
}
