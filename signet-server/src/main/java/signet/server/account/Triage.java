package signet.server.account;

import static signet.server.account.Course.*;
import static signet.server.account.Outcome.Scope.*;

import java.time.Duration;
import java.util.Optional;
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
        String words = fault.message();
        return switch (fault.kind()) {
            case CONFIGURATION -> parks(ACCOUNT, LOOK).because("configuration", words);
            case TOKEN -> token(fault, who);
            case UNKNOWN_HOST -> waits(UPSTREAM, SOON).because(Code.HOST_UNKNOWN, words);
            case NETWORK -> waits(UPSTREAM, SOON).because(Code.CONNECT_FAILED, words);
            case TIMEOUT -> waits(UPSTREAM, SOON).because(Code.CONNECT_TIMEOUT, words);
            case TLS -> parks(UPSTREAM, MINUTE).because(Code.TLS_FAILED, words);
            case MECHANISM -> parks(ACCOUNT, LOOK).because(Code.OAUTH_NOT_OFFERED, words);
            case ATTACK -> parks(UPSTREAM, LOOK).because(Code.TLS_ATTACK, words);
            case REFUSED, CLOSED, PROTOCOL ->
                fault.reply()
                        .map(reply -> refusedConversation(fault, reply, who))
                        .orElseGet(() -> waits(UPSTREAM, SOON).because(Code.CONNECTION_LOST, words));
        };
    }

    /** What follows for an account that cannot be used because of what is known here, before anybody is asked. */
    public Outcome unusable(Finding finding, Who who) {
        return parks(credential(who), LOOK).by(finding);
    }

    /** What follows for one recipient of a mail transaction. */
    public Outcome recipient(Disposition disposition, Who who) {
        return switch (disposition.kind()) {
            case ACCEPTED ->
                new Outcome(Verdict.DELIVERED, RECIPIENT, Optional.empty(), "delivered", "The provider took it.");
            case UNCONFIRMED ->
                new Outcome(
                        Verdict.UNCONFIRMED,
                        MESSAGE,
                        Optional.empty(),
                        "unconfirmed",
                        "The whole message was sent and no answer seen: the provider may have taken it or not.");
            case NOT_TRIED ->
                disposition
                        .fault()
                        .map(fault -> broken(fault, who))
                        .orElseGet(() -> later(MESSAGE).because("unknown", "it was not tried"));
            case REFUSED -> refused(disposition, who);
        };
    }

    // --- conversations

    /** The token endpoint knows credentials, not accounts: whatever it refuses concerns all that share one. */
    private Outcome token(Fault fault, Who who) {
        TokenFault token = fault.token().orElseThrow();
        Optional<Duration> asked = token.retryAfter();
        return switch (token.kind()) {
            case CONFIGURATION -> parks(Scope.CREDENTIAL, LOOK).because(Code.TOKEN_UNUSABLE, token.message());
            case THROTTLED -> waits(TOKEN_SERVICE, asked.orElse(MINUTE)).by(catalogue.match(token), fault, who);
            case UNAVAILABLE ->
                waits(TOKEN_SERVICE, asked.orElse(SOON)).because(Code.TOKEN_UNAVAILABLE, token.message());
            case UNREACHABLE ->
                waits(TOKEN_SERVICE, asked.orElse(SOON)).because(Code.TOKEN_UNREACHABLE, token.message());
            case PROTOCOL -> waits(TOKEN_SERVICE, asked.orElse(SOON)).because(Code.TOKEN_PROTOCOL, token.message());
            case REFUSED -> refusedToken(fault, catalogue.match(token), who);
        };
    }

    private static Outcome refusedToken(Fault fault, Optional<Entry> entry, Who who) {
        boolean passes = entry.isPresent() && !entry.get().hold().parked();
        Duration after = entry.map(known -> known.hold().after()).orElse(LOOK);
        Course course = passes ? waits(TOKEN_SERVICE, after) : parks(Scope.CREDENTIAL, after);
        return course.by(entry, fault, who);
    }

    private Outcome refusedConversation(Fault fault, Reply reply, Who who) {
        Optional<Entry> entry = known(reply);
        if (entry.isPresent()) {
            return inConversation(entry.get(), fault, who).by(entry.get(), who);
        }
        if (fault.stage() == Stage.AUTHENTICATE) {
            Course course = reply.status().startsWith("5") ? parks(ACCOUNT, LOOK) : waits(ACCOUNT, MINUTE);
            return course.because(Code.LOGIN_REFUSED, fault.message());
        }
        boolean goodbye = reply.status().equals("421") && !About.isRate(reply);
        return goodbye
                ? waits(UPSTREAM, SOON).because(Code.CONNECTION_LOST, fault.message())
                : waits(ACCOUNT, MINUTE).because(Code.GREETING_REFUSED, fault.message());
    }

    private static Course inConversation(Entry entry, Fault fault, Who who) {
        Duration after = entry.hold().after();
        boolean parked = entry.hold().parked();
        return switch (entry.kind()) {
            case CREDENTIAL -> parked ? parks(credential(who), after) : waits(credential(who), after);
            case PERMISSION, POLICY, CONFIG -> parked ? parks(ACCOUNT, after) : waits(ACCOUNT, after);
            case RATE, QUOTA -> waits(ACCOUNT, after);
            case SERVER, NETWORK -> waits(outage(fault), after);
            case RECIPIENT, MESSAGE, NOTICE -> waits(ACCOUNT, MINUTE);
        };
    }

    /** What stands behind a login fails for this account; others may be served by another. */
    private static Scope outage(Fault fault) {
        return fault.stage() == Stage.AUTHENTICATE ? ACCOUNT : UPSTREAM;
    }

    private static Scope credential(Who who) {
        return switch (who.means()) {
            case CREDENTIAL -> Scope.CREDENTIAL;
            case OWN, PROVEN_CREDENTIAL -> ACCOUNT;
        };
    }

    // --- mail transactions

    /** The conversation broke before the final dot. It may be the message that breaks it, so the attempt counts. */
    private Outcome broken(Fault fault, Who who) {
        if (fault.kind() == Fault.Kind.CONFIGURATION) {
            return waits(STORAGE, SOON).because("storage", fault.message());
        }
        Optional<Reply> reply = fault.reply();
        Optional<Entry> entry = reply.flatMap(this::known);
        if (entry.isPresent()) {
            return inTransaction(entry.get(), reply.orElseThrow(), Step.MAIL).by(entry.get(), who);
        }
        return reply.isPresent() && About.isRate(reply.get())
                ? throttled(reply.get())
                : later(MESSAGE).because(Code.CONNECTION_LOST, fault.message());
    }

    private Outcome refused(Disposition disposition, Who who) {
        Reply reply = disposition.reply().orElseThrow();
        Step step = disposition.step();
        if (disposition.fault().isPresent()) { // by us: the server could not have taken it
            return fails(reach(step)).because("unsendable", reply.toString());
        }
        if (About.isTooManyRecipients(reply, step)) {
            return waits(RECIPIENT, Duration.ZERO).because("too-many-recipients", reply.toString());
        }
        Optional<Entry> entry = known(reply);
        return entry.isPresent()
                ? inTransaction(entry.get(), reply, step).by(entry.get(), who)
                : inUnknownWords(reply, step);
    }

    /**
     * Login has succeeded, so not even a text about credentials reaches further than this account. One that the catalogue does
     * not park for, such as a relay's or another domain's policy, concerns this mail only: the others go on.
     */
    private static Course inTransaction(Entry entry, Reply reply, Step step) {
        Duration after = entry.hold().after();
        boolean parked = entry.hold().parked();
        boolean permanent = reply.status().startsWith("5");
        return switch (entry.kind()) {
            case CREDENTIAL, POLICY, CONFIG ->
                parked ? parks(ACCOUNT, after) : later(reach(step)).after(after);
            case PERMISSION -> parked ? holds(after) : waits(ACCOUNT, after);
            case RATE, QUOTA -> waits(ACCOUNT, after);
            case RECIPIENT -> (permanent ? fails(RECIPIENT) : later(RECIPIENT)).after(after);
            case MESSAGE -> (permanent ? fails(reach(step)) : later(reach(step))).after(after);
            case SERVER, NETWORK, NOTICE -> later(reach(step)).after(after);
        };
    }

    private static Outcome inUnknownWords(Reply reply, Step step) {
        String words = reply.toString();
        return switch (About.of(reply, step)) {
            case RATE -> throttled(reply);
            case LOGIN -> parks(ACCOUNT, LOOK).because(Code.LOGIN_REFUSED, words);
            case SENDER -> holds(LOOK).because("unknown", words);
            case MAILBOX -> waits(ACCOUNT, LOOK).because("unknown", words);
            case RECIPIENT -> fails(RECIPIENT).because("unknown", words);
            case MESSAGE -> fails(MESSAGE).because("unknown", words);
            case UNKNOWN -> later(reach(step)).because("unknown", words);
        };
    }

    private static Outcome throttled(Reply reply) {
        return waits(ACCOUNT, MINUTE).because(THROTTLED, reply.toString());
    }

    private static Scope reach(Step step) {
        return step == Step.RCPT ? RECIPIENT : MESSAGE;
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
        return outcome.code().equals(THROTTLED) || isOf(Entry.Kind.RATE, outcome);
    }

    /** Whether it is about a limit of the provider, which is over when its time is. */
    public boolean passesByItself(Outcome outcome) {
        return asksForLess(outcome) || isOf(Entry.Kind.QUOTA, outcome);
    }

    private boolean isOf(Entry.Kind kind, Outcome outcome) {
        return catalogue
                .entry(outcome.code())
                .filter(entry -> entry.kind() == kind)
                .isPresent();
    }

    /** Whether a finding keeps an account from being used. */
    public static boolean hinders(Finding finding) {
        return finding.severity() == Severity.ERROR;
    }
}
