package signet.server.delivery;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import signet.mail.Disposition;
import signet.server.account.Outcome;
import signet.server.account.Outcome.Scope;
import signet.server.account.Outcome.Verdict;
import signet.server.account.SendingAccount;
import signet.server.account.Triage;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.RecipientState;
import signet.server.queue.Settlement;

/** Has a try judged, stores what follows, and tells account and incidents what reaches beyond the entry. Thread-safe. */
final class Clerk {
    private static final Logger LOG = System.getLogger("signet.delivery");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
    private static final int MOST_OWN = 3;
    private static final String CROWDED = "smtp-432-4.3.2";

    private final Context context;
    private final Judge judge;
    private final LoginRecord logins;
    private final Incidents incidents;
    private final Standing standing;
    private final CountDownLatch stopped;
    private final Map<String, Outage> outages = new ConcurrentHashMap<>();
    private final Deferrals deferrals;

    /**
     * An account that could not have a conversation, so often in a row.
     *
     * @param until what fails before is one of those that were under way together, and no further try
     */
    private record Outage(Instant since, int times, Instant until) {
        Outage again(Instant now, Duration after) {
            return now.isBefore(until) ? this : new Outage(since, times + 1, now.plus(grown(times + 1, after)));
        }

        Outage clockSet(Duration by) {
            return new Outage(since.plus(by), times, until.plus(by));
        }
    }

    /** When a try began and how long it took. */
    record When(EntryId id, Instant began, Duration took) {}

    Clerk(
            Context context,
            Judge judge,
            LoginRecord logins,
            Incidents incidents,
            Standing standing,
            CountDownLatch stopped) {
        this.context = context;
        this.judge = judge;
        this.logins = logins;
        this.incidents = incidents;
        this.standing = standing;
        this.stopped = stopped;
        this.deferrals = new Deferrals(context.triage(), context.ports().states());
    }

    /** Takes up what an earlier run knew. */
    void remember() throws IOException {
        deferrals.remember();
    }

    /** The wall clock was set: what lasts has lasted as long as before. */
    void clockSet(Duration by) {
        outages.replaceAll((account, outage) -> outage.clockSet(by));
        deferrals.clockSet(by);
    }

    void loggedIn(SendingAccount account) {
        logins.succeeded(account);
        outages.remove(account.name());
    }

    /** @return what was made of it */
    Judge.Judged settle(Claim claim, SendingAccount account, Tried tried, When when, WireTap tap, Lanes lanes) {
        Judge.Judged judged = judgedAtAll(claim, account, tried, when, tap);
        Optional<Instant> deferred = deferrals.heard(account.name(), judged, context.now());
        Outcome outcome = endure(account, judged.outcome(), deferred);
        // before anything is stored: another lane must not claim in between
        if (outcome.verdict() == Verdict.WAIT && beyondTheEntry(outcome.scope())) {
            slower(account, outcome, lanes);
        } else if (outcome.verdict() == Verdict.PARK && !park(account, outcome, judged)) {
            lanes.pause(LONGEST_RETRY, "Its incident cannot be stored; the server's log says why.");
        }
        store(claim, judged.settlement());
        boolean pending =
                judged.settlement().results().stream().anyMatch(result -> result.state() == RecipientState.PENDING);
        if (pending) {
            standing.dueAt(judged.settlement().next());
        }
        return judged;
    }

