package signet.server.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the canary of one account is, for people and metrics.
 *
 * @param ok       whether the latest that has ended returned; absent before one has ended
 * @param sent     when the latest was put into the queue
 * @param returned when one last returned, and how long that one took
 * @param missed   since when none returns
 * @param unsent   why the latest was not sent, where it was not
 * @param underway whether one is on its way
 * @param next     when the next one goes at the earliest
 */
public record CanaryState(
        String account,
        Duration every,
        Optional<Boolean> ok,
        Optional<Instant> sent,
        Optional<Returned> returned,
        Optional<Missed> missed,
        Optional<String> unsent,
        boolean underway,
        Instant next) {

    /** @param took from the queue to finding it */
    public record Returned(Instant at, Duration took) {}

    /**
     * A time in which none returns.
     *
     * @param since  when the first that is missing was sent
     * @param inARow how many are missing
     * @param detail what was seen last, in words
     * @param code   of the doctor's finding; empty where it found nothing
     */
    public record Missed(Instant since, int inARow, Reason reason, String detail, String code) {}

    /** Why one is missing. */
    public enum Reason {
        /** The provider accepted it, and it was not found. */
        LOST("lost"),
        /** The mailbox cannot be read. */
        MAILBOX("mailbox"),
        /** The provider refused it for good. */
        REFUSED("refused");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
