package signet.server.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an operator does with entries. Each change is an event that names who made it. */
public interface QueueVerbs {
    /** The verb on one entry. */
    Effect apply(Verb verb, EntryId id, String by, Instant now) throws IOException;

    /** The verb on every entry that fits; with {@code dryRun} only counts. Works in pieces, so that others get their turn. */
    default Effect apply(Verb verb, Filter filter, String by, Instant now, boolean dryRun) throws IOException {
        return apply(verb, filter, Portion.ALL, by, now, dryRun).effect();
    }

    /** The verb on the newest of those that fit. */
    Part apply(Verb verb, Filter filter, Portion portion, String by, Instant now, boolean dryRun) throws IOException;

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

    /**
     * How many of those that fit. A portion that takes long ends early: {@link Part#next} says where.
     *
     * @param before those older than this one; absent = from the newest
     * @param most   at most so many
     */
    record Portion(Optional<EntryId> before, long most) {
        public static final Portion ALL = new Portion(Optional.empty(), Long.MAX_VALUE);
    }

    /** @param next where the next portion begins; absent when no entry is left */
    record Part(Effect effect, Optional<EntryId> next) {}
}
