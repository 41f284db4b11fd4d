package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.Protocol;

/**
 * What Microsoft's page on OAuth for IMAP, POP and SMTP requires, a row for each thing that can be left out: the doctor finds
 * that it was, and hands over the change that makes up for it.
 */
@Tag("P18")
class MicrosoftPageTest {
    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource({
        "no-consent, SMTP, token-role-missing, CONSENT",
        "no-consent, IMAP, token-role-missing, CONSENT",
        "no-consent, POP3, token-role-missing, CONSENT",
        "permission-for-imap-only-by-smtp, SMTP, token-role-missing, CONSENT",
        "permission-for-imap-only-by-pop3, POP3, token-role-missing, CONSENT",
        "no-enterprise-application, IMAP, aadsts-7000229, ENTERPRISE_APPLICATION",
        "not-registered-in-exchange, SMTP, smtp-535-5.7.3, REGISTRATION",
        "not-registered-in-exchange, IMAP, imap-authenticate-failed, REGISTRATION",
        "not-registered-in-exchange, POP3, pop3-authentication-failure, REGISTRATION",
        "object-id-of-the-registration, SMTP, smtp-535-5.7.3, REGISTRATION",
        "object-id-of-the-registration, IMAP, imap-authenticate-failed, REGISTRATION",
        "object-id-of-the-registration, POP3, pop3-authentication-failure, REGISTRATION",
        "no-full-access-by-smtp, SMTP, smtp-430-storedrv, FULL_ACCESS",
        "no-full-access-by-imap, IMAP, imap-not-connected, FULL_ACCESS",
        "no-full-access-by-pop3-beside-imap, POP3, pop3-authentication-failure, FULL_ACCESS",
        "scope-of-graph, IMAP, scope-graph, -",
        "smtp-auth-off-for-the-mailbox, SMTP, smtp-535-5.7.139-mailbox, SMTP_AUTH"
    })
    void whatWasLeftOutIsFoundAndMadeUpFor(String left, Protocol protocol, String code, String remedy) {
        try (Situation situation = new Situation()) {
            Changes.named(left).apply(situation);
            Report report = situation.diagnose(protocol, DoctorOptions.DEFAULTS.sendingTo(Situation.MAILBOX));
            assertFalse(report.ok(), report::toString);
            assertEquals(code, report.findings().get(0).code(), report::toString);
            assertFalse(report.findings().get(0).remedy().isBlank(), report::toString);
            assertTrue(
                    remedy.equals("-")
                            || report.remedies().stream().anyMatch(one -> one.kind() == Remedy.Kind.valueOf(remedy)),
                    report::toString);
        }
    }
}
