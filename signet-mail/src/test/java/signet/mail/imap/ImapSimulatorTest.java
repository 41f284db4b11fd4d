package signet.mail.imap;

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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import signet.mail.Account;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.RecordingListener;
import signet.mail.SessionListener;
import signet.mail.SimulatedMailbox;
import signet.mail.Stage;
import signet.mail.TlsMode;
import signet.simulator.exchange.StoredMessage;
import signet.simulator.fault.Effect;

/** IMAP against the simulated Exchange Online, and beside Angus Mail on the same mailbox. */
class ImapSimulatorTest {
    private final SimulatedMailbox simulated = new SimulatedMailbox();

    @AfterEach
    void stop() {
        simulated.close();
    }

    private ImapSession open(TlsMode mode) throws MailException {
        return ImapSession.open(simulated.account(Protocol.IMAP, mode), SessionListener.NONE);
    }

    private static Map<Long, byte[]> everything(ImapSession session) throws IOException {
        Map<Long, byte[]> found = new TreeMap<>();
        session.examine("INBOX");
        session.fetch(
                session.search(Search.all()), (message, octets) -> found.put(message.uid(), octets.readAllBytes()));
        return found;
    }

    private static void assertSame(Map<Long, byte[]> expected, Map<Long, byte[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((uid, octets) -> assertArrayEquals(octets, actual.get(uid), "UID " + uid));
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"IMPLICIT", "STARTTLS"})
    @Tag("F1")
    @Tag("F4")
    @Tag("F14")
    void retrievesEveryMessageByteForByte(TlsMode mode) throws IOException {
        simulated.fill(250);
        try (ImapSession session = open(mode)) {
            assertSame(simulated.stored(), everything(session));
        }
        assertTrue(simulated.inbox().messages().stream().allMatch(m -> m.flags().isEmpty()), "nothing was marked read");
    }

    /** The same mailbox by another client: the same UIDs, the same octets. */
    @Test
    void readsWhatAngusMailReads() throws IOException, MessagingException {
        simulated.fill(40);
        Map<Long, byte[]> bySignet;
        try (ImapSession session = open(TlsMode.IMPLICIT)) {
            bySignet = everything(session);
        }
        assertSame(byAngus(), bySignet);
    }

