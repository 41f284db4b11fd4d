package signet.server.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import signet.server.account.AccountStates.Spent;
import signet.server.account.Pace;
import signet.server.account.Pacer;
import signet.server.account.SendingAccount;

/**
 * The pace of one account as its lanes keep it: the limits in force, what was sent before a restart, and how long a message takes.
 * Whoever calls holds the lock of the lanes, except for {@link #remembered}.
 */
final class Pacing {
    /** Where the provider names no limit: enough to share forced writes, few enough for any server. */
    private static final int UNLIMITED = 8;

    /** A paced account needs another connection only when what it has in hand would take longer than this. */
    private static final Duration BUSY = Duration.ofSeconds(10);

    private Pace pace = Pace.UNLIMITED;
    private Pacer pacer = new Pacer(pace);
    private volatile boolean remembered;
    /** A mail transaction, on an average; unknown at first, so that the first lane finds out before there is a second. */
    private double tookNanos;

    /** The account may have got another pace. */
    void adopt(SendingAccount account) {
        if (!account.terms().pace().equals(pace)) {
            pace = account.terms().pace();
            pacer = pacer.under(pace);
            remembered = false;
        }
    }

    /** Whether it is known what was sent before. */
    boolean remembered() {
        return remembered;
    }

    void remember(List<Spent> spent, Instant now) {
        pacer.remember(spent, now);
        remembered = true;
    }

    /** How many lanes may run. */
    int lanes(Instant now) {
        return pacer.connections(UNLIMITED, now);
    }

    /** Whether so many lanes take long for so many messages; without a limit on messages more lanes are always welcome. */
    boolean slow(int messages, int lanes) {
        return pace.messagesPerMinute().isEmpty() || messages * tookNanos > BUSY.toNanos() * lanes;
    }

    /** How many messages may begin now. */
    int room(Instant now) {
        return pacer.room(now);
    }

    /** Why none may begin, where there is no room. */
    String used(Instant now) {
        String all = pace.messagesPerMinute().isPresent()
                ? pace.messagesPerMinute().getAsInt() + " messages a minute (pacing: messages-per-minute)"
                : "messages of a minute";
        return pacer.below(now)
                ? "The provider has asked for less a short time ago: fewer than its " + all
                        + " begin, and by and by more again."
                : "Its " + all + " have begun.";
    }

    /** When a message may begin. */
    Instant next(Instant now) {
        return pacer.next(now);
    }

    /**
     * A message begins.
     *
     * @return empty when it may; else when to ask again, and nothing was counted
     */
    Optional<Instant> begin(int recipients, Instant now) {
        return pacer.begin(recipients, now);
    }

    /** @param took the mail transaction alone; absent when there was none */
    void ended(Optional<Duration> took, Instant now) {
        if (took.isPresent()) {
            pacer.ended(now);
            tookNanos = tookNanos * 0.8 + took.get().toNanos() * 0.2;
        } else {
            pacer.cancelled();
        }
    }

    /** @param crowded by too many connections; else by too many messages */
    void throttled(boolean crowded, Instant now) {
        if (crowded) {
            pacer.crowded(UNLIMITED, now);
        } else {
            pacer.slowed(now);
        }
    }

    /** The wall clock was set: what is waited for is as far away as before. */
    void clockSet(Duration by) {
        pacer.clockSet(by);
    }
}
