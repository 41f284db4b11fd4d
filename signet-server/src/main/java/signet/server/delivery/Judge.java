package signet.server.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.mail.Disposition;
import signet.mail.Fault;
import signet.mail.ForwardPath;
import signet.mail.Reply;
import signet.oauth.TokenFault;
import signet.server.account.Outcome;
import signet.server.account.Outcome.Scope;
import signet.server.account.Outcome.Verdict;
import signet.server.account.SendingAccount;
import signet.server.account.Terms.UnconfirmedRule;
import signet.server.account.Triage;
import signet.server.queue.Attempt;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.Held;
import signet.server.queue.RecipientState;
import signet.server.queue.Settlement;

/** Turns what came of a try into what is stored. Pure: the same values give the same settlement. */
final class Judge {
    /** So often in a row our own code may fail at one entry. */
    static final int MOST_FAILURES = 3;

    private static final Duration OWN_FAILURE = Duration.ofMinutes(1);

    private final Triage triage;
    private final Bounces bounces;

    Judge(Triage triage, Bounces bounces) {
        this.triage = triage;
        this.bounces = bounces;
    }

    /**
     * When and where a try was.
     *
     * @param jitter from 0 to 1
     */
    record Setting(EntryId id, Instant began, Duration took, Instant now, double jitter, Optional<String> transcript) {}

    /**
     * What is stored, and why.
     *
     * @param outcome the one that decides about the entry; what reaches beyond it is for the account's lanes
     */
    record Judged(Settlement settlement, Outcome outcome, List<String> causes) {}

    /** One recipient and what follows for it. */
    private record Row(ForwardPath path, Disposition disposition, Outcome outcome) {}

    Judged judge(Claim claim, SendingAccount account, Triage.Means means, Tried tried, Setting setting) {
        Triage.Who who = new Triage.Who(account.address(), means);
        return switch (tried) {
            case Tried.Sent sent -> sent(claim, account, who, sent, setting);
            case Tried.NoSession none -> {
                Outcome outcome = triage.conversation(none.fault(), who);
                String stage = none.fault().kind() == Fault.Kind.TOKEN
                        ? "token"
                        : none.fault().stage().word();
                Told told = new Told(stage, none.fault().reply(), none.causes(), facts(none.fault(), claim));
                yield pending(claim, account, outcome, told, setting);
            }
            case Tried.Unusable unusable -> {
                Outcome outcome = triage.unusable(unusable.finding(), who);
                Told told = new Told(
                        "configuration",
                        Optional.empty(),
                        List.of(unusable.finding().summary()),
                        unusable.finding().facts());
                yield pending(claim, account, outcome, told, setting);
            }
            case Tried.OwnFailure own -> ownFailure(claim, account, own, setting);
        };
    }

    /** The parts of an attempt that say what was heard. */
    private record Told(String stage, Optional<Reply> reply, List<String> causes, Map<String, String> facts) {}

    private Judged sent(Claim claim, SendingAccount account, Triage.Who who, Tried.Sent sent, Setting setting) {
        List<Row> rows = rows(claim, who, sent);
        Row decider = rows.stream()
                .max((one, other) -> Integer.compare(weight(one.outcome()), weight(other.outcome())))
                .orElseThrow();
        Outcome outcome = decider.outcome();
        boolean unconfirmed = rows.stream().anyMatch(row -> row.outcome().verdict() == Verdict.UNCONFIRMED);
        Attempt attempt = attempt(told(decider.disposition(), claim, account), account, outcome, setting, unconfirmed);
        List<Settlement.Result> results = rows.stream().map(Judge::result).toList();
        boolean unreadable = outcome.scope() == Scope.STORAGE && !sent.dotRefused();
        Settlement settlement = new Settlement(
                attempt,
                results,
                next(claim, account, outcome, setting),
                unreadable && claim.failures() + 1 >= MOST_FAILURES ? Held.QUARANTINE : held(account, outcome),
                report(claim, account, rows, sent.notifies(), setting),
                unreadable);
        return new Judged(settlement, outcome, attempt.causes());
    }

