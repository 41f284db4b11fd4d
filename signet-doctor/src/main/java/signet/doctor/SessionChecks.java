package signet.doctor;

import static signet.doctor.Code.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.mail.Disposition;
import signet.mail.Endpoint;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.Reply;
import signet.mail.Stage;
import signet.mail.TlsMode;

/** What the mail host's words mean: greeting, login, mailbox, sending. */
final class SessionChecks {
    private static final Set<String> POLICIES = Set.of(
            "smtp-535-5.7.139-defaults", "smtp-535-5.7.139-criteria", "smtp-550-5.7.30", "smtp-535-5.7.139-basic");

    private final Evidence evidence;
    private final Catalogue catalogue;

    SessionChecks(Evidence evidence, Catalogue catalogue) {
        this.evidence = evidence;
        this.catalogue = catalogue;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        evidence.fault().ifPresent(fault -> findings.addAll(stopped(fault)));
        // without a sender the recipient is refused, too, and that says nothing
        evidence.refusals().stream().findFirst().ifPresent(refusal -> findings.add(mailbox(refusal)));
        evidence.sent().ifPresent(disposition -> findings.addAll(sent(disposition)));
        Step receive = evidence.steps().get(Stage.RECEIVE);
        if (receive != null && (receive.status() == Step.Status.WARNING || receive.status() == Step.Status.FAILED)) {
            findings.add(RECEIVE_MISSING.at(
                    Stage.RECEIVE,
                    "The message was accepted, but is " + receive.detail() + ".",
                    List.of(
                            "It is still on its way, or a rule moved it: look for its subject in the mailbox.",
                            "It was taken for spam or refused later: look for a bounce in the mailbox."),
                    "Look into the mailbox; the message trace in the Exchange admin centre follows it."));
        }
        return findings;
    }

    private List<Finding> stopped(Fault fault) {
        Stage stage = evidence.failed(Stage.MAILBOX) ? Stage.MAILBOX : fault.stage();
        return switch (stage) {
            case GREETING -> List.of(greeting(fault));
            case CAPABILITIES -> List.of(byReply(fault, Stage.CAPABILITIES, CONNECTION_LOST));
            case AUTHENTICATE -> withPolicy(authenticate(fault));
            case MAILBOX -> List.of(explained(byReply(fault, Stage.MAILBOX, MAILBOX_REFUSED)));
            case SEND, RECEIVE -> List.of(byReply(fault, stage, CONNECTION_LOST));
            case CONFIGURATION -> configuration(fault);
            case TLS -> fault.reply().isPresent() ? List.of(byReply(fault, Stage.TLS, TLS_FAILED)) : List.of();
            case CLOCK, TOKEN, TOKEN_CONTENT, RESOLVE, CONNECT -> List.of();
        };
    }

    private List<Finding> configuration(Fault fault) {
        boolean known = !evidence.subject().configuration().isEmpty();
        return known
                ? List.of()
                : List.of(TLS_OFF_WITH_OAUTH.at(
                        Stage.CONFIGURATION, NetworkChecks.sentence(fault), "Correct the account's settings."));
    }

    private Finding greeting(Fault fault) {
        if (fault.reply().isPresent() && fault.kind() != Fault.Kind.PROTOCOL) {
            return byReply(fault, Stage.GREETING, GREETING_REFUSED);
        }
        boolean waiting = fault.kind() == Fault.Kind.TIMEOUT;
        boolean clear = evidence.endpoint().map(Endpoint::tls).orElse(TlsMode.IMPLICIT) != TlsMode.IMPLICIT;
        List<String> causes = new ArrayList<>();
        if (waiting && clear) {
            causes.add(
                    "The port speaks TLS from the start and waits for us to begin: 465, 993 and 995 need tls: implicit.");
        }
        causes.add("Another service listens on this port.");
        causes.add("A firewall or mail scanner on the way answers in the host's place.");
        return GREETING_WRONG.at(
                Stage.GREETING,
                NetworkChecks.sentence(fault),
                causes,
                "Check host, port and tls of " + evidence.host() + ".");
    }

    private List<Finding> authenticate(Fault fault) {
        return switch (fault.kind()) {
            case TOKEN -> List.of();
            case MECHANISM -> List.of(mechanism(fault));
            case CONFIGURATION ->
                List.of(LOGIN_REFUSED.at(
                        Stage.AUTHENTICATE, NetworkChecks.sentence(fault), "Correct the account's settings."));
            case ATTACK -> List.of();
            case UNKNOWN_HOST, NETWORK, TIMEOUT, TLS, CLOSED, PROTOCOL ->
                List.of(byReply(fault, Stage.AUTHENTICATE, CONNECTION_LOST));
            case REFUSED -> List.of(login(fault));
        };
    }

    private Finding mechanism(Fault fault) {
        Optional<Entry> startTls = catalogue.entry("smtp-starttls-required").filter(entry -> onlyAfterStartTls());
        if (startTls.isPresent()) {
            return Details.finding(startTls.get(), fault.message(), Stage.AUTHENTICATE, evidence.names());
        }
        boolean oauth = evidence.subject().oauth();
        boolean microsoft = evidence.endpoint()
                .map(Endpoint::host)
                .filter(Values::isMicrosoftMail)
                .isPresent();
        List<String> causes = oauth
                ? List.of(
                        "The host is not the one where accounts log in; an MX host takes no logins.",
                        "The server has OAuth (XOAUTH2, OAUTHBEARER) switched off.")
                : List.of("The server takes no passwords here, only OAuth.");
        return (oauth ? OAUTH_NOT_OFFERED : PASSWORD_NOT_OFFERED)
                .at(
                        Stage.AUTHENTICATE,
                        NetworkChecks.sentence(fault),
                        causes,
                        oauth
                                ? microsoft
                                        ? "Use smtp.office365.com (587) or outlook.office365.com (993, 995)."
                                        : "Use the host for mail programs, or switch OAuth on there."
                                : "Use a credential with OAuth.");
    }

