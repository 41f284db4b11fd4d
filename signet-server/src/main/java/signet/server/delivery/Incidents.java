package signet.server.delivery;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.MailException;
import signet.mail.SessionListener;
import signet.mail.smtp.SmtpSession;
import signet.server.account.AccountStates.Standstill;
import signet.server.account.Incident;
import signet.server.account.Outcome;
import signet.server.account.Outcome.Scope;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.account.Triage;
import signet.server.queue.Attempt;

/**
 * What stands still, and whether it still has to. A probe costs as little as can be: a token where the token was the trouble,
 * else a session that is opened and closed. One at a time for each incident.
 *
 * <p>What concerns one account alone may show only after a login. Where messages of it wait, its incident is half-open once a login
 * works: one of them is tried, and the incident is over when the provider has accepted one.
 */
final class Incidents {
    private static final Logger LOG = System.getLogger("signet.delivery");
    private static final int MOST = 10_000;
    /** Accounts of a credential that a probe tries: one of them may have troubles of its own. */
    private static final int ACCOUNTS = 3;

    private static final Duration MOST_BETWEEN = Duration.ofHours(1);
    private static final Duration MOST_OUTAGE = Duration.ofMinutes(5);
    private static final Duration UNTOLD = Duration.ofMinutes(1);

    private final Context context;
    private final LoginRecord logins;
    private final Threads threads;
    private final Runnable changed;
    private final Sampler sampler;
    private final Set<String> probing = ConcurrentHashMap.newKeySet();
    /** What has to be probed once more when the probe that runs has ended. For the thread that calls {@link #runDue}. */
    private final Set<String> again = new HashSet<>();

    /** By incident: a probe failed in itself, as when its outcome could not be stored. Until then there is no other. */
    private final Map<String, Instant> resting = new ConcurrentHashMap<>();

    /** Tries a real message of an account that stands still. */
    @FunctionalInterface
    interface Sampler {
        Sampling.Seen look(SendingAccount account) throws IOException;
    }

    /** @param changed called whenever an account may have begun or ceased to stand still */
    Incidents(Context context, LoginRecord logins, Threads threads, Sampler sampler, Runnable changed) {
        this.context = context;
        this.logins = logins;
        this.threads = threads;
        this.changed = changed;
        this.sampler = sampler;
    }

    /** Parks what the outcome reaches. Where it is parked already, nothing new is opened. */
    void open(SendingAccount account, Outcome outcome, Attempt attempt) throws IOException {
        Instant now = context.now();
        Incident incident = new Incident(
                context.freshId().toString(),
                outcome.scope(),
                name(account, outcome.scope(), attempt),
                outcome.code(),
                Words.reason(attempt),
                now,
                now.plus(outcome.after().orElse(UNTOLD)),
                0,
                Optional.empty());
        context.ports().states().open(incident, reach(account, outcome.scope()));
        changed.run();
    }

    private static String name(SendingAccount account, Scope scope, Attempt attempt) {
        return switch (scope) {
            case CREDENTIAL -> account.credential().orElse(account.name());
            case UPSTREAM -> Endpoints.of(account);
            case TOKEN_SERVICE -> attempt.facts().getOrDefault("token-endpoint", account.name());
            case ACCOUNT, RECIPIENT, MESSAGE, SENDER, STORAGE -> account.name();
        };
    }

    private List<String> reach(SendingAccount account, Scope scope) {
        return context.ports().accounts().current().accounts().values().stream()
                .filter(other -> switch (scope) {
                    case CREDENTIAL, TOKEN_SERVICE ->
                        other.name().equals(account.name())
                                || (account.credential().isPresent()
                                        && account.credential().equals(other.credential()));
                    case UPSTREAM -> Endpoints.of(other).equals(Endpoints.of(account));
                    case ACCOUNT, RECIPIENT, MESSAGE, SENDER, STORAGE ->
                        other.name().equals(account.name());
                })
                .map(SendingAccount::name)
                .toList();
    }

