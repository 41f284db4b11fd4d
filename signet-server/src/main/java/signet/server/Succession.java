package signet.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import signet.doctor.Catalogue;
import signet.doctor.Finding;
import signet.doctor.Lifetime;
import signet.server.account.AccountStates;
import signet.server.account.Expiry;
import signet.server.account.Incident;
import signet.server.account.Outcome.Scope;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.ConfiguredSuccessor;
import signet.server.settings.Settings;
import signet.server.watch.Calendar;

/**
 * Sees to it that a credential is followed by its successor: tries it daily while the end is in sight, so that a bad one is known
 * before the night it is needed, and has it take the place when the old one ends, or the login host no longer takes the old one –
 * never without a token that was given for it a moment before. For one thread.
 */
final class Succession {
    private static final Logger LOG = System.getLogger(Succession.class.getName());
    private static final int MOST = 10_000;
    /** Looked at so often at least: a clock may have been set, an incident opened unseen. */
    private static final Duration LOOK = Duration.ofMinutes(5);

    private static final Duration REST = Duration.ofMinutes(1);
    private static final Duration LEAST = Duration.ofSeconds(1);
    /** How codes begin that are Signet's own words for it, not the catalogue's. */
    private static final Set<String> OWN = Set.of("aadsts-", "token-", "certificate-", "client-secret-");

    private final Reloader reloader;
    private final Renewals renewals;
    private final RehearsalRecord record;
    private final AccountStates states;
    private final EventLog events;
    private final Catalogue catalogue;
    private final InstantSource clock;
    /** By credential: its turn failed in itself, as when a file could not be written. Until then nobody is asked. */
    private final Map<String, Instant> resting = new HashMap<>();

