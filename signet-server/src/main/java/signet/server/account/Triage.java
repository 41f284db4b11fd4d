package signet.server.account;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.doctor.Catalogue;
import signet.doctor.Code;
import signet.doctor.Entry;
import signet.doctor.Finding;
import signet.mail.Disposition;
import signet.mail.Disposition.Step;
import signet.mail.Fault;
import signet.mail.Reply;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenFault;
import signet.server.account.Outcome.Scope;
import signet.server.account.Outcome.Verdict;

/**
 * What a failure means: the one place in the server that decides it.
 *
 * <p>The class of the words, by the catalogue, says how far it reaches and whether waiting helps. Words alone never fail a
 * recipient: that takes a 5xx, at MAIL, RCPT, DATA or the final dot, and a class or an enhanced code (RFC 3463) that speaks of
 * the recipient or the message. What nobody knows is tried again later.
 */
public final class Triage {
    /** The code of an answer that asks for less, in words that the catalogue does not have. */
    public static final String THROTTLED = "throttled";

    /** How often we look whether something that does not change by itself has changed. */
    private static final Duration LOOK = Duration.ofMinutes(10);

    /** A peer that cannot be reached is tried again soon at first; whoever waits makes it longer each time. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** RFC 4954 §6, RFC 3207 §4: about the login, never about a recipient. */
    private static final Set<String> LOGIN_STATUS = Set.of("530", "534", "535", "538");

    private static final Set<String> LOGIN_ENHANCED = Set.of("5.7.3", "5.7.8", "5.7.9", "5.7.11", "5.7.57", "5.7.139");

    /** RFC 5321 §4.2.3, RFC 7504: what a server says to RCPT when it does not take this recipient. */
    private static final Set<String> RECIPIENT_STATUS = Set.of("501", "550", "551", "552", "553", "554", "556");

    private final Catalogue catalogue;