    /**
     * Starts the probes that are due.
     *
     * @param all whether every open incident is probed now: something has changed
     * @return when the next one is due
     */
    Optional<Instant> runDue(Instant now, boolean all) throws IOException {
        Optional<Instant> next = Optional.empty();
        List<Incident> open = context.ports().states().incidents(true, MOST);
        List<String> ids = open.stream().map(Incident::id).toList();
        resting.keySet().retainAll(ids);
        again.retainAll(ids);
        for (Incident incident : open) {
            Instant at = later(incident.nextProbe(), resting.getOrDefault(incident.id(), Instant.MIN));
            boolean due = all || again.contains(incident.id()) || !at.isAfter(now);
            if (due && probing.add(incident.id())) {
                again.remove(incident.id());
                threads.start("probe-" + incident.name(), () -> probe(incident));
            } else if (all) {
                again.add(incident.id()); // the one that runs does not know yet what has changed
            } else if (!due) {
                next = next.filter(earlier -> earlier.isBefore(at)).or(() -> Optional.of(at));
            }
        }
        return next;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** A probe that fails in itself moves no stored time; it must not begin again at once and storm the provider. */
    private void probe(Incident incident) {
        try {
            resting.remove(incident.id()); // by another clock, perhaps
            List<SendingAccount> concerned = concerned(incident);
            Optional<Tried> failure = look(incident, concerned);
            if (failure.isPresent()) {
                failed(incident, concerned.getFirst(), failure.get());
            } else if (incident.scope() == Scope.ACCOUNT && !concerned.isEmpty()) {
                halfOpen(incident, concerned.getFirst());
            } else {
                context.ports().states().close(incident.id());
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Logger.Level.ERROR, "The probe of " + incident.name() + " failed in itself", e);
            context.gauges().restarted();
            resting.put(incident.id(), context.now().plus(UNTOLD));
        } finally {
            probing.remove(incident.id());
            changed.run();
        }
    }

    private void halfOpen(Incident incident, SendingAccount account) throws IOException {
        switch (sampler.look(account)) {
            case Sampling.Seen.Accepted accepted -> context.ports().states().close(incident.id());
            case Sampling.Seen.Nothing nothing -> context.ports().states().close(incident.id());
            case Sampling.Seen.Open open -> again(incident, UNTOLD, incident.reason());
            case Sampling.Seen.Refused refused ->
                again(incident, refused.outcome().after().orElse(UNTOLD), refused.reason());
        }
    }

    private void again(Incident incident, Duration after, String reason) throws IOException {
        context.ports().states().probed(incident.id(), context.now().plus(between(incident, after)), reason);
    }

    private List<SendingAccount> concerned(Incident incident) throws IOException {
        Roster roster = context.ports().accounts().current();
        Map<String, Standstill> still = context.ports().states().standstills();
        List<SendingAccount> concerned = new ArrayList<>();
        for (SendingAccount account : roster.accounts().values()) {
            boolean its = switch (incident.scope()) {
                case CREDENTIAL -> account.credential().equals(Optional.of(incident.name()));
                case ACCOUNT -> account.name().equals(incident.name());
                case UPSTREAM -> Endpoints.of(account).equals(incident.name());
                case TOKEN_SERVICE, RECIPIENT, MESSAGE, SENDER, STORAGE ->
                    Optional.ofNullable(still.get(account.name()))
                            .flatMap(Standstill::incident)
                            .equals(Optional.of(incident.id()));
            };
            if (its) {
                concerned.add(account);
            }
        }
        return concerned;
    }

    /** Why it is not over; empty when it is, or nobody uses it any more. */
    private Optional<Tried> look(Incident incident, List<SendingAccount> concerned) {
        Optional<Tried> failure = Optional.empty();
        int most = Math.min(concerned.size(), incident.scope() == Scope.CREDENTIAL ? ACCOUNTS : 1);
        for (int i = 0; i < most; i++) {
            SendingAccount account = concerned.get((incident.probes() + i) % concerned.size());
            failure = look(incident, account);
            if (failure.isEmpty()) {
                return failure;
            }
        }
        return failure;
    }

    private Optional<Tried> look(Incident incident, SendingAccount account) {
        if (account.mail().isEmpty()) {
            return Optional.of(new Tried.Unusable(Findings.hindering(account)));
        }
        Account mail = account.mail().get();
        try {
            Lane.token(mail);
            if (!tokenSuffices(incident, mail)) {
                SmtpSession.open(mail, SessionListener.NONE).close();
                logins.succeeded(account);
            }
            return Optional.empty();
        } catch (MailException e) {
            return Optional.of(Tried.NoSession.of(e));
        }
    }

    private static boolean tokenSuffices(Incident incident, Account mail) {
        boolean aboutTokens =
                incident.code().startsWith("aadsts-") || incident.code().startsWith("token-");
        return aboutTokens && mail.authentication().kind() == Authentication.Kind.BEARER;
    }

    private void failed(Incident incident, SendingAccount account, Tried failure) throws IOException {
        Triage.Who who = new Triage.Who(account.address(), logins.means(account));
        Outcome outcome;
        String reason;
        switch (failure) {
            case Tried.NoSession none -> {
                outcome = context.triage().conversation(none.fault(), who);
                reason = Words.said(none.fault().reply().isPresent(), none.causes())
                        .orElse(none.fault().message());
            }
            case Tried.Unusable unusable -> {
                outcome = context.triage().unusable(unusable.finding(), who);
                reason = unusable.finding().summary();
            }
            case Tried.Sent sent -> throw new IllegalStateException("a probe sends nothing");
            case Tried.OwnFailure own -> throw new IllegalStateException(own.failure());
        }
        again(incident, outcome.after().orElse(UNTOLD), reason);
    }

    /** The catalogue's time, doubled each half dozen probes; an outage is looked at more often. */
    private static Duration between(Incident incident, Duration after) {
        boolean outage = incident.scope() == Scope.UPSTREAM || incident.scope() == Scope.TOKEN_SERVICE;
        int doublings = Math.min(outage ? incident.probes() + 1 : incident.probes() / 6, 10);
        Duration most = outage ? MOST_OUTAGE : MOST_BETWEEN;
        Duration grown = after.multipliedBy(1L << doublings);
        return grown.compareTo(most) < 0 ? grown : most;
    }
}
