package signet.server;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import signet.server.queue.Upkeep;
import signet.server.settings.AlertSettings;
import signet.server.settings.Expiries;
import signet.server.settings.Settings;
import signet.server.watch.AlertTargets;
import signet.server.watch.Watch;

/** What the settings in force tell those who watch: who is alerted, how long things are kept, what ends when. */
final class WatchTerms implements Supplier<Watch.Terms> {
    private final Reloader reloader;
    private final RehearsalRecord rehearsals;

    WatchTerms(Reloader reloader, RehearsalRecord rehearsals) {
        this.reloader = reloader;
        this.rehearsals = rehearsals;
    }

    @Override
    public Watch.Terms get() {
        return reloader.current()
                .map(settings -> new Watch.Terms(
                        targets(settings.serving().alerts()),
                        settings.serving().retention(),
                        Expiries.of(settings.credentials().values()),
                        successors(settings)))
                .orElse(new Watch.Terms(AlertTargets.NOBODY, Upkeep.Keep.STANDARD, List.of(), Map.of()));
    }

    private static AlertTargets targets(AlertSettings alerts) {
        return new AlertTargets(
                alerts.email().map(email -> new AlertTargets.Mail(email.to(), email.through())),
                alerts.webhook(),
                alerts.webhookSecret(),
                alerts.beforeExpiry());
    }

    /** Whether the login host gave a token for what follows when it was asked last. */
    private Map<String, Boolean> successors(Settings settings) {
        return settings.credentials().values().stream()
                .filter(credential -> credential.next().isPresent())
                .collect(Collectors.toMap(
                        credential -> credential.name(),
                        credential -> rehearsals
                                .last(credential.name())
                                .map(last -> last.outcome() == Rehearsal.Outcome.GRANTED)
                                .orElse(false)));
    }
}