    private List<Row> rows(Claim claim, Triage.Who who, Tried.Sent sent) {
        List<Row> rows = new ArrayList<>();
        List<ForwardPath> paths = claim.envelope().forwardPaths();
        for (int i = 0; i < paths.size(); i++) {
            Disposition disposition = sent.dispositions().get(i);
            rows.add(new Row(paths.get(i), disposition, triage.recipient(disposition, who)));
        }
        boolean progress = rows.stream().anyMatch(row -> row.outcome().verdict() == Verdict.DELIVERED);
        return progress ? rows : rows.stream().map(Judge::withoutSplit).toList();
    }

    /** "Too many" although none was taken: another transaction of the same would fare no better. */
    private static Row withoutSplit(Row row) {
        Outcome outcome = row.outcome();
        if (outcome.verdict() != Verdict.WAIT || outcome.scope() != Scope.RECIPIENT) {
            return row;
        }
        Outcome later =
                new Outcome(Verdict.LATER, outcome.scope(), Optional.empty(), outcome.code(), outcome.explanation());
        return new Row(row.path(), row.disposition(), later);
    }

    /** Which recipient's outcome decides about the entry: the one that reaches furthest. */
    private static int weight(Outcome outcome) {
        return switch (outcome.verdict()) {
            case DELIVERED -> 0;
            case FAILED -> 1;
            case LATER -> 2;
            case WAIT -> outcome.scope() == Scope.RECIPIENT ? 3 : 4;
            case UNCONFIRMED -> 5;
            case PARK -> 6;
            case HOLD -> 7;
        };
    }

    private Judged pending(Claim claim, SendingAccount account, Outcome outcome, Told told, Setting setting) {
        Attempt attempt = attempt(told, account, outcome, setting, false);
        return new Judged(
                new Settlement(
                        attempt,
                        stillPending(claim, told.reply().map(Object::toString), outcome.code()),
                        next(claim, account, outcome, setting),
                        held(account, outcome),
                        Optional.empty(),
                        false),
                outcome,
                attempt.causes());
    }

    private Judged ownFailure(Claim claim, SendingAccount account, Tried.OwnFailure own, Setting setting) {
        boolean enough = claim.failures() + 1 >= MOST_FAILURES;
        Outcome outcome = new Outcome(
                Verdict.WAIT,
                Scope.MESSAGE,
                Optional.of(OWN_FAILURE),
                "own-failure",
                enough
                        ? "Signet itself failed at this message " + MOST_FAILURES
                                + " times in a row; it is in quarantine until a person releases it. Please report this."
                        : "Signet itself failed at this message; it is tried again. Please report this.");
        Told told = new Told("message", Optional.empty(), Tried.chain(own.failure()), Map.of());
        Attempt attempt = attempt(told, account, outcome, setting, own.dotNoted());
        boolean hold = own.dotNoted() && account.terms().unconfirmed() == UnconfirmedRule.HOLD;
        Settlement settlement = new Settlement(
                attempt,
                stillPending(claim, Optional.empty(), outcome.code()),
                setting.now().plus(OWN_FAILURE),
                enough ? Held.QUARANTINE : hold ? Held.UNCONFIRMED : Held.NONE,
                Optional.empty(),
                true);
        return new Judged(settlement, outcome, attempt.causes());
    }

    private static List<Settlement.Result> stillPending(Claim claim, Optional<String> reply, String code) {
        return claim.envelope().forwardPaths().stream()
                .map(path -> new Settlement.Result(path.address(), RecipientState.PENDING, reply, code))
                .toList();
    }

    private static Settlement.Result result(Row row) {
        RecipientState state = switch (row.outcome().verdict()) {
            case DELIVERED -> RecipientState.DELIVERED;
            case FAILED -> RecipientState.FAILED;
            case LATER, WAIT, PARK, HOLD, UNCONFIRMED -> RecipientState.PENDING;
        };
        Optional<String> words = row.disposition()
                .reply()
                .map(Reply::toString)
                .or(() -> row.disposition().fault().map(Fault::message));
        return new Settlement.Result(
                row.path().address(), state, words, row.outcome().code());
    }

    private static Instant next(Claim claim, SendingAccount account, Outcome outcome, Setting setting) {
        return switch (outcome.verdict()) {
            case DELIVERED, FAILED, PARK, HOLD -> setting.now();
            case WAIT -> setting.now().plus(outcome.after().orElse(Duration.ZERO));
            case LATER, UNCONFIRMED ->
                setting.now().plus(account.terms().retry().wait(claim.attempts() + 1, setting.jitter()));
        };
    }