    /** Without TLS no way to log in is offered, but TLS is. */
    private boolean onlyAfterStartTls() {
        boolean clear = evidence.endpoint().map(Endpoint::tls).orElse(TlsMode.IMPLICIT) == TlsMode.NONE;
        return clear
                && evidence.facts(Fact.Capabilities.class).stream()
                        .flatMap(fact -> fact.words().stream())
                        .anyMatch(word -> word.equals("STARTTLS") || word.equals("STLS"));
    }

    private Finding login(Fault fault) {
        Finding finding = byReply(fault, Stage.AUTHENTICATE, LOGIN_REFUSED);
        List<String> causes = new ArrayList<>(Hypotheses.of(evidence, finding));
        for (Fact.Challenge challenge : evidence.facts(Fact.Challenge.class)) {
            if (challenge.decoded().startsWith("{")) {
                causes.add("The server explains: " + ServerWords.shortened(challenge.decoded()));
            }
        }
        return finding.with(causes, finding.facts());
    }

    /** Where a policy refuses, the words leave open that it can be met at all. */
    private static List<Finding> withPolicy(List<Finding> findings) {
        List<Finding> more = new ArrayList<>(findings);
        if (findings.stream().anyMatch(finding -> POLICIES.contains(finding.code()))) {
            more.add(SMTP_NOT_POSSIBLE.at(
                    Stage.AUTHENTICATE,
                    "As long as this policy stands, sending by SMTP is not possible here, whatever is set in Signet.",
                    List.of("Security defaults, Conditional Access or an authentication policy refuse the login:"
                            + " Entra ID > Sign-in logs > Service principal sign-ins names the policy."),
                    "Ask the administrator to exempt this application or address, or for a High Volume Email account"
                            + " where only people inside the organisation receive mail."));
        }
        return more;
    }

    private Finding explained(Finding finding) {
        return finding.with(Hypotheses.of(evidence, finding), finding.facts());
    }

    private Finding mailbox(Reply refusal) {
        boolean sender = refusal.command().startsWith("MAIL");
        String words = refusal.toString();
        Optional<Finding> limit = MailboxChecks.limit(evidence, words, Stage.MAILBOX);
        if (limit.isPresent()) {
            return quoted(limit.get(), words);
        }
        Optional<Entry> entry = catalogue.match(refusal);
        if (entry.isPresent()) {
            return quoted(known(entry.get(), words, Stage.MAILBOX), words);
        }
        return quoted(
                (sender ? MAILBOX_REFUSED : RECIPIENT_REFUSED)
                        .at(
                                Stage.MAILBOX,
                                sender
                                        ? "Login works, but the sender "
                                                + evidence.subject().draft().address() + " is refused: "
                                                + ServerWords.shortened(words)
                                        : "Sending works, but the recipient is refused: "
                                                + ServerWords.shortened(words),
                                sender
                                        ? "Use the mailbox's own address as sender, or grant the right to send as it."
                                        : "Test with --send-to and an address that exists."),
                words);
    }

    private Finding known(Entry entry, String words, Stage stage) {
        return OtherServers.afterLogin(evidence, Details.finding(entry, words, stage, evidence.names()));
    }

    private List<Finding> sent(Disposition disposition) {
        if (disposition.kind() == Disposition.Kind.ACCEPTED) {
            return List.of();
        }
        String words = disposition
                .reply()
                .map(Reply::toString)
                .or(() -> disposition.fault().map(Fault::message))
                .orElse("");
        Optional<Finding> limit = MailboxChecks.limit(evidence, words, Stage.SEND);
        if (limit.isPresent()) {
            return List.of(quoted(limit.get(), words));
        }
        Optional<Entry> entry = disposition.reply().flatMap(catalogue::match);
        if (entry.isPresent()) {
            return List.of(quoted(known(entry.get(), words, Stage.SEND), words));
        }
        return List.of(quoted(
                SEND_REFUSED.at(
                        Stage.SEND,
                        "The test message was not accepted: " + ServerWords.shortened(words),
                        "Read the server's words; signet explain knows many of them."),
                words));
    }

    /** By the server's words where they are known; else what {@code otherwise} says. */
    private Finding byReply(Fault fault, Stage stage, Code otherwise) {
        Optional<Reply> reply = fault.reply();
        Optional<Finding> limit = reply.flatMap(words -> MailboxChecks.limit(evidence, words.toString(), stage));
        if (limit.isPresent()) {
            return quoted(limit.get(), reply.get().toString());
        }
        Optional<Entry> entry = reply.flatMap(catalogue::match);
        if (entry.isPresent()) {
            String words = reply.get().toString();
            return quoted(Details.finding(entry.get(), words, stage, evidence.names()), words);
        }
        return otherwise.at(
                stage,
                NetworkChecks.sentence(fault),
                otherwise == CONNECTION_LOST
                        ? OtherServers.brokenOff(evidence, stage, fault.kind() == Fault.Kind.TIMEOUT)
                        : List.of(),
                "Test again; if it stays, the server's own log at this moment tells more.");
    }

    /** The server's words belong to a finding, for whoever has to ask further. */
    private static Finding quoted(Finding finding, String words) {
        Map<String, String> facts = new LinkedHashMap<>(finding.facts());
        facts.put("reply", ServerWords.shortened(words));
        return finding.with(finding.causes(), facts);
    }
}
