package signet.server.api;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import signet.server.account.AccountStates;
import signet.server.account.AccountStates.Spent;
import signet.server.account.Pace;
import signet.server.account.SendingAccount;

/** What is done with an account, and what its provider still allows it. */
final class AccountVerbs {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final ApiServices services;

    AccountVerbs(ApiServices services) {
        this.services = services;
    }

    private SendingAccount account(Call call) {
        return services.sending()
                .accounts()
                .current()
                .account(call.variable("name"))
                .filter(account -> call.caller().maySee(account.name()))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    Answer pause(Call call) throws IOException {
        call.query();
        call.objectOrNothing().done();
        SendingAccount account = account(call);
        AccountStates states = services.sending().states();
        boolean changed = states.pause(account.name(), call.caller().by());
        services.sending().delivering().paused();
        return state(account, changed);
    }

    Answer resume(Call call) throws IOException {
        call.query();
        call.objectOrNothing().done();
        SendingAccount account = account(call);
        boolean changed =
                services.sending().states().resume(account.name(), call.caller().by());
        services.sending().delivering().resumed(account.name());
        return state(account, changed);
    }

    private Answer state(SendingAccount account, boolean changed) throws IOException {
        return Answer.ok(Shapes.object(
                "account",
                account.name(),
                "changed",
                changed,
                "waiting",
                Waiting.Picture.of(services).account(account.name()).map(Waiting::shape)));
    }

    Answer budget(Call call) throws IOException {
        call.query();
        SendingAccount account = account(call);
        Pace pace = account.terms().pace();
        Instant now = services.clock().instant();
        List<Spent> day = services.sending().states().spentSince(account.name(), now.minus(DAY));
        List<Spent> minute = day.stream()
                .filter(spent -> spent.at().isAfter(now.minus(MINUTE)))
                .toList();
        return Answer.ok(Shapes.object(
                "account",
                account.name(),
                "connections",
                Shapes.object("limit", limit(pace.connections())),
                "messagesPerMinute",
                window(pace.messagesPerMinute(), minute, minute.size(), MINUTE),
                "recipientsPerDay",
                window(
                        pace.recipientsPerDay(),
                        day,
                        day.stream().mapToInt(Spent::recipients).sum(),
                        DAY),
                "waiting",
                Waiting.Picture.of(services).account(account.name()).map(Waiting::shape)));
    }

    private static Map<String, Object> window(OptionalInt limit, List<Spent> spent, int used, Duration length) {
        boolean full = limit.isPresent() && used >= limit.getAsInt();
        Optional<Instant> free = full
                ? spent.stream().map(Spent::at).min(Instant::compareTo).map(at -> at.plus(length))
                : Optional.empty();
        return Shapes.object("limit", limit(limit), "used", used, "free", free);
    }

    private static Optional<Integer> limit(OptionalInt limit) {
        return limit.isPresent() ? Optional.of(limit.getAsInt()) : Optional.empty();
    }
}
