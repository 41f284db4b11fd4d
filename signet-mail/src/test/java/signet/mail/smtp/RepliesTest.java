package signet.mail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.DialogServer;
import signet.mail.DialogServer.Chunks;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.mail.TestAccounts;
import signet.mail.Timeouts;
import signet.mail.TlsMode;
import signet.mail.wire.Connector;
import signet.mail.wire.Wire;

class RepliesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'250 2.1.0 Sender OK' | RCPT TO | 250 | 2.1.0 | '2.1.0 Sender OK'",
                "'250-2.1.5 a;250 2.1.5 b' | RCPT TO | 250 | 2.1.5 | '2.1.5 a 2.1.5 b'",
                "'451 5.7.3 STARTTLS is required to send mail' | MAIL FROM | 451 | 5.7.3 | '5.7.3 STARTTLS is required to send mail'",
                "'550 see 5.7.1 there' | MAIL FROM | 550 | | 'see 5.7.1 there'",
                "'250-2.0.0 hosts.example;250 SIZE' | EHLO | 250 | | '2.0.0 hosts.example SIZE'",
                "334 | AUTH | 334 | | ''",
                "'334 ' | AUTH | 334 | | ''",
                "'250-a;550 b' | x | 550 | | 'a b'",
                "'550 caf\u00c3\u00a9 \u00fc' | x | 550 | | 'caf\u00c3\u00a9 \u00fc'",
                "'550 caf\u00c3\u00a9' | x | 550 | | 'caf\u00e9'",
                "'550 a\\0b\\x1b[31m' | x | 550 | | 'a?b?[31m'",
            })
    void readsWhatServersSay(String wire, String command, String status, String enhanced, String text)
            throws Exception {
        for (Chunks chunks : Chunks.values()) {
            String steps = wire.replaceAll("(^|;)", "$1S: ").replace(';', '\n') + "\n";
            try (DialogServer server = DialogServer.play(steps, chunks, Integer.MAX_VALUE);
                    Wire connection = connect(server)) {
                Reply reply = new Replies(connection).read(command, Duration.ofSeconds(5));
                assertEquals(status, reply.status());
                assertEquals(Optional.ofNullable(enhanced), reply.enhanced());
                assertEquals(text, String.join(" ", reply.lines()));
                assertEquals(command, reply.command());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* OK IMAP4 ready | does not speak SMTP here",
                "+OK POP3 | does not speak SMTP here",
                "SSH-2.0-OpenSSH | does not speak SMTP here",
                "2xx garbage | does not speak SMTP here",
                "999 no such code | does not speak SMTP here",
                "22 short | does not speak SMTP here",
                "LONG | longer than 2048 octets",
                "MANY | more than 100 lines",
            })
    void refusesWhatIsNoReply_F17(String what, String message) throws Exception {
        String steps = what.equals("LONG")
                ? "S: 220 " + "x".repeat(100_000) + "\n"
                : what.equals("MANY") ? "S: 220-x\n".repeat(101) : "S: " + what + "\n";
        try (DialogServer server = DialogServer.play(steps)) {
            MailException e = assertThrows(
                    MailException.class,
                    () -> SmtpSession.open(
                            server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password()),
                            SessionListener.NONE));
            assertEquals(Fault.Kind.PROTOCOL, e.fault().kind());
            assertEquals(Stage.GREETING, e.fault().stage());
            assertTrue(e.fault().message().contains(message), e.fault().message());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'421 4.3.2 busy', CLOSED",
        "'554 5.7.1 go away', REFUSED",
        "'450 later', REFUSED",
        "'354 what', PROTOCOL"
    })
    void anUnwillingGreetingIsKept_F17(String greeting, Fault.Kind kind) throws Exception {
        try (DialogServer server = DialogServer.play("S: " + greeting + "\nEOF\n")) {
            MailException e = assertThrows(
                    MailException.class,
                    () -> SmtpSession.open(
                            server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password()),
                            SessionListener.NONE));
            server.verify();
            assertEquals(kind, e.fault().kind());
            assertEquals(greeting, e.fault().reply().orElseThrow().toString());
        }
    }

    @Test
    void aServerThatDripsForEverIsGivenUp_F17() throws Exception {
        // every octet comes in time, the reply does not
        try (DialogServer server = DialogServer.play("S> 220-\nSTALL\n", Chunks.OCTETS, Integer.MAX_VALUE)) {
            Timeouts hasty = new Timeouts(
                    Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(5));
            MailException e = assertThrows(
                    MailException.class,
                    () -> SmtpSession.open(
                            TestAccounts.with(
                                    server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password()), hasty),
                            SessionListener.NONE));
            assertEquals(Fault.Kind.TIMEOUT, e.fault().kind());
        }
    }

    private static Wire connect(DialogServer server) throws MailException {
        return Connector.open(
                server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password()),
                Protocol.SMTP,
                SessionListener.NONE);
    }
}