    private Map<Long, byte[]> byAngus() throws IOException, MessagingException {
        Properties properties = new Properties();
        properties.put("mail.imaps.port", String.valueOf(simulated.simulator().imapsPort()));
        properties.put("mail.imaps.auth.mechanisms", "XOAUTH2");
        properties.put("mail.imaps.peek", "true");
        properties.put(
                "mail.imaps.ssl.socketFactory",
                simulated.simulator().clientTls().getSocketFactory());
        Map<Long, byte[]> found = new TreeMap<>();
        try (Store store = Session.getInstance(properties).getStore("imaps")) {
            store.connect("localhost", simulated.address(), simulated.token());
            try (IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX")) {
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

    @Test
    void readsSingleHeaderFieldsAndMarksNothing() throws IOException {
        simulated.fill(3);
        Map<Long, String> fields = new TreeMap<>();
        try (ImapSession session = open(TlsMode.IMPLICIT)) {
            session.select("INBOX");
            session.fetchFields(
                    session.search(Search.all()),
                    List.of("Subject", "X-Not-There"),
                    (message, octets) ->
                            fields.put(message.uid(), new String(octets.readAllBytes(), StandardCharsets.US_ASCII)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> session.fetchFields(session.search(Search.all()), List.of("To)] X"), (m, o) -> {}));
            assertTrue(session.usable());
        }
        assertEquals(simulated.stored().keySet(), fields.keySet());
        fields.values()
                .forEach(text -> assertTrue(
                        text.startsWith("Subject: ")
                                && !text.toLowerCase(Locale.ROOT).contains("from:"),
                        text));
        assertTrue(simulated.inbox().messages().stream().allMatch(m -> m.flags().isEmpty()), "nothing was marked read");
    }

    @Test
    void marksMovesAndDeletes() throws IOException {
        simulated.fill(6);
        List<Long> uids =
                simulated.inbox().messages().stream().map(StoredMessage::uid).toList();
        try (ImapSession session = open(TlsMode.IMPLICIT)) {
            assertFalse(session.namespace().personal().isEmpty());
            assertTrue(session.list("*").stream().anyMatch(f -> f.name().equals("INBOX") && f.selectable()));
            Selected selected = session.select("INBOX");
            assertEquals(6, selected.exists());
            assertEquals(simulated.inbox().uidValidity(), selected.uidValidity());
            session.store(UidSet.of(uids.get(0)), Set.of("\\Seen"), true);
            assertEquals(5, session.search(Search.all().unseen()).size());
            assertEquals(3, session.search(Search.all().after(uids.get(2))).size());
            assertTrue(session.move(UidSet.of(uids.get(1), uids.get(2)), "Archive"));
            assertTrue(session.delete(UidSet.of(uids.get(3))));
            session.noop();
            assertEquals(3, session.exists());
        }
        assertEquals(3, simulated.inbox().count());
    }

    @Test
    void hearsOfNewMailWhileIdle() throws IOException {
        try (ImapSession session = open(TlsMode.IMPLICIT)) {
            session.examine("INBOX");
            Thread sender = new Thread(() -> simulated.fill(1));
            sender.start();
            assertTrue(session.idle(Duration.ofSeconds(20)));
            assertEquals(1, session.exists());
            assertEquals(1, session.search(Search.all()).size());
        }
    }

    /** F11: a revoked token is replaced once. */
    @Test
    void replacesARevokedToken() throws IOException {
        Account account = simulated.account(Protocol.IMAP, TlsMode.IMPLICIT);
        simulated.simulator().entra().revokeTokens();
        RecordingListener heard = new RecordingListener();
        try (ImapSession session = ImapSession.open(account, heard)) {
            session.namespace();
        }
        assertEquals(
                1,
                heard.facts().stream()
                        .filter(Fact.TokenReplaced.class::isInstance)
                        .count());
    }

    private MailException failing(signet.simulator.fault.Stage stage, Effect effect) throws IOException {
        simulated
                .simulator()
                .faults()
                .add(signet.simulator.fault.Fault.at(signet.simulator.fault.Protocol.IMAP, stage, effect));
        try (ImapSession session = open(TlsMode.IMPLICIT)) {
            return assertThrows(MailException.class, () -> everything(session));
        }
    }

    @Test
    void authenticatedButNotConnectedIsARefusalOfTheMailbox() throws IOException {
        MailException failure = failing(
                signet.simulator.fault.Stage.SELECT, Effect.say("{tag} BAD User is authenticated but not connected."));
        assertEquals(Stage.MAILBOX, failure.fault().stage());
        assertEquals(Fault.Kind.REFUSED, failure.fault().kind());
    }

    /** F69, F61: the server dies inside a message. */
    @Test
    void aMessageThatBreaksOffIsNoMessage() throws IOException {
        simulated.fill(3);
        MailException failure =
                failing(signet.simulator.fault.Stage.FETCH, Effect.reset().after(300));
        assertTrue(
                Set.of(Fault.Kind.NETWORK, Fault.Kind.CLOSED)
                        .contains(failure.fault().kind()),
                failure.fault().toString());
        assertEquals(Stage.RECEIVE, failure.fault().stage());
    }

    /** Exchange Online ends a session when the token it began with expires, also while it idles. */
    @Test
    void theEndOfTheTokenIsTheEndOfTheSession() throws IOException {
        try (ImapSession session = open(TlsMode.IMPLICIT)) {
            session.examine("INBOX");
            simulated.simulator().clock().advance(Duration.ofHours(3));
            MailException failure = assertThrows(MailException.class, () -> session.idle(Duration.ofSeconds(20)));
            assertEquals(Fault.Kind.CLOSED, failure.fault().kind());
            assertEquals(
                    "BYE Session invalidated - AccessTokenExpired",
                    failure.fault().reply().orElseThrow().toString());
            assertFalse(session.usable());
        }
    }

    @Test
    void answersInSingleOctetsAreReadAllTheSame() throws IOException {
        simulated.fill(3);
        simulated
                .simulator()
                .faults()
                .add(signet.simulator.fault.Fault.at(
                        signet.simulator.fault.Protocol.IMAP, signet.simulator.fault.Stage.SEARCH, Effect.split()));
        try (ImapSession session = open(TlsMode.IMPLICIT)) {
            assertSame(simulated.stored(), everything(session));
        }
    }
}
