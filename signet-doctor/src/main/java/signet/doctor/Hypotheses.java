package signet.doctor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.mail.Protocol;
import signet.oauth.TokenContent;

/**
 * Exchange refuses a login without a reason. What else is known, the token's roles and how the account's other protocols
 * fared, puts the possible reasons in order and strikes those that cannot be. Each comes with its proof.
 */
final class Hypotheses {
    private static final Set<String> ANONYMOUS =
            Set.of("smtp-535-5.7.3", "imap-authenticate-failed", "pop3-authentication-failure");

    private Hypotheses() {}

    /** The causes of a refusal, the most likely first; those of {@code finding} unless the refusal was anonymous. */
    static List<String> of(Evidence evidence, Finding finding) {
        if (finding.code().equals("imap-not-connected") && mailboxProved(evidence)) {
            List<String> causes = new ArrayList<>(List.of(switchedOff(evidence)));
            causes.addAll(finding.causes());
            return causes;
        }
        Optional<TokenContent> token = evidence.login().content();
        if (!ANONYMOUS.contains(finding.code()) || token.isEmpty() || !evidence.microsoftLogin()) {
            return finding.causes();
        }
        String role = TokenChecks.role(evidence.protocol());
        boolean granted = token.get().roles().contains(role);
        List<String> causes = new ArrayList<>();
        if (!granted) {
            causes.add(
                    "The token has no " + role + ": the permission or its admin consent is missing; App registrations >"
                            + " API permissions must show it as Granted.");
        }
        if (evidence.opened().isEmpty()) {
            causes.add(unknownToExchange(evidence, granted));
        }
        List<String> others = new ArrayList<>(List.of(
                Entry.filled(
                        "The application may not open this mailbox, or the user name is an alias or no mailbox:"
                                + " Get-MailboxPermission {mailbox}; Get-Mailbox {mailbox} | fl"
                                + " PrimarySmtpAddress,RecipientTypeDetails",
                        evidence.names()),
                switchedOff(evidence)));
        if (mailboxProved(evidence)) {
            Collections.reverse(others);
        }
        causes.addAll(others);
        causes.add(
                "Something was changed less than an hour ago and has not reached every server: signet test --wait 60m");
        return causes;
    }

    /** IMAP and POP3 open the mailbox; that SMTP lets in proves only that Exchange knows the application. */
    private static boolean mailboxProved(Evidence evidence) {
        return evidence.opened().contains(Protocol.IMAP) || evidence.opened().contains(Protocol.POP3);
    }

    private static String unknownToExchange(Evidence evidence, boolean granted) {
        String others =
                evidence.refused().size() > 1 ? " Every protocol of this account is refused, which speaks for it." : "";
        return Entry.filled(
                "Exchange does not know the application"
                        + (granted ? " although its permission is granted" : "")
                        + ", or was given the object ID of the app registration instead of the enterprise application's:"
                        + " Get-ServicePrincipal | fl AppId,ObjectId must show {client} with {object}, the token's oid."
                        + others,
                evidence.names());
    }

    private static String switchedOff(Evidence evidence) {
        String property = switch (evidence.protocol()) {
            case SMTP -> "SmtpClientAuthenticationDisabled";
            case IMAP -> "ImapEnabled";
            case POP3 -> "PopEnabled";
        };
        String proof = mailboxProved(evidence)
                ? " The same token opens the mailbox by "
                        + (evidence.opened().contains(Protocol.IMAP) ? Protocol.IMAP : Protocol.POP3)
                        + ", so application and mailbox permission are in order."
                : "";
        return Entry.filled(
                evidence.protocol() + " is switched off for this mailbox: Get-CASMailbox {mailbox} | fl " + property
                        + "." + proof,
                evidence.names());
    }
}