    public Triage(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Whom a failure met.
     *
     * @param mailbox the account's address, for explanations
     */
    public record Who(String mailbox, Means means) {}

    /** What the account logs in with. */
    public enum Means {
        /** A password that no other account uses. */
        OWN,
        /** A credential that other accounts may share. */
        CREDENTIAL,
        /** A credential by which another account has logged in since: the trouble is this account's. */
        PROVEN_CREDENTIAL
    }

    /** What follows from a conversation that could not be had. No entry is to blame for it, so no attempt counts. */
    public Outcome conversation(Fault fault, Who who) {
        return switch (fault.kind()) {
            case CONFIGURATION -> because(Verdict.PARK, Scope.ACCOUNT, LOOK, "configuration", fault.message());
            case TOKEN -> token(fault, who);
            case UNKNOWN_HOST -> because(Verdict.WAIT, Scope.UPSTREAM, SOON, Code.HOST_UNKNOWN.word(), fault.message());
            case NETWORK -> because(Verdict.WAIT, Scope.UPSTREAM, SOON, Code.CONNECT_FAILED.word(), fault.message());
            case TIMEOUT -> because(Verdict.WAIT, Scope.UPSTREAM, SOON, Code.CONNECT_TIMEOUT.word(), fault.message());
            case TLS -> because(Verdict.PARK, Scope.UPSTREAM, MINUTE, Code.TLS_FAILED.word(), fault.message());
            case MECHANISM ->
                because(Verdict.PARK, Scope.ACCOUNT, LOOK, Code.OAUTH_NOT_OFFERED.word(), fault.message());
            case ATTACK -> because(Verdict.PARK, Scope.UPSTREAM, LOOK, Code.TLS_ATTACK.word(), fault.message());
            case REFUSED, CLOSED, PROTOCOL ->
                fault.reply()
                        .map(reply -> refusedConversation(fault, reply, who))
                        .orElseGet(() -> because(
                                Verdict.WAIT, Scope.UPSTREAM, SOON, Code.CONNECTION_LOST.word(), fault.message()));
        };
    }

    /** What follows for an account that cannot be used because of what is known here, before anybody is asked. */
    public Outcome unusable(Finding finding, Who who) {
        Scope scope = who.means() == Means.CREDENTIAL ? Scope.CREDENTIAL : Scope.ACCOUNT;
        return new Outcome(
                Verdict.PARK, scope, Optional.of(LOOK), finding.code(), sentence(finding.summary(), finding.remedy()));
    }

    /** What follows for one recipient of a mail transaction. */
    public Outcome recipient(Disposition disposition, Who who) {
        return switch (disposition.kind()) {
            case ACCEPTED ->
                new Outcome(Verdict.DELIVERED, Scope.RECIPIENT, Optional.empty(), "delivered", "The provider took it.");
            case UNCONFIRMED ->
                new Outcome(
                        Verdict.UNCONFIRMED,
                        Scope.MESSAGE,
                        Optional.empty(),
                        "unconfirmed",
                        "The whole message was sent and no answer seen: the provider may have taken it or not.");
            case NOT_TRIED ->
                disposition.fault().map(fault -> broken(fault, who)).orElseGet(Triage::unforeseen);
            case REFUSED -> refused(disposition, who);
        };
    }

    // --- conversations

    /** The token endpoint knows credentials, not accounts: whatever it refuses concerns all that share one. */
    private Outcome token(Fault fault, Who who) {
        TokenFault token = fault.token().orElseThrow();
        return switch (token.kind()) {
            case CONFIGURATION ->
                because(Verdict.PARK, Scope.CREDENTIAL, LOOK, Code.TOKEN_UNUSABLE.word(), token.message());
            case THROTTLED -> {
                Duration wait = token.retryAfter().orElse(MINUTE);
                yield explained(Verdict.WAIT, Scope.TOKEN_SERVICE, wait, catalogue.match(token), fault, who);
            }
            case UNAVAILABLE -> tokenService(Code.TOKEN_UNAVAILABLE, token);
            case UNREACHABLE -> tokenService(Code.TOKEN_UNREACHABLE, token);
            case PROTOCOL -> tokenService(Code.TOKEN_PROTOCOL, token);
            case REFUSED -> refusedToken(fault, catalogue.match(token), who);
        };
    }

    private static Outcome tokenService(Code code, TokenFault token) {
        Duration wait = token.retryAfter().orElse(SOON);
        return because(Verdict.WAIT, Scope.TOKEN_SERVICE, wait, code.word(), token.message());
    }

    private static Outcome refusedToken(Fault fault, Optional<Entry> entry, Who who) {
        boolean passes = entry.isPresent() && !entry.get().hold().parked();
        Duration after = entry.map(known -> known.hold().after()).orElse(LOOK);
        return passes
                ? explained(Verdict.WAIT, Scope.TOKEN_SERVICE, after, entry, fault, who)
                : explained(Verdict.PARK, Scope.CREDENTIAL, after, entry, fault, who);
    }

    private Outcome refusedConversation(Fault fault, Reply reply, Who who) {
        Optional<Entry> entry = known(reply);
        if (entry.isPresent()) {
            Duration after = entry.get().hold().after();
            Verdict verdict = entry.get().hold().parked() ? Verdict.PARK : Verdict.WAIT;
            return switch (entry.get().kind()) {
                case CREDENTIAL -> explained(verdict, credential(who), after, entry, fault, who);
                case PERMISSION, POLICY, CONFIG -> explained(verdict, Scope.ACCOUNT, after, entry, fault, who);
                case RATE, QUOTA -> explained(Verdict.WAIT, Scope.ACCOUNT, after, entry, fault, who);
                case SERVER, NETWORK -> explained(Verdict.WAIT, outage(fault), after, entry, fault, who);
                case RECIPIENT, MESSAGE, NOTICE -> explained(Verdict.WAIT, Scope.ACCOUNT, MINUTE, entry, fault, who);
            };
        }
        if (fault.stage() == Stage.AUTHENTICATE) {
            return reply.status().startsWith("5")
                    ? because(Verdict.PARK, Scope.ACCOUNT, LOOK, Code.LOGIN_REFUSED.word(), fault.message())
                    : because(Verdict.WAIT, Scope.ACCOUNT, MINUTE, Code.LOGIN_REFUSED.word(), fault.message());
        }
        boolean goodbye = reply.status().equals("421") && !throttles(reply);
        return goodbye
                ? because(Verdict.WAIT, Scope.UPSTREAM, SOON, Code.CONNECTION_LOST.word(), fault.message())
                : because(Verdict.WAIT, Scope.ACCOUNT, MINUTE, Code.GREETING_REFUSED.word(), fault.message());
    }

    /** What stands behind a login fails for this account; others may be served by another. */
    private static Scope outage(Fault fault) {
        return fault.stage() == Stage.AUTHENTICATE ? Scope.ACCOUNT : Scope.UPSTREAM;
    }

    private static Scope credential(Who who) {
        return switch (who.means()) {
            case CREDENTIAL -> Scope.CREDENTIAL;
            case OWN, PROVEN_CREDENTIAL -> Scope.ACCOUNT;
        };
    }

    // --- mail transactions

    /** The conversation broke before the final dot. It may be the message that breaks it, so the attempt counts. */
    private Outcome broken(Fault fault, Who who) {
        if (fault.kind() == Fault.Kind.CONFIGURATION) {
            return because(Verdict.WAIT, Scope.STORAGE, SOON, "storage", fault.message());
        }
        Optional<Reply> reply = fault.reply();
        Optional<Entry> entry = reply.flatMap(this::known);
        if (entry.isPresent()) {
            return inTransaction(entry.get(), reply.orElseThrow(), Step.MAIL, who);
        }
        return reply.isPresent() && throttles(reply.get())
                ? throttled(reply.get())
                : because(Verdict.LATER, Scope.MESSAGE, Optional.empty(), Code.CONNECTION_LOST.word(), fault.message());
    }

    private Outcome refused(Disposition disposition, Who who) {
        Reply reply = disposition.reply().orElseThrow();
        Step step = disposition.step();
        if (disposition.fault().isPresent()) { // by us: the server could not have taken it
            Scope scope = step == Step.RCPT ? Scope.RECIPIENT : Scope.MESSAGE;
            return because(Verdict.FAILED, scope, Optional.empty(), "unsendable", reply.toString());
        }
        if (step == Step.RCPT
                && reply.status().equals("452")
                && reply.enhanced().equals(Optional.of("4.5.3"))) {
            return because( // RFC 5321 §4.5.3.1.10: the others go in a transaction of their own
                    Verdict.WAIT, Scope.RECIPIENT, Duration.ZERO, "too-many-recipients", reply.toString());
        }
        Optional<Entry> entry = known(reply);
        if (entry.isPresent()) {
            return inTransaction(entry.get(), reply, step, who);
        }
        return reply.status().startsWith("5") ? permanent(reply, step) : transientRefusal(reply, step);
    }

    /**
     * Login has succeeded, so not even a text about credentials reaches further than this account. One that the catalogue does
     * not park for, such as a relay's or another domain's policy, concerns this mail only: the others go on.
     */
    private static Outcome inTransaction(Entry entry, Reply reply, Step step, Who who) {
        Duration after = entry.hold().after();
        boolean parked = entry.hold().parked();
        boolean permanent = reply.status().startsWith("5");
        return switch (entry.kind()) {
            case CREDENTIAL, POLICY, CONFIG ->
                parked
                        ? explained(Verdict.PARK, Scope.ACCOUNT, after, entry, who)
                        : explained(Verdict.LATER, reach(step), after, entry, who);
            case PERMISSION ->
                parked
                        ? explained(Verdict.HOLD, Scope.SENDER, after, entry, who)
                        : explained(Verdict.WAIT, Scope.ACCOUNT, after, entry, who);
            case RATE, QUOTA -> explained(Verdict.WAIT, Scope.ACCOUNT, after, entry, who);
            case RECIPIENT -> explained(permanent ? Verdict.FAILED : Verdict.LATER, Scope.RECIPIENT, after, entry, who);
            case MESSAGE -> explained(permanent ? Verdict.FAILED : Verdict.LATER, reach(step), after, entry, who);
            case SERVER, NETWORK, NOTICE -> explained(Verdict.LATER, reach(step), after, entry, who);
        };
    }

    private static Scope reach(Step step) {
        return step == Step.RCPT ? Scope.RECIPIENT : Scope.MESSAGE;
    }

    private static Outcome transientRefusal(Reply reply, Step step) {
        // at RCPT a 4.7.1 is greylisting of this recipient
        boolean slower = step != Step.RCPT && throttles(reply);
        return slower ? throttled(reply) : later(reply, step);
    }

    /** Without words that are known only RFC status, enhanced code and stage count. */
    private static Outcome permanent(Reply reply, Step step) {
        String enhanced = reply.enhanced().orElse("");
        if (LOGIN_STATUS.contains(reply.status()) || LOGIN_ENHANCED.contains(enhanced)) {
            return because(Verdict.PARK, Scope.ACCOUNT, LOOK, Code.LOGIN_REFUSED.word(), reply.toString());
        }
        // 5.1.8: the provider has blocked this sender (RFC 3463 §3.2: bad sender's system address)
        boolean sender = enhanced.equals("5.1.8") || (step == Step.MAIL && enhanced.equals("5.7.1"));
        if (sender) {
            return because(Verdict.HOLD, Scope.SENDER, LOOK, "unknown", reply.toString());
        }
        return switch (step) {
            case RCPT -> permanentRecipient(reply, enhanced);
            case MAIL, DATA, DOT -> permanentMessage(reply, step, enhanced);
        };
    }

    private static Outcome permanentRecipient(Reply reply, String enhanced) {
        boolean aboutIt = enhanced.isEmpty()
                ? RECIPIENT_STATUS.contains(reply.status())
                : enhanced.matches("5\\.[12]\\..*|5\\.3\\.4|5\\.4\\.[1-46]|5\\.5\\.4|5\\.6\\..*");
        return aboutIt ? failed(Scope.RECIPIENT, reply) : later(reply, Step.RCPT);
    }

    private static Outcome permanentMessage(Reply reply, Step step, String enhanced) {
        // the mailbox named by 5.2.x after RCPT is the sending one: full, disabled, over its daily limit
        if (enhanced.startsWith("5.2.") && !enhanced.equals("5.2.3")) {
            return because(Verdict.WAIT, Scope.ACCOUNT, LOOK, "unknown", reply.toString());
        }
        boolean aboutIt = enhanced.isEmpty()
                ? reply.status().equals("552")
                        || (step == Step.MAIL && Set.of("501", "553").contains(reply.status()))
                : enhanced.matches("5\\.1\\..*|5\\.2\\.3|5\\.3\\.4|5\\.4\\.6|5\\.5\\.4|5\\.6\\..*");
        return aboutIt ? failed(Scope.MESSAGE, reply) : later(reply, step);
    }

    // --- words

    /** Rows of other protocols say nothing about SMTP, even where their words fit. */
    private Optional<Entry> known(Reply reply) {
        return catalogue
                .match(reply)
                .filter(entry ->
                        entry.speaker().equals("smtp") || entry.speaker().equals("token"));
    }

    /** Whether it will be well again if less is asked: then the account's lanes slow down. */
    public boolean asksForLess(Outcome outcome) {
        return outcome.code().equals(THROTTLED)
                || catalogue
                        .entry(outcome.code())
                        .filter(entry -> entry.kind() == Entry.Kind.RATE)
                        .isPresent();
    }

    /** Whether it is about a limit of the provider, which is over when its time is. */
    public boolean passesByItself(Outcome outcome) {
        return asksForLess(outcome)
                || catalogue
                        .entry(outcome.code())
                        .filter(entry -> entry.kind() == Entry.Kind.QUOTA)
                        .isPresent();
    }

    /** RFC 3463 §3.8 (4.7.x) and Exchange Online's 421 4.4.2 and 4.3.2: it will be well again if less is asked. */
    private static boolean throttles(Reply reply) {
        String enhanced = reply.enhanced().orElse("");
        String words = reply.toString().toLowerCase(Locale.ROOT);
        boolean rate = reply.status().startsWith("4") && words.matches(".*\\b(rate|throttl\\w*|too many|limit)\\b.*");
        return enhanced.startsWith("4.7.") || enhanced.equals("4.3.2") || rate;
    }

    private static Outcome throttled(Reply reply) {
        return because(Verdict.WAIT, Scope.ACCOUNT, MINUTE, THROTTLED, reply.toString());
    }

    private static Outcome failed(Scope scope, Reply reply) {
        return because(Verdict.FAILED, scope, Optional.empty(), "unknown", reply.toString());
    }

    private static Outcome later(Reply reply, Step step) {
        return because(Verdict.LATER, reach(step), Optional.empty(), "unknown", reply.toString());
    }

    private static Outcome unforeseen() {
        return because(Verdict.LATER, Scope.MESSAGE, Optional.empty(), "unknown", "it was not tried");
    }

    private static Outcome because(Verdict verdict, Scope scope, Duration after, String code, String words) {
        return because(verdict, scope, Optional.of(after), code, words);
    }

    private static Outcome because(Verdict verdict, Scope scope, Optional<Duration> after, String code, String words) {
        return new Outcome(verdict, scope, after, code, plain(verdict, scope) + words);
    }

    private static String plain(Verdict verdict, Scope scope) {
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

    private static Outcome explained(
            Verdict verdict, Scope scope, Duration after, Optional<Entry> entry, Fault fault, Who who) {
        return entry.map(known -> explained(verdict, scope, after, known, who)).orElseGet(() -> {
            String code = scope == Scope.CREDENTIAL || scope == Scope.TOKEN_SERVICE
                    ? Code.TOKEN_REFUSED.word()
                    : Code.LOGIN_REFUSED.word();
            return because(verdict, scope, after, code, fault.message());
        });
    }

    private static Outcome explained(Verdict verdict, Scope scope, Duration after, Entry entry, Who who) {
        Finding finding = entry.finding(entry.stage(), Map.of("mailbox", who.mailbox()));
        return new Outcome(
                verdict, scope, Optional.of(after), entry.id(), sentence(finding.summary(), finding.remedy()));
    }

    private static String sentence(String meaning, String fix) {
        return fix.isEmpty() ? meaning : meaning + " " + fix;
    }

    /** Whether a finding keeps an account from being used. */
    public static boolean hinders(Finding finding) {
        return finding.severity() == Severity.ERROR;
    }
}
