package signet.server;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signet.server.account.Expiry;
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
    private volatile @Nullable Known known;

    /** What ends when, of these settings: they never change, others come in their place. */
    private record Known(Settings settings, List<Expiry> expiries) {}

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
                        expiries(settings),
                        successors(settings)))
                .orElse(new Watch.Terms(AlertTargets.NOBODY, Upkeep.Keep.STANDARD, List.of(), Map.of()));
    }

    /** Asked every few seconds: no certificate is parsed again before the settings are others. */
    @SuppressWarnings("ReferenceEquality") // comparing what is in them would cost as much as parsing it
    private List<Expiry> expiries(Settings settings) {
        Known last = known;
        if (last == null || last.settings() != settings) {
            last = new Known(
                    settings, List.copyOf(Expiries.of(settings.credentials().values())));
            known = last;
        }
        return last.expiries();
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
