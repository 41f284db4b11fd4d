package signet.server.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What an operator does with entries. Each change is an event that names who made it. */
public interface QueueVerbs {
    /** The verb on one entry. */
    Effect apply(Verb verb, EntryId id, String by, Instant now) throws IOException;

    /** The verb on every entry that fits; with {@code dryRun} only counts. Works in pieces, so that others get their turn. */
    Effect apply(Verb verb, Filter filter, String by, Instant now, boolean dryRun) throws IOException;

    /**
     * Sends an entry again to other recipients, as a new entry with the same content; the pending recipients of the old one are
     * cancelled.
     *
     * @throws NotAcceptedException when the entry is unknown, its content is no longer kept, or a recipient is no address
     */
    EntryId resend(EntryId id, List<String> recipients, String by, Instant now) throws IOException;

    enum Verb {
        /** Pending: due now. Failed, expired or cancelled recipients: pending again, with a new expiry clock. */
        RETRY,
        HOLD,
        /** Ends any hold; due now. */
        RELEASE,
        /** Pending recipients become cancelled. One that is being sent this moment is not touched. */
        CANCEL;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a verb did or, in a dry run, would do.
     *
     * @param matched   entries that fit
     * @param changed   entries it had a meaning for
     * @param unchanged the others: already so, or being sent this moment
     */
    record Effect(long matched, long changed, long unchanged) {}
}
