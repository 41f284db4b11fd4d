package signet.doctor;

import static signet.doctor.Code.MAILBOX_FULL;
import static signet.doctor.Code.NEGATIVE_CLOSED;
import static signet.doctor.Code.NEGATIVE_OPENED;
import static signet.doctor.Code.NEGATIVE_UNCLEAR;
import static signet.doctor.Code.RATE_EXCEEDED;
import static signet.doctor.Code.SENT_ITEMS_FILLING;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.mail.Protocol;
import signet.mail.Stage;

/** What was seen behind the login means: the limits of a mailbox, and mailboxes that should stay closed. */
final class MailboxChecks {
    /** A mailbox of 50 GB takes about as many messages with an ordinary attachment. */
    private static final long MANY_SENT = 100_000;

    private MailboxChecks() {}

    static List<Finding> of(Evidence evidence, DoctorOptions options) {
        List<Finding> findings = new ArrayList<>();
        evidence.mailbox().sentItems().ifPresent(count -> {
            if (count >= MANY_SENT && evidence.microsoftLogin()) {
                findings.add(filling(evidence, count));
            }
        });
        options.negative().ifPresent(address -> findings.add(negative(evidence, address)));
        return findings;
    }

    private static Finding filling(Evidence evidence, long count) {
        return SENT_ITEMS_FILLING.at(
                Stage.MAILBOX,
                "Sent Items of " + mailbox(evidence) + " holds " + count + " messages.",
                List.of("Exchange keeps a copy of every message sent by SMTP; when the mailbox is full it sends nothing"
                        + " more: Get-MailboxStatistics " + mailbox(evidence) + " | fl TotalItemSize"),
                keepNoCopies(evidence));
    }

    private static String keepNoCopies(Evidence evidence) {
        return "Empty the folder or give it a retention policy, and where nobody reads the copies: Set-Mailbox "
                + mailbox(evidence) + " -MessageCopyForSMTPClientSubmissionEnabled $false";
    }

    /** The words of a limit that the mailbox met; the numbers are Exchange Online's. */
    static Optional<Finding> limit(Evidence evidence, String words, Stage stage) {
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("mailbox full") || lower.contains("shutoffquotaexceeded")) {
            return Optional.of(MAILBOX_FULL.at(
                    stage,
                    "The mailbox " + mailbox(evidence) + " is full, and Exchange sends nothing for it: "
                            + ServerWords.shortened(words),
                    List.of(
                            "Sent Items keeps a copy of every message sent by SMTP"
                                    + (evidence.beside().sentItems().isPresent()
                                            ? " ("
                                                    + evidence.beside()
                                                            .sentItems()
                                                            .getAsLong() + " there now)"
                                            : "")
                                    + ": Get-MailboxFolderStatistics " + mailbox(evidence)
                                    + " | sort FolderSize | select -Last 3",
                            "Other mail fills it: the same command names the folder."),
                    keepNoCopies(evidence)));
        }
        if (lower.contains("4.4.2") && lower.contains("submission rate")) {
            return Optional.of(RATE_EXCEEDED.at(
                    stage,
                    "The mailbox " + mailbox(evidence) + " sends faster than it may: " + ServerWords.shortened(words),
                    List.of("All programs together sent more than 30 messages within a minute for this mailbox."),
                    "Wait a minute, and keep to pacing: {messages-per-minute: 30}; for more, spread the mail over"
                            + " mailboxes, or use High Volume Email for recipients inside the organisation."));
        }
        return Optional.empty();
    }

    private static Finding negative(Evidence evidence, String address) {
        Optional<MailboxView.Negative> tried = evidence.mailbox().negative();
        if (tried.isEmpty()) {
            return NEGATIVE_UNCLEAR.at(
                    Stage.MAILBOX,
                    "Whether the application can open " + address + " was not tried: its own mailbox does not open.",
                    "Mend the account first, then test again.");
        }
        String words = ServerWords.shortened(tried.get().words());
        return switch (tried.get().outcome()) {
            case OPENED ->
                NEGATIVE_OPENED.at(
                        Stage.MAILBOX,
                        "The application can open " + address + " by " + evidence.protocol() + " (" + words
                                + "), which it should not.",
                        List.of(
                                "It was given FullAccess there: Get-MailboxPermission " + address,
                                "It was given a right on a group or on all mailboxes: Get-ManagementRoleAssignment"
                                        + " -RoleAssignee "
                                        + evidence.names().getOrDefault("object", "OBJECT_ID")),
                        "Take the right away from the application, and give it to named mailboxes only.");
            case CLOSED ->
                NEGATIVE_CLOSED.at(
                        Stage.MAILBOX,
                        "The application cannot open " + address + " by " + evidence.protocol()
                                + ", or there is no such" + " mailbox: " + words,
                        "");
            case UNCLEAR ->
                NEGATIVE_UNCLEAR.at(
                        Stage.MAILBOX,
                        "Whether the application can open " + address + " could not be told: " + words + ".",
                        evidence.protocol() == Protocol.SMTP ? "Test with IMAP or POP3." : "Test again.");
        };
    }

    private static String mailbox(Evidence evidence) {
        return evidence.subject().draft().username();
    }
}
