package signet.mail.pop3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.RecordingListener;
import signet.mail.SessionListener;
import signet.mail.SimulatedMailbox;
import signet.mail.Stage;
import signet.mail.TlsMode;
import signet.simulator.exchange.Profile;

/** POP3 against the simulated Exchange Online, and beside Angus Mail on the same maildrop. */
class Pop3SimulatorTest {
    private final SimulatedMailbox simulated = new SimulatedMailbox();

    @AfterEach
    void stop() {
        simulated.close();
    }

    private Pop3Session open(TlsMode mode) throws MailException {
        return Pop3Session.open(simulated.account(Protocol.POP3, mode), SessionListener.NONE);
    }

    private static Map<String, byte[]> everything(Pop3Session session) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        session.retrieve(session.uidl(), (item, octets) -> found.put(item.uidl(), octets.readAllBytes()));
        return found;
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"IMPLICIT", "STARTTLS"})
    @Tag("F1")
    @Tag("F4")
    @Tag("F14")
    void retrievesEveryMessageByteForByte(TlsMode mode) throws IOException {
        simulated.fill(60);
        List<byte[]> stored = List.copyOf(simulated.stored().values());
        try (Pop3Session session = open(mode)) {
            assertEquals(60, session.stat().messages());
            List<Item> items = session.uidl();
            assertEquals(60, items.size());
            session.retrieve(
                    items, (item, octets) -> assertArrayEquals(stored.get(item.number() - 1), octets.readAllBytes()));
        }
    }

    @Test
    void readsAHeaderAlone() throws IOException {
        simulated.fill(1);
        byte[] whole = simulated.stored().values().iterator().next();
        try (Pop3Session session = open(TlsMode.IMPLICIT)) {
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            session.header(1, header);
            String text = header.toString(StandardCharsets.ISO_8859_1);
            assertEquals(text, new String(whole, 0, header.size(), StandardCharsets.ISO_8859_1));
            assertTrue(text.endsWith("\r\n\r\n") && header.size() < whole.length, text);
            assertEquals(1, session.uidl().size(), "the conversation is in step");
        }
    }

    /** The same maildrop by another client: the same unique-ids, the same octets. */
    @Test
    void readsWhatAngusMailReads() throws IOException, MessagingException {
        simulated.fill(25);
        Map<String, byte[]> bySignet;
        try (Pop3Session session = open(TlsMode.IMPLICIT)) {
            bySignet = everything(session);
            session.quit();
        }
        Map<String, byte[]> byAngus = byAngus();
        assertEquals(byAngus.keySet(), bySignet.keySet());
        byAngus.forEach((uidl, octets) -> assertArrayEquals(octets, bySignet.get(uidl), uidl));
    }

    private Map<String, byte[]> byAngus() throws IOException, MessagingException {
        Map<String, byte[]> found = new TreeMap<>();
        try (Store store = angus()) {
            store.connect("localhost", simulated.address(), simulated.token());
            try (POP3Folder inbox = (POP3Folder) store.getFolder("INBOX")) {
                inbox.open(jakarta.mail.Folder.READ_ONLY);
                for (Message message : inbox.getMessages()) {
                    ByteArrayOutputStream octets = new ByteArrayOutputStream();
                    message.writeTo(octets);
                    found.put(inbox.getUID(message), octets.toByteArray());
                }
            }
        }
        return found;
    }

    private Store angus() throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.pop3s.port", String.valueOf(simulated.simulator().pop3sPort()));
        properties.put("mail.pop3s.auth.mechanisms", "XOAUTH2");
        properties.put("mail.pop3s.auth.xoauth2.two.line.authentication.format", "true");
        properties.put(
                "mail.pop3s.ssl.socketFactory",
                simulated.simulator().clientTls().getSocketFactory());
        return Session.getInstance(properties).getStore("pop3s");
    }

    @Test
    void deletesWithQuitOnly() throws IOException {
        simulated.fill(3);
        try (Pop3Session session = open(TlsMode.IMPLICIT)) {
            session.delete(1);
        }
        assertEquals(3, simulated.inbox().count());
        try (Pop3Session session = open(TlsMode.IMPLICIT)) {
            session.delete(1);
            session.quit();
        }
        assertEquals(2, simulated.inbox().count());
    }

    /**
     * A provider that refuses by a challenge: here it is a failure with the provider's words and a second token tried; for
     * Angus Mail 2.0.5 it looks like success.
     */
    @Test
    void aChallengeIsAFailureHereAndASuccessElsewhere() throws MessagingException {
        simulated.simulator().exchange().policies().profile(Profile.GOOGLE);
        simulated.mailbox().popEnabled(false);
        RecordingListener heard = new RecordingListener();
        MailException failure = assertThrows(
                MailException.class, () -> Pop3Session.open(simulated.account(Protocol.POP3, TlsMode.IMPLICIT), heard));
        assertEquals(Stage.AUTHENTICATE, failure.fault().stage());
        assertEquals(Fault.Kind.REFUSED, failure.fault().kind());
        assertEquals(
                2,
                heard.facts().stream().filter(Fact.Challenge.class::isInstance).count());
        try (Store store = angus()) {
            store.connect("localhost", simulated.address(), simulated.token());
            assertFalse(store.isConnected(), "connect() said nothing, but NOOP tells");
        }
    }
}
