package signet.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.oauth.AccessToken;
import signet.oauth.TokenContent;

/**
 * Exchange refuses a login without a reason. What else is known, the token's roles and how the account's other protocols
 * fared, puts the possible reasons in order and strikes those that cannot be. Each comes with its proof.
 */
final class Hypotheses {
    private static final Set<String> ANONYMOUS =
            Set.of("smtp-535-5.7.3", "imap-authenticate-failed", "pop3-authentication-failure");
    private static final String PROPAGATION =
            "Something was changed less than an hour ago and has not reached every server: signet test --wait 60m";

    private final Evidence evidence;

    private Hypotheses(Evidence evidence) {
        this.evidence = evidence;
    }

    static boolean anonymous(String code) {
        return ANONYMOUS.contains(code);
    }

    /** The causes of a refusal, the most likely first; those of {@code finding} unless more is known. */
    static List<String> of(Evidence evidence, Finding finding) {
        Hypotheses hypotheses = new Hypotheses(evidence);
        Optional<TokenContent> token = evidence.login().content();
        if (!evidence.microsoftLogin()) {
            return OtherServers.login(evidence, finding);
        }
        return switch (finding.code()) {
            case "imap-not-connected" -> hypotheses.notConnected();
            case "pop3-protocol-error" -> hypotheses.longToken(finding.causes());
            case "smtp-535-5.7.139-tenant", "smtp-535-5.7.139-mailbox" -> switchedOffWithCertainty(finding.causes());
            default ->
                anonymous(finding.code()) && token.isPresent() ? hypotheses.refused(token.get()) : finding.causes();
        };
    }

    private List<String> refused(TokenContent token) {
        List<String> causes = new ArrayList<>();
        if (highVolume(evidence)) {
            causes.add(
                    filled(
                            "This High Volume Email account does not let the application in, which no mailbox permission"
                                    + " changes: Add-HVEAppAccess -Identity {mailbox} -AppIds {object}, the enterprise application's object ID"));
        }
        String role = TokenXray.role(evidence.protocol());
        boolean granted = token.roles().contains(role);
        if (!granted) {
            causes.add(
                    "The token has no " + role + ": the permission or its admin consent is missing; App registrations >"
                            + " API permissions must show it as Granted.");
            if (evidence.protocol() == Protocol.SMTP) {
                causes.add(
                        filled(
                                "RBAC for Applications is used in place of the permission, and its scope does not hold"
                                        + " this mailbox: Test-ServicePrincipalAuthorization -Identity {client} -Resource {mailbox}"));
            }
        }
        if (!highVolume(evidence)) {
            if (evidence.beside().admitted().isEmpty()) {
                causes.add(unknownToExchange(granted));
            }
            causes.addAll(mailboxProved() ? List.of(switchedOff(), closed()) : List.of(closed(), switchedOff()));
        }
        causes.add(PROPAGATION);
        return causes;
    }

    /** The login was accepted, so Exchange knows the application. */
    private List<String> notConnected() {
        String access =
                filled("The application has no FullAccess on this mailbox, or was given it less than an hour ago"
                        + " (then: signet test --wait 60m): Get-MailboxPermission {mailbox}");
        String alias =
                filled((otherUser() ? "The user name is another than the From address: it is" : "The user name is")
                        + " an alias or another mailbox: Get-Mailbox {mailbox} | fl"
                        + " PrimarySmtpAddress,RecipientTypeDetails");
        String licence = filled("The mailbox has no licence or does not exist any more: Get-Mailbox {mailbox} | fl"
                + " RecipientTypeDetails,SKUAssigned");
        List<String> causes = new ArrayList<>(
                evidence.beside().refused().contains(Protocol.POP3)
                        ? List.of(access, licence, alias, switchedOff())
                        : List.of(access, switchedOff(), licence, alias));
        if (mailboxProved()) {
            first(causes, switchedOff());
        } else if (otherUser()) {
            first(causes, alias);
        }
        causes.add("Too many connections or logins at once: seen on every mailbox at the same time it is an incident of"
                + " the service.");
        return causes;
    }

    private static void first(List<String> causes, String cause) {
        causes.remove(cause);
        causes.add(0, cause);
    }

    private List<String> longToken(List<String> known) {
        int length = evidence.login()
                .token()
                .map(AccessToken::value)
                .map(value -> value.reveal().length())
                .orElse(0);
        List<String> causes = new ArrayList<>(known);
        if (length > TokenXray.POP3_TOKEN) {
            causes.removeIf(cause -> cause.contains("4,096"));
            causes.add(0, "The token is longer than about 4,096 characters: it has " + length + ".");
        }
        return causes;
    }

    /** The server names the switch; what remains open is only why it is still off. */
    private static List<String> switchedOffWithCertainty(List<String> known) {
        List<String> causes = new ArrayList<>(known);
        causes.add("It was switched on less than an hour ago and has not reached every server: signet test --wait 60m");
        causes.add("A rule of the organisation forbids it: then sending by SMTP is not possible for this mailbox.");
        return causes;
    }

    /** Whether the account sends by Microsoft's service for large numbers, which has rights of its own. */
    static boolean highVolume(Evidence evidence) {
        String host = evidence.endpoint().map(Endpoint::host).orElse("").toLowerCase(Locale.ROOT);
        return evidence.protocol() == Protocol.SMTP
                && (host.endsWith(".hve.mx.microsoft") || host.equals("smtp-hve.office365.com"));
    }

    /** IMAP and POP3 open the mailbox; that SMTP lets in proves only that Exchange knows the application. */
    private boolean mailboxProved() {
        Set<Protocol> opened = evidence.beside().opened();
        return opened.contains(Protocol.IMAP) || opened.contains(Protocol.POP3);
    }

    private boolean otherUser() {
        AccountDraft draft = evidence.subject().draft();
        return !draft.username().equalsIgnoreCase(draft.address());
    }

    private String closed() {
        return filled(
                "The application may not open this mailbox, or the user name is an alias or no mailbox:"
                        + " Get-MailboxPermission {mailbox}; Get-Mailbox {mailbox} | fl PrimarySmtpAddress,RecipientTypeDetails");
    }

    private String unknownToExchange(boolean granted) {
        String others = evidence.beside().refused().size() > 1
                ? " Every protocol of this account is refused, which speaks for it."
                : "";
        return filled("Exchange does not know the application"
                + (granted ? " although its permission is granted" : "")
                + ", or was given the object ID of the app registration instead of the enterprise application's:"
                + " Get-ServicePrincipal | fl AppId,ObjectId must show {client} with {object}, the token's oid."
                + others);
    }

    private String switchedOff() {
        String property = switch (evidence.protocol()) {
            case SMTP -> "SmtpClientAuthenticationDisabled";
            case IMAP -> "ImapEnabled";
            case POP3 -> "PopEnabled";
        };
        String proof = mailboxProved()
                ? " The same token opens the mailbox by "
                        + (evidence.beside().opened().contains(Protocol.IMAP) ? Protocol.IMAP : Protocol.POP3)
                        + ", so application and mailbox permission are in order."
                : "";
        return filled(evidence.protocol() + " is switched off for this mailbox: Get-CASMailbox {mailbox} | fl "
                + property + "." + proof);
    }

    private String filled(String text) {
        return Entry.filled(text, evidence.names());
    }
}