    /** An outcome we fail to judge is a failure of ours: unsettled, the entry would be out of sight until the next start. */
    private Judge.Judged judgedAtAll(Claim claim, SendingAccount account, Tried tried, When when, WireTap tap) {
        try {
            return judged(claim, account, tried, when, tap);
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "Signet itself failed to judge what became of " + claim.id(), e);
            return judged(claim, account, new Tried.OwnFailure(e, mayBeDelivered(tried)), when, tap);
        }
    }

    private static boolean mayBeDelivered(Tried tried) {
        return switch (tried) {
            case Tried.Sent sent ->
                sent.dispositions().stream()
                        .anyMatch(disposition -> disposition.kind() == Disposition.Kind.ACCEPTED
                                || disposition.kind() == Disposition.Kind.UNCONFIRMED);
            case Tried.OwnFailure own -> own.dotNoted();
            case Tried.NoSession none -> false;
            case Tried.Unusable unusable -> false;
        };
    }

    private Judge.Judged judged(Claim claim, SendingAccount account, Tried tried, When when, WireTap tap) {
        boolean complete = tried instanceof Tried.Sent sent
                && sent.dispositions().stream()
                        .allMatch(disposition -> disposition.kind() == Disposition.Kind.ACCEPTED);
        Optional<String> transcript =
                complete ? Optional.empty() : Optional.of(tap.transcript()).filter(text -> !text.isEmpty());
        Judge.Setting setting = new Judge.Setting(
                when.id(),
                when.began(),
                when.took(),
                context.now(),
                context.random().nextDouble(),
                transcript);
        Triage.Means means = logins.means(account);
        Judge.Judged judged = judge.judge(claim, account, means, tried, setting);
        boolean refusedLogin =
                tried instanceof Tried.NoSession && judged.outcome().verdict() == Verdict.PARK;
        if (refusedLogin) {
            logins.refused(account);
        }
        return judged;
    }

    private static boolean beyondTheEntry(Scope scope) {
        return switch (scope) {
            case ACCOUNT, CREDENTIAL, UPSTREAM, TOKEN_SERVICE, STORAGE -> true;
            case RECIPIENT, MESSAGE, SENDER -> false;
        };
    }

    /**
     * An endpoint that is out of reach for long becomes an incident, so that somebody hears of it; so does an account whose every
     * message is deferred for hours by what does not pass by itself.
     */
    private Outcome endure(SendingAccount account, Outcome outcome, Optional<Instant> deferred) {
        if (outcome.verdict() != Verdict.WAIT) {
            return outcome;
        }
        Instant now = context.now();
        if (outcome.scope() == Scope.ACCOUNT) {
            return deferred.filter(since -> Duration.between(since, now)
                                    .compareTo(context.patience().deferral())
                            >= 0)
                    .map(since -> parked(outcome))
                    .orElse(outcome);
        }
        if (outcome.scope() != Scope.UPSTREAM && outcome.scope() != Scope.TOKEN_SERVICE) {
            return outcome;
        }
        Duration after = outcome.after().orElse(LONGEST_RETRY);
        Outage outage = outages.merge(
                account.name(), new Outage(now, 1, now.plus(after)), (old, fresh) -> old.again(now, after));
        return Duration.between(outage.since(), now)
                                .compareTo(context.patience().outage())
                        < 0
                ? outcome
                : parked(outcome);
    }

    private static Outcome parked(Outcome outcome) {
        return new Outcome(Verdict.PARK, outcome.scope(), outcome.after(), outcome.code(), outcome.explanation());
    }

    private boolean park(SendingAccount account, Outcome outcome, Judge.Judged judged) {
        try {
            incidents.open(account, outcome, judged.settlement().attempt());
            outages.remove(account.name());
            return true;
        } catch (IOException e) {
            LOG.log(Logger.Level.ERROR, "The incident of " + account.name() + " cannot be stored", e);
            return false;
        }
    }

    private void slower(SendingAccount account, Outcome outcome, Lanes lanes) {
        if (context.triage().asksForLess(outcome)) {
            lanes.throttled(outcome.code().equals(CROWDED));
        }
        Duration after = outcome.after().orElse(LONGEST_RETRY);
        boolean reach = outcome.scope() == Scope.UPSTREAM || outcome.scope() == Scope.TOKEN_SERVICE;
        int times = Optional.ofNullable(outages.get(account.name()))
                .map(Outage::times)
                .orElse(1);
        lanes.pause(reach ? grown(times, after) : after, outcome.explanation());
    }

    /** What is out of reach is tried at growing distances. */
    private static Duration grown(int times, Duration after) {
        Duration grown = after.multipliedBy(1L << Math.min(times - 1, 10));
        return grown.compareTo(LONGEST_WAIT) > 0 ? longer(after, LONGEST_WAIT) : grown;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * What happened at the provider cannot be made undone, so it is stored as soon as storage lets us. Only when delivery stops
     * first, the next start finds the noted dot and calls it unconfirmed.
     */
    private void store(Claim claim, Settlement settlement) {
        Duration wait = FIRST_RETRY;
        int own = 0;
        while (true) {
            try {
                if (!context.ports().claims().settle(claim, settlement)) {
                    LOG.log(Logger.Level.WARNING, "The claim on {0} is void; its outcome is not stored", claim.id());
                }
                return;
            } catch (IOException | RuntimeException e) {
                if (Thread.interrupted()) {
                    continue; // by stop, which waits for this; it interrupts once
                }
                own += e instanceof RuntimeException ? 1 : 0;
                LOG.log(Logger.Level.ERROR, "What became of " + claim.id() + " cannot be stored yet", e);
                if (own > MOST_OWN || ended(wait)) {
                    LOG.log(Logger.Level.ERROR, "{0} stays as it is until the next start", claim.id());
                    return;
                }
                wait = wait.multipliedBy(2).compareTo(LONGEST_RETRY) < 0 ? wait.multipliedBy(2) : LONGEST_RETRY;
            }
        }
    }

    private boolean ended(Duration wait) {
        try {
            return stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