    private static Held held(SendingAccount account, Outcome outcome) {
        return switch (outcome.verdict()) {
            case HOLD -> Held.SENDER;
            case UNCONFIRMED -> account.terms().unconfirmed() == UnconfirmedRule.HOLD ? Held.UNCONFIRMED : Held.NONE;
            case DELIVERED, FAILED, PARK, LATER, WAIT -> Held.NONE;
        };
    }

    private static boolean burnt(Verdict verdict) {
        return switch (verdict) {
            case DELIVERED, FAILED, LATER, UNCONFIRMED -> true;
            case WAIT, PARK, HOLD -> false;
        };
    }

    private static Attempt attempt(
            Told told, SendingAccount account, Outcome outcome, Setting setting, boolean unconfirmed) {
        return new Attempt(
                setting.id(),
                setting.began(),
                setting.took(),
                Endpoints.of(account),
                told.stage(),
                told.reply().map(Reply::toString),
                told.reply().map(Reply::status),
                told.reply().flatMap(Reply::enhanced),
                told.causes(),
                outcome.code(),
                outcome.explanation(),
                told.facts(),
                setting.transcript(),
                burnt(outcome.verdict()),
                unconfirmed);
    }

    private static Told told(Disposition disposition, Claim claim, SendingAccount account) {
        List<String> causes = new ArrayList<>();
        disposition.fault().map(Fault::message).ifPresent(causes::add);
        Optional<Reply> reply = disposition.reply().or(() -> disposition.fault().flatMap(Fault::reply));
        boolean refused = disposition.kind() == Disposition.Kind.REFUSED;
        if (reply.isPresent() && refused && causes.isEmpty()) {
            causes.add(Endpoints.of(account) + " refuses " + reply.get().command() + " for " + disposition.recipient());
        }
        if (disposition.kind() != Disposition.Kind.ACCEPTED) {
            reply.map(Reply::toString).filter(words -> !causes.contains(words)).ifPresent(causes::add);
        }
        Map<String, String> facts =
                disposition.fault().map(fault -> facts(fault, claim)).orElseGet(() -> facts(claim));
        return new Told(disposition.step().name().toLowerCase(Locale.ROOT), reply, causes, facts);
    }

    private static Map<String, String> facts(Claim claim) {
        return claim.resent() ? Map.of("possible-duplicate", "true") : Map.of();
    }

    /** What the provider's support asks for. */
    private static Map<String, String> facts(Fault fault, Claim claim) {
        Map<String, String> facts = new LinkedHashMap<>(facts(claim));
        if (fault.token().isPresent()) {
            TokenFault token = fault.token().get();
            token.traceId().ifPresent(id -> facts.put("trace-id", id));
            token.correlationId().ifPresent(id -> facts.put("correlation-id", id));
            token.timestamp().ifPresent(at -> facts.put("timestamp", at));
            token.error().ifPresent(error -> facts.put("error", error));
            facts.put("token-endpoint", token.endpoint().toString());
        }
        return facts;
    }

    private Optional<signet.server.queue.Submission> report(
            Claim claim, SendingAccount account, List<Row> rows, boolean notifies, Setting setting) {
        List<Bounces.Fate> fates = new ArrayList<>();
        for (Row row : rows) {
            Optional<Reply> reply = row.disposition().reply();
            Optional<String> words = reply.map(Reply::toString);
            Optional<String> status = reply.flatMap(Reply::enhanced);
            if (row.outcome().verdict() == Verdict.FAILED) {
                fates.add(new Bounces.Fate(
                        row.path(),
                        RecipientState.FAILED,
                        words,
                        status,
                        row.outcome().explanation()));
            } else if (row.outcome().verdict() == Verdict.DELIVERED && !notifies) {
                fates.add(new Bounces.Fate(row.path(), RecipientState.DELIVERED, words, status, ""));
            }
        }
        if (fates.isEmpty()) {
            return Optional.empty();
        }
        return bounces.report(
                account,
                new Bounces.Original(claim.id(), claim.envelope(), claim.content(), claim.origin(), claim.accepted()),
                fates,
                setting.now());
    }
}
