package signet.simulator.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.simulator.exchange.FolderRole;
import signet.simulator.exchange.Office;
import signet.simulator.exchange.Profile;
import signet.simulator.exchange.Sasl;
import signet.simulator.exchange.SmtpAuth;
import signet.simulator.exchange.Submission;
import signet.simulator.exchange.Wire;

final class SmtpServerTest {
    private static final String MESSAGE = "From: portal@contoso.example\r\nSubject: x\r\n\r\nHello\r\n";

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    private static String send(Wire wire, String from, String message) {
        String sender = wire.say("MAIL FROM:<" + from + ">");
        if (!sender.startsWith("250")) {
            return sender;
        }
        wire.expect("RCPT TO:<help@contoso.example>", "250 2.1.5 Recipient OK");
        wire.expect("DATA", "354 Start mail input; end with <CRLF>.<CRLF>");
        return wire.say(message + ".");
    }

    @Test
    void offersStartTlsBeforeAndAuthAfterTls() {
        try (Wire wire = office.smtp()) {
            assertTrue(wire.line()
                    .matches("220 \\S+\\.outlook\\.office365\\.com Microsoft ESMTP MAIL Service ready at .* \\[.*]"));
            List<String> before = wire.reply("EHLO gateway.example.net");
            assertEquals(
                    List.of(
                            "SIZE 157286400",
                            "PIPELINING",
                            "DSN",
                            "ENHANCEDSTATUSCODES",
                            "STARTTLS",
                            "8BITMIME",
                            "BINARYMIME",
                            "CHUNKING",
                            "SMTPUTF8"),
                    before.stream().skip(1).map(line -> line.substring(4)).toList());
            wire.expect("STARTTLS", "220 2.0.0 SMTP server ready");
            wire.startTls(office.simulator());
            List<String> after = wire.reply("EHLO gateway.example.net");
            assertTrue(after.contains("250-AUTH LOGIN XOAUTH2"), after::toString);
            assertFalse(after.contains("250-STARTTLS"), after::toString);
        }
    }

