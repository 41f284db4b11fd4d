package signet.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import signet.doctor.Catalogue;
import signet.doctor.Finding;
import signet.doctor.Progress;
import signet.mail.Protocol;
import signet.oauth.Problem.Severity;
import signet.server.canary.CanaryState;
import signet.server.canary.Plan;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.Settings;
import signet.server.watch.Readings;

/** What the settings in force say of canaries, and what the doctor says of their mailboxes. */
final class CanaryPlans implements Supplier<List<Plan>> {
    private final Reloader reloader;
    private final Wiring wiring;
    private final Examiner examiner;
    private @Nullable Settings of;
    private List<Plan> plans = List.of();

    /** @param wiring the server's one and only, for it holds the cache of tokens */
    CanaryPlans(Reloader reloader, Wiring wiring, Catalogue catalogue) {
        this.reloader = reloader;
        this.wiring = wiring;
        this.examiner = new Examiner(catalogue, wiring.clock());
    }

    /** For one thread. The same list as long as the settings are the same. */
    @Override
    @SuppressWarnings(
            "ReferenceEquality") // each reading is an object of its own, and comparing them all each second is much
    public List<Plan> get() {
        Optional<Settings> current = reloader.current();
        if (current.isPresent() && current.get() != of) {
            of = current.get();
            List<Plan> next = new ArrayList<>();
            for (ConfiguredAccount account : current.get().accounts().values()) {
                account.canary().ifPresent(every -> {
                    Protocol protocol = protocol(account);
                    next.add(new Plan(account.name(), every, protocol, () -> wiring.account(account, protocol)));
                });
            }
            plans = List.copyOf(next);
        }
        return plans;
    }

    private static Protocol protocol(ConfiguredAccount account) {
        return account.draft().endpoints().containsKey(Protocol.IMAP) ? Protocol.IMAP : Protocol.POP3;
    }

    Optional<Finding> diagnose(String name, Protocol protocol) {
        return reloader.current()
                .flatMap(settings -> Optional.ofNullable(settings.accounts().get(name)))
                .flatMap(account -> examiner.examine(account, List.of(protocol), Progress.NONE).stream()
                        .flatMap(report -> report.findings().stream())
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .findFirst());
    }

    static List<Readings.Canary> readings(Map<String, CanaryState> states) {
        return states.values().stream()
                .sorted(Comparator.comparing(CanaryState::account))
                .map(state -> new Readings.Canary(
                        state.account(),
                        state.ok(),
                        state.returned().map(back -> back.took().toMillis() / 1000.0),
                        state.returned().map(CanaryState.Returned::at)))
                .toList();
    }
}
