package signet.server.account;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Code;
import signet.doctor.Entry;
import signet.doctor.Finding;
import signet.mail.Fault;
import signet.server.account.Outcome.Scope;
import signet.server.account.Outcome.Verdict;
import signet.server.account.Triage.Who;

/** What is done after a failure, and how far that reaches; with the reason it is an {@link Outcome}. */
record Course(Verdict verdict, Scope scope, Optional<Duration> after) {
    /** All mail of the scope goes on by itself after a wait. */
    static Course waits(Scope scope, Duration after) {
        return new Course(Verdict.WAIT, scope, Optional.of(after));
    }

    /** The scope stands still; a probe looks after a time. */
    static Course parks(Scope scope, Duration after) {
        return new Course(Verdict.PARK, scope, Optional.of(after));
    }

    /** Mail of this sender waits for a person. */
    static Course holds(Duration after) {
        return new Course(Verdict.HOLD, Scope.SENDER, Optional.of(after));
    }

    /** This one is tried again by the schedule. */
    static Course later(Scope scope) {
        return new Course(Verdict.LATER, scope, Optional.empty());
    }

    /** This one is refused for good. */
    static Course fails(Scope scope) {
        return new Course(Verdict.FAILED, scope, Optional.empty());
    }

    Course after(Duration time) {
        return new Course(verdict, scope, Optional.of(time));
    }

    /** @param words of whoever refused or failed */
    Outcome because(Code code, String words) {
        return because(code.word(), words);
    }

    /** @param words of whoever refused or failed */
    Outcome because(String code, String words) {
        return new Outcome(verdict, scope, after, code, plain() + words);
    }

    private String plain() {
        String what = scope.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (verdict) {
            case DELIVERED, UNCONFIRMED -> "";
            case FAILED -> "The " + what + " is refused for good: ";
            case LATER -> "It is tried again: ";
            case WAIT -> "The " + what + " has to wait, and goes on by itself: ";
            case PARK -> "The " + what + " stands still until a probe succeeds: ";
            case HOLD -> "Mail of this sender waits for a person: ";
        };
    }

    /** In the catalogue's words. */
    Outcome by(Entry entry, Who who) {
        return by(entry.id(), entry.finding(entry.stage(), Map.of("mailbox", who.mailbox())));
    }

    /** In the doctor's words. */
    Outcome by(Finding finding) {
        return by(finding.code(), finding);
    }

    private Outcome by(String code, Finding finding) {
        String fix = finding.remedy();
        return new Outcome(
                verdict, scope, after, code, fix.isEmpty() ? finding.summary() : finding.summary() + " " + fix);
    }

    /** In the catalogue's words where it has any, else in those of the fault. */
    Outcome by(Optional<Entry> entry, Fault fault, Who who) {
        boolean token = scope == Scope.CREDENTIAL || scope == Scope.TOKEN_SERVICE;
        return entry.map(known -> by(known, who))
                .orElseGet(() -> because(token ? Code.TOKEN_REFUSED : Code.LOGIN_REFUSED, fault.message()));
    }
}