    @Test
    void sendsByTwoStepXoauth2KeepingOctetsAndEnvelope() {
        String message = "From: Portal <portal@contoso.example>\r\nSubject: x\r\n\r\n.dot\r\n..two\r\n";
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            wire.expect(
                    "MAIL FROM:<portal@contoso.example> SIZE=70 BODY=8BITMIME RET=HDRS ENVID=a+2Bb",
                    "250 2.1.0 Sender OK");
            wire.expect(
                    "RCPT TO:<help@contoso.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;help@contoso.example",
                    "250 2.1.5 Recipient OK");
            wire.expect("RCPT TO:<\"a > b\"@elsewhere.example>", "250 2.1.5 Recipient OK");
            wire.expect("DATA", "354 Start mail input; end with <CRLF>.<CRLF>");
            wire.raw(message.replace("\r\n.", "\r\n..") + ".\r\n");
            assertTrue(wire.line().matches("250 2\\.0\\.0 OK <[0-9a-f]{16}@\\S+> \\[Hostname=\\S+]"));
            wire.expect("QUIT", "221 2.0.0 Service closing transmission channel");
        }
        Submission submission = office.exchange().submissions().get(0);
        assertArrayEquals(
                message.getBytes(StandardCharsets.US_ASCII),
                submission.content().octets());
        assertEquals(
                Map.of("SIZE", "70", "BODY", "8BITMIME", "RET", "HDRS", "ENVID", "a+2Bb"),
                submission.envelope().parameters());
        assertEquals(
                "FAILURE,DELAY",
                submission.envelope().recipients().get(0).parameters().get("NOTIFY"));
        assertEquals(
                "\"a > b\"@elsewhere.example",
                submission.envelope().recipients().get(1).address());
        assertEquals(1, office.portal().folder(FolderRole.SENT).count());
        assertEquals(
                1,
                office.exchange()
                        .mailbox(Office.HELP)
                        .orElseThrow()
                        .folder("inbox")
                        .count());
    }

    @Test
    void takesTheOneStepFormToo() {
        try (Wire wire = office.smtpOverTls()) {
            wire.expect("AUTH XOAUTH2 " + office.blob(Office.PORTAL), "235 2.7.0 Authentication successful");
            wire.expect("AUTH XOAUTH2", "503 5.5.2 Already authenticated");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MAIL FROM:<a@b.example>        | 451 5.7.3 STARTTLS is required to send mail
            AUTH XOAUTH2                   | 504 5.7.4 Unrecognized authentication type
            RCPT TO:<a@b.example>          | 503 5.5.2 Need mail command
            STARTTLS now                   | 501 5.5.4 Invalid arguments
            XXXX                           | 500 5.3.3 Unrecognized command 'XXXX'
            EHLO under_score               | 501 5.5.4 Invalid domain name
            """)
    void refusesBeforeTls(String command, String answer) {
        try (Wire wire = office.smtp()) {
            wire.line();
            wire.reply("EHLO gateway.example.net");
            wire.expect(command, answer);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MAIL FROM:<portal@contoso.example>                   | 530 5.7.57 Client not authenticated to send mail. [
            AUTH PLAIN                                           | 504 5.7.4 Unrecognized authentication type
            AUTH OAUTHBEARER                                     | 504 5.7.4 Unrecognized authentication type
            AUTH XOAUTH2 !!!!                                    | 501 5.5.2 Cannot decode response
            AUTH XOAUTH2 dXNlcj0=                                | 535 5.7.3 Authentication unsuccessful [
            STARTTLS                                             | 500 5.3.3 Unrecognized command 'STARTTLS'
            """)
    void refusesAfterTls(String command, String start) {
        try (Wire wire = office.smtpOverTls()) {
            String answer = wire.say(command);
            assertTrue(answer.startsWith(start), answer);
        }
    }

    @Test
    void refusalsEndInAChangingTail() {
        try (Wire wire = office.smtpOverTls()) {
            String first = wire.say("AUTH XOAUTH2 " + Office.blob(Office.PORTAL, "no.to.ken"));
            String second = wire.say("AUTH XOAUTH2 " + Office.blob(Office.PORTAL, "no.to.ken"));
            assertTrue(
                    first.matches(
                            "535 5\\.7\\.3 Authentication unsuccessful \\[\\S+\\.prod\\.outlook\\.com \\d{4}-\\d\\d-\\d\\dT\\S+Z [0-9A-F]{16}]"),
                    first);
            assertFalse(first.equals(second));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant", "mailbox"})
    void saysWhenSmtpAuthIsOff(String where) {
        boolean tenant = where.equals("tenant");
        office.exchange().smtpAuthDisabled(tenant);
        office.portal().smtpAuth(tenant ? SmtpAuth.AS_TENANT : SmtpAuth.OFF);
        try (Wire wire = office.smtpOverTls()) {
            String answer = wire.say("AUTH XOAUTH2 " + office.blob(Office.PORTAL));
            String text = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the "
                    + (tenant ? "Tenant" : "Mailbox")
                    + ". Visit https://aka.ms/smtp_auth_disabled for more information.";
            assertTrue(answer.startsWith(text), answer);
            office.portal().smtpAuth(SmtpAuth.ON);
            wire.expect("AUTH XOAUTH2 " + office.blob(Office.PORTAL), "235 2.7.0 Authentication successful");
        }
    }

    @Test
    void refusesPasswordsUnlessTheMailboxHasOne() {
        try (Wire wire = office.smtpOverTls()) {
            assertTrue(login(wire, "secret")
                    .startsWith("535 5.7.139 Authentication unsuccessful, basic authentication is disabled."));
            office.portal().password(Optional.of("secret"));
            assertTrue(login(wire, "wrong")
                    .startsWith("535 5.7.139 Authentication unsuccessful, the user credentials were incorrect."));
            assertEquals("235 2.7.0 Authentication successful", login(wire, "secret"));
        }
    }

    private static String login(Wire wire, String password) {
        wire.expect("AUTH LOGIN", "334 VXNlcm5hbWU6");
        wire.expect(Sasl.encode(Office.PORTAL), "334 UGFzc3dvcmQ6");
        return wire.say(Sasl.encode(password));
    }

    @Test
    void aMissingMailboxPermissionShowsAfterData() {
        office.portal().permission(false);
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            String answer = send(wire, Office.PORTAL, MESSAGE);
            assertTrue(
                    answer.startsWith(
                            "430 4.2.0 STOREDRV; mailbox logon failure; STOREDRV.Submission.Exception:ConnectionFailedTransientException.MapiExceptionLogonFailed;"),
                    answer);
            assertEquals(0, office.exchange().submissionCount());
        }
    }

    @Test
    void judgesEnvelopeAndHeaderSenderApart() {
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            assertEquals(
                    "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
                    send(wire, "other@contoso.example", MESSAGE));
            String header =
                    MESSAGE.replace("portal@contoso.example", "\"portal@contoso.example\" <other@contoso.example>");
            String answer = send(wire, Office.PORTAL, header);
            assertTrue(
                    answer.startsWith(
                            "554 5.2.252 SendAsDenied; portal@contoso.example not allowed to send as other@contoso.example; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied;"),
                    answer);
            office.portal().sendAs("Other@contoso.example");
            assertTrue(send(wire, "other@contoso.example", header).startsWith("250 2.0.0 OK"));
        }
    }

    @Test
    void theFourthConnectionIsRefusedAtTheEndOfData() {
        try (Wire one = office.smtpAs(Office.PORTAL);
                Wire two = office.smtpAs(Office.PORTAL);
                Wire three = office.smtpAs(Office.PORTAL);
                Wire four = office.smtpAs(Office.PORTAL)) {
            String answer = send(four, Office.PORTAL, MESSAGE);
            assertTrue(
                    answer.startsWith(
                            "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information. [Hostname="),
                    answer);
            for (Wire wire : List.of(one, two, three)) {
                assertTrue(send(wire, Office.PORTAL, MESSAGE).startsWith("250"));
            }
        }
    }

    @Test
    void limitsMessagesPerSlidingMinuteAndRecipientsPerDay() {
        office.exchange().policies().messagesPerMinute(2).recipientsPerDay(3);
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            assertTrue(send(wire, Office.PORTAL, MESSAGE).startsWith("250"));
            assertTrue(send(wire, Office.PORTAL, MESSAGE).startsWith("250"));
            assertEquals(
                    "421 4.4.2 Message submission rate for this client has exceeded the configured limit",
                    send(wire, Office.PORTAL, MESSAGE));
            assertEquals("<end>", wire.line());
        }
        office.simulator().clock().advance(java.time.Duration.ofSeconds(60));
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            assertTrue(send(wire, Office.PORTAL, MESSAGE).startsWith("250"));
            assertEquals(
                    "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
                    send(wire, Office.PORTAL, MESSAGE));
        }
    }

    @Test
    void refusesWhatIsTooLargeOrTooMany() {
        office.exchange().policies().messageSize(1000).recipientsPerMessage(1);
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            wire.expect(
                    "MAIL FROM:<portal@contoso.example> SIZE=1001",
                    "552 5.3.4 Message size exceeds fixed maximum message size");
            wire.expect("MAIL FROM:<portal@contoso.example>", "250 2.1.0 Sender OK");
            wire.expect("RCPT TO:<a@b.example>", "250 2.1.5 Recipient OK");
            wire.expect("RCPT TO:<c@d.example>", "452 4.5.3 Too many recipients");
            wire.expect("RSET", "250 2.0.0 Resetting");
            assertEquals(
                    "552 5.3.4 Message size exceeds fixed maximum message size",
                    send(wire, Office.PORTAL, MESSAGE + "x".repeat(1000) + "\r\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r", "\r.\n", "\r.\r", "\n.\r\n", "\r.\r\n", "\r\n\0.\r\n", "\r\n.\r\r\n"})
    void onlyCrlfDotCrlfEndsTheData(String sequence) {
        office.exchange().policies().bareLineEndsAccepted(true);
        String smuggled = "MAIL FROM:<portal@contoso.example>\r\n";
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            assertTrue(send(wire, Office.PORTAL, MESSAGE + "a" + sequence + smuggled)
                    .startsWith("250"));
            wire.expect("NOOP", "250 2.0.0 OK");
        }
        String taken =
                new String(office.exchange().submissions().get(0).content().octets(), StandardCharsets.US_ASCII);
        assertTrue(taken.endsWith(smuggled), taken);
        assertEquals(1, office.exchange().submissionCount());
    }

    @Test
    void refusesBareLineFeedsAfterTheDot() {
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            assertTrue(send(wire, Office.PORTAL, MESSAGE + "a\nb\r\n")
                    .startsWith("550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal;"));
            wire.raw("NOOP\n");
            assertEquals("500 5.5.2 Syntax error, line does not end in CRLF", wire.line());
        }
    }

    @Test
    void answersPipelinedCommandsInOrder() {
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            wire.raw(
                    "MAIL FROM:<portal@contoso.example>\r\nRCPT TO:<nobody>\r\nRCPT TO:<help@contoso.example>\r\nDATA\r\n");
            assertEquals(
                    List.of(
                            "250 2.1.0 Sender OK",
                            "501 5.1.3 Invalid address",
                            "250 2.1.5 Recipient OK",
                            "354 Start mail input; end with <CRLF>.<CRLF>"),
                    List.of(wire.line(), wire.line(), wire.line(), wire.line()));
            wire.raw(MESSAGE + ".\r\nNOOP\r\n");
            assertTrue(wire.line().startsWith("250 2.0.0 OK <"));
            assertEquals("250 2.0.0 OK", wire.line());
        }
    }

    @Test
    void takesChunksAsTheyAre() {
        String binary = MESSAGE + ".\r\n\nbare\r\n.\r\n";
        try (Wire wire = office.smtpAs(Office.PORTAL)) {
            wire.raw("BDAT 5\r\n12345");
            assertEquals("503 5.5.2 Need mail command", wire.line());
            wire.expect("MAIL FROM:<portal@contoso.example> BODY=BINARYMIME", "250 2.1.0 Sender OK");
            wire.expect("RCPT TO:<help@contoso.example>", "250 2.1.5 Recipient OK");
            wire.expect("DATA", "503 5.5.2 Bad sequence of commands");
            wire.raw("BDAT 10\r\n" + binary.substring(0, 10));
            assertEquals("250 2.6.0 CHUNK received OK, 10 octets", wire.line());
            wire.raw("BDAT " + (binary.length() - 10) + " LAST\r\n" + binary.substring(10));
            assertTrue(wire.line().startsWith("250 2.0.0 OK <"));
        }
        assertEquals(
                binary,
                new String(office.exchange().submissions().get(0).content().octets(), StandardCharsets.US_ASCII));
    }

    @Test
    void dropsPlaintextThatCameWithStartTls() {
        try (Wire wire = office.smtp()) {
            wire.line();
            wire.reply("EHLO gateway.example.net");
            wire.raw("STARTTLS\r\nRSET\r\nNOOP\r\n");
            assertEquals("220 2.0.0 SMTP server ready", wire.line());
            wire.startTls(office.simulator());
            assertTrue(wire.reply("EHLO gateway.example.net").get(0).contains("Hello"));
        }
    }

    @Test
    void asGoogleItWaitsForAnAnswerToItsChallenge() {
        office.exchange().policies().profile(Profile.GOOGLE);
        String challenge =
                "334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==";
        try (Wire wire = office.smtpOverTls()) {
            wire.expect("AUTH XOAUTH2 " + Office.blob(Office.PORTAL, "bad"), challenge);
            assertTrue(wire.reply("").get(0).startsWith("535-5.7.8 Username and Password not accepted."));
            String bearer = Sasl.encode(
                    "n,a=portal@contoso.example,\u0001host=localhost\u0001port=587\u0001auth=Bearer bad\u0001\u0001");
            wire.expect("AUTH OAUTHBEARER " + bearer, challenge);
            assertTrue(wire.reply("AQ==").get(0).startsWith("535-5.7.8"));
            String good =
                    Sasl.encode("n,a=portal@contoso.example,\u0001auth=Bearer " + office.token() + "\u0001\u0001");
            wire.expect("AUTH OAUTHBEARER " + good, "235 2.7.0 Authentication successful");
        }
    }
}
