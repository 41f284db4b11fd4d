package signet.server.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import signet.server.canary.Canary.Change;

/** Who has a canary, by the settings in force, and when its next one goes. For one thread. */
final class Rota {
    /** Between two accounts' first ones. */
    private static final Duration APART = Duration.ofSeconds(2);
    /** When somebody who stands still is looked at again. */
    private static final Duration STILL = Duration.ofMinutes(1);
    /** One in so many parts of {@code every} is left to chance, so that those that began together do not stay together. */
    private static final int DRIFT = 20;

    private final Supplier<List<Plan>> plans;
    private final Entries entries;
    private final RandomGenerator random;
    private final Map<String, Canary> canaries;
    private Map<String, Plan> planned = Map.of();
    private @Nullable List<Plan> known;
    private boolean restarted = true;
    private Change change = Change.NOTED;

    /**
     * @param plans of the settings in force, the same list as long as they are
     * @param noted what is remembered of earlier ones, by the name of the account
     */
    Rota(Supplier<List<Plan>> plans, Map<String, Canary> noted, Entries entries, RandomGenerator random) {
        this.plans = plans;
        this.canaries = new LinkedHashMap<>(noted);
        this.entries = entries;
        this.random = random;
    }

    /** Looks whether the settings have changed. Then each canary has its plan, and each plan its canary. */
    @SuppressWarnings(
            "ReferenceEquality") // a changed list is another object, and comparing a thousand plans each turn is much
    void follow(Instant now) {
        List<Plan> all = plans.get();
        if (all == known) {
            return;
        }
        known = all;
        Map<String, Plan> next = new LinkedHashMap<>();
        all.forEach(plan -> next.put(plan.account(), plan));
        for (Canary canary : canaries()) {
            if (restarted) { // what was under way is nobody's any more
                entries.dropEarlier(canary);
            }
            if (!next.containsKey(canary.account())) {
                canary.flight().flatMap(Flight::entry).ifPresent(entries::drop);
                canaries.remove(canary.account());
            }
        }
        restarted = false;
        for (Plan plan : all) {
            Plan before = planned.get(plan.account());
            if (before == null || !before.every().equals(plan.every())) {
                Canary canary = canaries.computeIfAbsent(plan.account(), Canary::new);
                Instant soon = now.plus(part(spread(plan, all.size())));
                Instant due = canary.sent()
                        .map(at -> at.plus(plan.every()))
                        .filter(at -> !at.isAfter(now.plus(plan.every()))) // else the clock was set back meanwhile
                        .orElse(soon);
                canary.next(due.isBefore(soon) ? soon : due);
            }
        }
        planned = next;
        change = Change.NOTED;
    }

    List<Canary> canaries() {
        return List.copyOf(canaries.values());
    }

    Optional<Canary> canary(String account) {
        return Optional.ofNullable(canaries.get(account));
    }

    /** Of a canary that is still on the rota. */
    Plan plan(Canary canary) {
        return Objects.requireNonNull(planned.get(canary.account()), canary.account());
    }

    /** One begins: the next follows after its time, more or less. */
    void goOn(Canary canary, Instant now) {
        Duration every = plan(canary).every();
        canary.next(now.plus(every).plus(part(every.dividedBy(DRIFT))));
    }

    /** None can be sent at present. */
    void putOff(Canary canary, Instant now) {
        canary.next(now.plus(STILL).plus(part(spread(plan(canary), planned.size()))));
    }

    /** Over how long the first ones of all accounts are spread. */
    private static Duration spread(Plan plan, int accounts) {
        Duration apart = APART.multipliedBy(accounts);
        return apart.compareTo(plan.every()) < 0 ? apart : plan.every();
    }

    private Duration part(Duration whole) {
        return Duration.ofNanos((long) (whole.toNanos() * random.nextDouble()));
    }

    /** How each canary is, by the name of its account. */
    Map<String, CanaryState> states() {
        Map<String, CanaryState> states = new LinkedHashMap<>();
        planned.forEach((name, plan) -> canary(name).ifPresent(canary -> states.put(name, canary.state(plan.every()))));
        return Map.copyOf(states);
    }

    /** What has happened to any of them since {@link #kept}. */
    Change change() {
        Change most = change;
        for (Canary canary : canaries.values()) {
            most = most.and(canary.change());
        }
        return most;
    }

    /** It has been noted and shown. */
    void kept() {
        change = Change.NONE;
        canaries.values().forEach(Canary::kept);
    }
}
