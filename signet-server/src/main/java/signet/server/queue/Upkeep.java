package signet.server.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** What has to be done now and then. */
public interface Upkeep {
    /**
     * Recipients whose time is over become expired, with an event and, where it was asked for, a report each. The clock of an
     * entry stands still while it is held or its account is paused or parked.
     *
     * @return how many entries
     */
    int expire(Instant now, Reports reports) throws IOException;

    /** Removes what is older than its retention, in small pieces; only of entries in a final state. */
    Swept sweep(Keep keep, Instant now) throws IOException;

    /**
     * Removes an entry of origin {@link Submission.Origin.Kind#CANARY}, and all that is known of it but its events, without
     * waiting for its retention.
     *
     * @return false when it is not in a final state, of another origin, or not there
     */
    boolean forget(EntryId id) throws IOException;

    /**
     * Writes something, forces it to disk and reads it again: is storage sound? Where it was latched and is, opens the latch and
     * stores {@code storage.unhealthy} and {@code storage.healthy}, which could not be stored before.
     */
    void probe() throws IOException;

    /**
     * The wall clock was set: waits and expiry clocks go on as if it had not been, while a {@code sendAt} stays the time that it
     * names. Stores {@code clock.set}.
     *
     * @param by  how far; negative when it was set back
     * @param now by the clock as it is now
     */
    void clockSet(Duration by, Instant now) throws IOException;

    /**
     * Asked before anything is accepted or tried: does the same for a clock that was set back while nobody ran, as far as the last
     * event shows it. A clock that was set ahead meanwhile looks like a long rest.
     *
     * @return how long after the last event it is now
     */
    Duration clockAtStart(Instant now) throws IOException;

    /** Octets that were written and that the database has not taken in yet: the size of its write-ahead log. */
    long unmerged() throws IOException;

    /**
     * How long things are kept.
     *
     * @param content     octets, after the entry is final
     * @param entries     entries with attempts and events
     * @param transcripts of attempts
     */
    record Keep(Duration content, Duration entries, Duration transcripts) {
        public static final Keep STANDARD = new Keep(Duration.ofDays(7), Duration.ofDays(90), Duration.ofDays(14));
    }

    record Swept(long contents, long entries, long transcripts) {}

    /** Makes the delivery status notification for recipients that have just failed or expired. */
    @FunctionalInterface
    interface Reports {
        /** Empty where none was asked for or none may be sent (RFC 3461 §6.1; never to the null sender). */
        java.util.Optional<Submission> report(EntryView entry, signet.mail.Envelope envelope);
    }
}
