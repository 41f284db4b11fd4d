package signet.simulator.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.simulator.exchange.Office;
import signet.simulator.exchange.Wire;

final class Pop3ServerTest {
    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    private void deliver(String message) {
        office.portal().folder("INBOX").append(message.getBytes(StandardCharsets.US_ASCII), Set.of(), Instant.EPOCH);
    }

    @Test
    void offersStlsOnThePlainPort() {
        try (Wire wire = Wire.open(office.simulator().pop3Port())) {
            assertTrue(wire.line().startsWith("+OK The Microsoft Exchange POP3 service is ready. ["));
            wire.raw("CAPA\r\n");
            assertEquals(List.of("+OK", "TOP", "UIDL", "STLS", "."), wire.upTo("."));
            wire.expect("AUTH XOAUTH2", "-ERR Command is not valid in this state.");
            wire.raw("STLS\r\nSTAT\r\n");
            assertEquals("+OK Begin TLS negotiation.", wire.line());
            wire.startTls(office.simulator());
            wire.raw("CAPA\r\n");
            assertEquals(List.of("+OK", "TOP", "UIDL", "SASL PLAIN XOAUTH2", "USER", "."), wire.upTo("."));
        }
    }

    @Test
    void retrievesMarksAndRemovesByQuitOnly() {
        deliver("Subject: 1\r\n\r\n.a\r\n..\r\nb\r\n");
        deliver("Subject: 2\r\n\r\nno line end");
        try (Wire wire = office.pop3As(Office.PORTAL)) {
            wire.expect("STAT", "+OK 2 " + (25 + 25));
            wire.expect("LIST 2", "+OK 2 25");
            wire.raw("UIDL\r\n");
            List<String> ids = wire.upTo(".");
            assertTrue(ids.get(1).matches("1 [!-~]{1,70}")
                    && !ids.get(1).substring(2).equals(ids.get(2).substring(2)));
            wire.raw("RETR 1\r\n");
            assertEquals(
                    List.of("+OK 25 octets", "Subject: 1", "", "..a", "...", "b"),
                    List.of(wire.line(), wire.line(), wire.line(), wire.line(), wire.line(), wire.line()));
            assertEquals(".", wire.line());
            wire.raw("TOP 1 1\r\n");
            assertEquals(
                    List.of("+OK", "Subject: 1", "", "..a"),
                    List.of(wire.line(), wire.line(), wire.line(), wire.line()));
            assertEquals(".", wire.line());
            wire.expect("DELE 1", "+OK");
            wire.expect("RETR 1", "-ERR The specified message does not exist.");
        }
        assertEquals(2, office.portal().folder("INBOX").count());
        try (Wire wire = again()) {
            wire.expect("DELE 1", "+OK");
            wire.expect("QUIT", "+OK Microsoft Exchange Server POP3 server signing off.");
        }
        assertEquals(1, office.portal().folder("INBOX").count());
    }

    /** The place is free a moment after the other connection was closed. */
    private Wire again() {
        String blob = office.blob(Office.PORTAL);
        for (int i = 0; i < 1_000; i++) {
            Wire wire = office.pop3();
            wire.expect("AUTH XOAUTH2", "+ ");
            if (wire.say(blob).startsWith("+OK")) {
                return wire;
            }
            wire.close();
        }
        throw new AssertionError("the maildrop stays locked");
    }

    @Test
    void oneSessionPerMaildrop() {
        try (Wire first = office.pop3As(Office.PORTAL);
                Wire second = office.pop3()) {
            first.expect("STAT", "+OK 0 0");
            second.expect("AUTH XOAUTH2", "+ ");
            second.expect(office.blob(Office.PORTAL), "-ERR [IN-USE] mailbox locked");
        }
    }

    @Test
    void theOneLineFormIsAProtocolError() {
        try (Wire wire = office.pop3()) {
            wire.expect("AUTH XOAUTH2 " + office.blob(Office.PORTAL), "-ERR Protocol error. Connection is closed. 10");
            assertEquals("<end>", wire.line());
        }
    }

    @Test
    void aTokenOfMoreThan4096CharactersIsAProtocolErrorUnlessSwitchedOff() {
        String blob = Office.blob(Office.PORTAL, "x".repeat(4_097));
        try (Wire wire = office.pop3()) {
            wire.expect("AUTH XOAUTH2", "+ ");
            wire.expect(blob, "-ERR Protocol error. Connection is closed. 10");
        }
        office.exchange().policies().popTokenLimited(false);
        try (Wire wire = office.pop3()) {
            wire.expect("AUTH XOAUTH2", "+ ");
            wire.expect(blob, "-ERR Authentication failure: unknown user name or bad password.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"permission", "pop off", "licence", "mailbox"})
    void everyRefusalSoundsTheSame(String cause) {
        office.portal()
                .permission(!cause.equals("permission"))
                .popEnabled(!cause.equals("pop off"))
                .licensed(!cause.equals("licence"));
        try (Wire wire = office.pop3()) {
            wire.expect("AUTH XOAUTH2", "+ ");
            String user = cause.equals("mailbox") ? "nobody@contoso.example" : Office.PORTAL;
            wire.expect(office.blob(user), "-ERR Authentication failure: unknown user name or bad password.");
        }
    }

    @Test
    void passwordsAreRefusedUnlessTheMailboxHasOne() {
        try (Wire wire = office.pop3()) {
            wire.expect("USER " + Office.PORTAL, "+OK");
            wire.expect("PASS secret", "-ERR Logon failure: unknown user name or bad password.");
            office.portal().password(Optional.of("secret"));
            wire.expect("PASS secret", "+OK User successfully authenticated.");
            wire.expect("NOOP", "+OK");
        }
    }
}