    Succession(
            Reloader reloader,
            Renewals renewals,
            RehearsalRecord record,
            AccountStates states,
            EventLog events,
            Catalogue catalogue,
            InstantSource clock) {
        this.reloader = reloader;
        this.renewals = renewals;
        this.record = record;
        this.states = states;
        this.events = events;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** Does what is due, and says how long nothing will be. */
    Duration runOnce() throws IOException {
        Optional<Settings> settings = reloader.current();
        if (settings.isEmpty()) {
            return LOOK;
        }
        List<ConfiguredCredential> followed = settings.get().credentials().values().stream()
                .filter(credential -> credential.next().isPresent())
                .toList();
        renewals.tidy();
        record.keep(followed.stream().map(ConfiguredCredential::name).collect(Collectors.toSet()));
        Map<String, Incident> refused = followed.isEmpty() ? Map.of() : refused();
        Duration warning = settings.get().serving().alerts().beforeExpiry();
        Duration wait = LOOK;
        for (ConfiguredCredential credential : followed) {
            Optional<Incident> incident = Optional.ofNullable(refused.get(credential.name()));
            Timetable timetable = timetable(credential, incident, warning);
            if (!timetable.rehearse().isAfter(clock.instant())) {
                turnOrRest(credential, timetable.due(), incident);
                timetable = timetable(credential, incident, warning);
            }
            Duration left = Duration.between(clock.instant(), timetable.rehearse());
            wait = left.compareTo(wait) < 0 ? left : wait;
        }
        return wait.compareTo(LEAST) < 0 ? LEAST : wait;
    }

    /** A turn that fails in itself must not begin again at once: it would storm the login host. */
    private void turnOrRest(ConfiguredCredential credential, boolean due, Optional<Incident> incident)
            throws IOException {
        try {
            turn(credential, due, incident);
        } catch (IOException | RuntimeException e) {
            resting.put(credential.name(), clock.instant().plus(REST));
            throw e;
        }
    }

    private Timetable timetable(ConfiguredCredential credential, Optional<Incident> incident, Duration warning) {
        Timetable timetable = Timetable.of(
                new Timetable.Known(
                        Lifetime.end(credential.draft()),
                        incident.map(Incident::opened),
                        credential.next().flatMap(next -> record.last(credential.name(), next.material()))),
                warning,
                clock.instant());
        Instant latest = clock.instant().plus(REST); // else the clock was set back meanwhile
        Instant rest = Optional.ofNullable(resting.get(credential.name()))
                .filter(until -> !until.isAfter(latest))
                .orElse(Instant.MIN);
        return timetable.rehearse().isBefore(rest) ? new Timetable(timetable.due(), rest) : timetable;
    }

    /** By credential, the open incident that says that the credential itself is not taken, or cannot be used. */
    private Map<String, Incident> refused() throws IOException {
        Map<String, Incident> refused = new LinkedHashMap<>();
        for (Incident incident : states.incidents(true, MOST)) {
            if (incident.scope() == Scope.CREDENTIAL && ofLoginHost(catalogue, incident.code())) {
                refused.put(incident.name(), incident);
            }
        }
        return refused;
    }

    /** Whether a code is an answer of the login host, or says that there is nothing to show it: another credential may help. */
    static boolean ofLoginHost(Catalogue catalogue, String code) {
        return catalogue
                .entry(code)
                .map(entry -> entry.speaker().equals("token"))
                .orElseGet(() -> OWN.stream().anyMatch(code::startsWith));
    }

    private void turn(ConfiguredCredential credential, boolean due, Optional<Incident> incident) throws IOException {
        ConfiguredSuccessor next = credential.next().orElseThrow();
        Optional<RehearsalRecord.Last> before = record.last(credential.name(), next.material());
        if (due) {
            String because = incident.map(open -> "refused: " + open.code()).orElse("ended");
            Renewals.Turn turn = renewals.take(credential.name(), because);
            if (turn.taken()) {
                return;
            }
            judge(credential, turn.rehearsal(), before);
        } else {
            judge(credential, renewals.ask(credential, next), before);
        }
    }

    /** Remembers what came of it, and tells what is new. */
    private void judge(ConfiguredCredential credential, Rehearsal rehearsal, Optional<RehearsalRecord.Last> before)
            throws IOException {
        Instant now = clock.instant();
        Optional<Integer> told = before.flatMap(RehearsalRecord.Last::told);
        String name = credential.name();
        switch (rehearsal.outcome()) {
            case GRANTED -> {
                boolean news = before.map(last -> last.outcome() != Rehearsal.Outcome.GRANTED)
                        .orElse(true);
                if (news) {
                    events.append(Event.of(EventKind.REHEARSED, facts(credential, rehearsal, now)));
                    LOG.log(Level.INFO, "what follows the credential {0} was rehearsed: a token is given for it", name);
                }
                told = Optional.empty();
            }
            case REFUSED -> {
                int reached = Lifetime.end(credential.draft())
                        .flatMap(end -> Calendar.reached(Duration.between(now, end)))
                        .orElse(Integer.MAX_VALUE);
                boolean other = !before.flatMap(RehearsalRecord.Last::code).equals(RehearsalRecord.code(rehearsal));
                if (other || told.isEmpty() || reached < told.get()) {
                    events.append(Event.of(EventKind.REHEARSAL_FAILED, facts(credential, rehearsal, now)));
                    told = Optional.of(reached);
                }
                LOG.log(Level.WARNING, "what follows the credential {0} would not work: {1}", name, why(rehearsal));
            }
            case UNCLEAR ->
                LOG.log(
                        Level.WARNING,
                        "what follows the credential {0} could not be rehearsed: {1}",
                        name,
                        why(rehearsal));
        }
        record.put(name, credential.next().orElseThrow().material(), rehearsal, now, told);
    }

    private static Map<String, String> facts(ConfiguredCredential credential, Rehearsal rehearsal, Instant now) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("credential", credential.name());
        Lifetime.end(credential.draft()).ifPresent(end -> {
            facts.put("ends", end.toString());
            facts.put("days", Long.toString(Expiry.days(now, end)));
        });
        RehearsalRecord.code(rehearsal).ifPresent(code -> {
            facts.put("code", code);
            facts.put("reason", why(rehearsal));
            facts.put("fix", rehearsal.findings().getFirst().remedy());
        });
        return facts;
    }

    private static String why(Rehearsal rehearsal) {
        return rehearsal.findings().stream()
                .filter(finding -> RehearsalRecord.code(rehearsal).equals(Optional.of(finding.code())))
                .findFirst()
                .map(Finding::summary)
                .orElse("no token was given");
    }
}
