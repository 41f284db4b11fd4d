package signet.simulator.imap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.simulator.exchange.Messages;
import signet.simulator.exchange.Office;
import signet.simulator.exchange.Wire;

final class ImapServerTest {
    private static final Instant DAY = Instant.parse("2026-01-05T10:00:00Z");
    private static final String MESSAGE = "From: A <a@b.example>\r\nSubject: One\r\n\r\nHello\r\n";

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    private void deliver(String message) {
        office.portal().folder("INBOX").append(message.getBytes(StandardCharsets.UTF_8), Set.of(), DAY);
    }

    private Wire selected() {
        Wire wire = office.imapAs(Office.PORTAL);
        assertEquals("T OK [READ-WRITE] SELECT completed.", last(wire.command("SELECT INBOX")));
        return wire;
    }

    private static String last(List<String> lines) {
        return lines.get(lines.size() - 1);
    }

    @Test
    void listsCapabilitiesBeforeAndAfterLogin() {
        try (Wire wire = office.imap()) {
            assertEquals(
                    List.of(
                            "* CAPABILITY IMAP4 IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
                            "T OK CAPABILITY completed."),
                    wire.command("CAPABILITY"));
            wire.expect("A AUTHENTICATE XOAUTH2", "+ ");
            wire.expect(office.blob(Office.PORTAL), "A OK AUTHENTICATE completed.");
            assertTrue(wire.command("CAPABILITY").get(0).contains(" MOVE "));
            assertEquals(
                    List.of("* NAMESPACE ((\"\" \"/\")) NIL NIL", "T OK NAMESPACE completed."),
                    wire.command("NAMESPACE"));
        }
    }

    @Test
    void refusesLoginsBeforeStartTlsAndTakesThemAfter() {
        try (Wire wire = Wire.open(office.simulator().imapPort())) {
            wire.line();
            assertTrue(wire.command("CAPABILITY").get(0).contains("LOGINDISABLED STARTTLS"));
            wire.expect("T LOGIN a b", "T BAD Command received in Invalid state.");
            wire.raw("T STARTTLS\r\nT NOOP\r\n");
            assertEquals("T OK Begin TLS negotiation now.", wire.line());
            wire.startTls(office.simulator());
            wire.expect("T AUTHENTICATE XOAUTH2 " + office.blob(Office.PORTAL), "T OK AUTHENTICATE completed.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"permission", "licence", "imap off", "alias", "connections"})
    void authenticatedButNotConnected(String cause) {
        office.portal().alias("web@contoso.example");
        office.portal()
                .permission(!cause.equals("permission"))
                .licensed(!cause.equals("licence"))
                .imapEnabled(!cause.equals("imap off"));
        office.exchange().policies().imapConnections(cause.equals("connections") ? 1 : 20);
        try (Wire other = office.imapAs(Office.PORTAL);
                Wire wire = office.imapAs(cause.equals("alias") ? "web@contoso.example" : Office.PORTAL)) {
            other.command("NOOP");
            wire.expect("A02 NAMESPACE", "A02 BAD User is authenticated but not connected.");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            registration | is not registered in Exchange
            object id    | is registered with object id
            mailbox      | does not exist
            token        | token:
            """)
    void refusesAnonymously(String cause, String reason) {
        String app = office.exchange().servicePrincipals().keySet().iterator().next();
        String blob = cause.equals("token")
                ? Office.blob(Office.PORTAL, "a.b.c")
                : office.blob(cause.equals("mailbox") ? "nobody@contoso.example" : Office.PORTAL);
        if (cause.equals("registration")) {
            office.exchange().removeServicePrincipal(app);
        } else if (cause.equals("object id")) {
            office.exchange().registerServicePrincipal(app, "00000000-0000-0000-0000-000000000001");
        }
        try (Wire wire = office.imap()) {
            wire.expect("A01 AUTHENTICATE XOAUTH2 " + blob, "A01 NO AUTHENTICATE failed.");
        }
        assertTrue(office.reason().contains(reason), office.reason());
    }

    @Test
    void thePermissionTakesItsTimeToArrive() {
        String app = office.exchange().servicePrincipals().keySet().iterator().next();
        office.portal().grant(app, office.simulator().clock().instant().plus(Duration.ofMinutes(20)));
        try (Wire wire = office.imapAs(Office.PORTAL)) {
            wire.expect("T NAMESPACE", "T BAD User is authenticated but not connected.");
        }
        office.simulator().clock().advance(Duration.ofMinutes(21));
        try (Wire wire = office.imapAs(Office.PORTAL)) {
            assertEquals("T OK NAMESPACE completed.", last(wire.command("NAMESPACE")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"T NOOP", "T IDLE", ""})
    void theSessionEndsWithItsToken(String command) {
        try (Wire wire = selected()) {
            if (command.equals("T IDLE")) {
                wire.expect(command, "+ IDLE accepted, awaiting DONE command.");
            }
            office.simulator().clock().advance(Duration.ofHours(2));
            if (command.equals("T NOOP")) {
                wire.raw(command + "\r\n");
            }
            assertEquals("* BYE Session invalidated - AccessTokenExpired", wire.line());
        }
    }

    @Test
    void throttlesWithABackOffTime() {
        try (Wire wire = selected()) {
            office.portal()
                    .throttledUntil(
                            Optional.of(office.simulator().clock().instant().plusSeconds(90)));
            assertTrue(wire.say("A07 UID FETCH 1 FLAGS")
                    .matches("A07 BAD Request is throttled\\. Suggested Backoff Time: (90000|8[0-9]{4}) milliseconds"));
        }
    }

    @Test
    void selectsFetchesAndMarks() {
        deliver(MESSAGE);
        deliver("Subject: Two\r\n\r\n" + "x".repeat(100) + "\r\n");
        try (Wire wire = office.imapAs(Office.PORTAL)) {
            List<String> select = wire.command("SELECT inbox");
            assertTrue(
                    select.containsAll(List.of(
                            "* 2 EXISTS",
                            "* OK [UIDVALIDITY 14] UIDVALIDITY value",
                            "* OK [UIDNEXT 3] The next unique identifier value")),
                    select::toString);
            wire.raw("T UID FETCH 1:* (FLAGS RFC822.SIZE INTERNALDATE)\r\n");
            assertEquals(
                    "* 1 FETCH (UID 1 FLAGS () RFC822.SIZE " + MESSAGE.length()
                            + " INTERNALDATE \"05-Jan-2026 10:00:00 +0000\")",
                    wire.line());
            assertTrue(wire.line().startsWith("* 2 FETCH (UID 2 "));
            assertEquals("T OK FETCH completed.", wire.line());
            wire.expect("T UID FETCH 1 BODY.PEEK[]", "* 1 FETCH (UID 1 BODY[] {" + MESSAGE.length() + "}");
            assertArrayEquals(MESSAGE.getBytes(StandardCharsets.US_ASCII), wire.octets(MESSAGE.length()));
            assertEquals(List.of(")", "T OK FETCH completed."), wire.upTo("T "));
            assertEquals("* 1 FETCH (UID 1 BODY[]<6> {4}", wire.say("T UID FETCH 1 BODY[]<6.4>"));
            assertEquals(List.of("A <a FLAGS (\\Seen))", "T OK FETCH completed."), wire.upTo("T "));
            assertEquals(
                    "* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {16}",
                    wire.say("T FETCH 1 BODY.PEEK[HEADER.FIELDS (Subject)]"));
            assertEquals(List.of("Subject: One", "", ")", "T OK FETCH completed."), wire.upTo("T "));
            assertEquals(
                    List.of("* 2 FETCH (FLAGS ($Forwarded \\Flagged) UID 2)", "T OK STORE completed."),
                    wire.command("UID STORE 2 +FLAGS (\\flagged $Forwarded)"));
            wire.expect("T UID STORE 2 +FLAGS (Strange)", "T BAD Command Argument Error. 11");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALL                             | 1 2 3
            UNSEEN                          | 2 3
            SEEN                            | 1
            SINCE 6-Jan-2026                | 2 3
            BEFORE 06-Jan-2026              | 1
            ON 6-Jan-2026                   | 2
            FROM "A@B.example"              | 1 2 3
            SUBJECT "Message 1"             | 2
            UID 2:*                         | 2 3
            UID 9:*                         | 3
            NOT UID 2                       | 1 3
            OR UID 1 UID 3                  | 1 3
            (UID 1:2 UNSEEN)                | 2
            HEADER Message-ID <m2@          | 3
            SUBJECT nothing                 |
            """)
    void searches(String keys, String found) {
        for (int i = 0; i < 3; i++) {
            String message =
                    "From: A <a@b.example>\r\nSubject: Message " + i + "\r\nMessage-ID: <m" + i + "@x>\r\n\r\n";
            office.portal()
                    .folder("INBOX")
                    .append(
                            message.getBytes(StandardCharsets.US_ASCII),
                            i == 0 ? Set.of("\\Seen") : Set.of(),
                            DAY.plus(Duration.ofDays(i)));
        }
        try (Wire wire = selected()) {
            assertEquals(
                    found == null ? "* SEARCH" : "* SEARCH " + found,
                    wire.command("UID SEARCH " + keys).get(0));
        }
    }

    @Test
    void searchTermMayBeALiteral() {
        deliver("Subject: Größe\r\n\r\n");
        try (Wire wire = selected()) {
            wire.raw("T UID SEARCH CHARSET UTF-8 SUBJECT {4}\r\n");
            assertEquals("+ Ready for additional command text.", wire.line());
            wire.raw("gr\u00c3\u00b6\r\n");
            assertEquals("* SEARCH 1", wire.line());
            assertEquals("T OK SEARCH completed.", wire.line());
            wire.raw("T UID SEARCH SUBJECT {4+}\r\nGr\u00c3\u00b6\r\n");
            assertEquals("* SEARCH 1", wire.line());
        }
    }

    @Test
    void movesCopiesAndExpunges() {
        for (int i = 0; i < 4; i++) {
            deliver(MESSAGE);
        }
        try (Wire wire = selected()) {
            assertEquals(List.of("T OK CREATE completed."), wire.command("CREATE \"Done &- &AOQ-\""));
            assertEquals(
                    List.of("* LIST (\\HasNoChildren) \"/\" \"Done &- &AOQ-\"", "T OK LIST completed."),
                    wire.command("LIST \"\" \"Done*\""));
            assertTrue(last(wire.command("UID COPY 1:2 \"Done &- &AOQ-\""))
                    .matches("T OK \\[COPYUID \\d+ 1:2 1:2] COPY completed\\."));
            List<String> moved = wire.command("UID MOVE 1,3 \"Done &- &AOQ-\"");
            assertTrue(moved.get(0).matches("\\* OK \\[COPYUID \\d+ 1,3 3:4]"), moved::toString);
            assertEquals(List.of("* 1 EXPUNGE", "* 2 EXPUNGE", "T OK MOVE completed."), moved.subList(1, moved.size()));
            wire.command("UID STORE 2,4 +FLAGS.SILENT (\\Deleted)");
            assertEquals(List.of("* 2 EXPUNGE", "T OK EXPUNGE completed."), wire.command("UID EXPUNGE 4"));
            assertEquals(List.of("* 1 EXPUNGE", "T OK EXPUNGE completed."), wire.command("EXPUNGE"));
            assertEquals(List.of("T NO [TRYCREATE] Nowhere doesn't exist."), wire.command("UID COPY 1 Nowhere"));
        }
        assertEquals(4, office.portal().folder("Done & ä").count());
    }

    @Test
    void idleTellsWhatArrives() {
        deliver(MESSAGE);
        try (Wire wire = selected()) {
            wire.expect("T IDLE", "+ IDLE accepted, awaiting DONE command.");
            deliver(MESSAGE);
            assertEquals("* 2 EXISTS", wire.line());
            assertEquals("* 0 RECENT", wire.line());
            office.portal().folder("INBOX").remove(1);
            assertEquals("* 1 EXPUNGE", wire.line());
            wire.expect("DONE", "T OK IDLE completed.");
            deliver(MESSAGE);
            assertEquals(List.of("* 2 EXISTS", "* 0 RECENT", "T OK NOOP completed."), wire.command("NOOP"));
        }
    }

    @Test
    void appendsLiteralsOfBothKinds() {
        try (Wire wire = selected()) {
            wire.raw("T APPEND \"Sent Items\" (\\Seen) \" 5-Jan-2026 10:00:00 +0000\" {" + MESSAGE.length() + "}\r\n");
            assertEquals("+ Ready for additional command text.", wire.line());
            wire.raw(MESSAGE + "\r\n");
            assertTrue(wire.line().matches("T OK \\[APPENDUID \\d+ 1] APPEND completed\\."));
            wire.raw("T APPEND INBOX {3+}\r\nabc\r\n");
            assertEquals("T OK [APPENDUID 14 1] APPEND completed.", last(wire.upTo("T ")));
            wire.raw("T APPEND Nowhere {3+}\r\nabc\r\n");
            assertEquals("T NO [TRYCREATE] Nowhere doesn't exist.", wire.line());
            assertEquals(
                    "* STATUS \"Sent Items\" (MESSAGES 1 UNSEEN 0)",
                    wire.command("STATUS \"Sent Items\" (MESSAGES UNSEEN)").get(0));
        }
        assertEquals(DAY, office.portal().folder("Sent Items").messages().get(0).internalDate());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            T FETCH 1 FLAGS          | T BAD Command received in Invalid state.
            T NONSENSE               | T BAD Command Error. 12
            T SELECT Missing         | T NO Missing doesn't exist.
            T SELECT                 | T BAD Command Argument Error. 11
            T LIST "" {99999999}     | T BAD Command Argument Error. 11
            T LIST "" {3+}           | T BAD Command Argument Error. 11
            T                        | T BAD Command Error. 12
            """)
    void refusesWhatIsWrongAndStaysInStep(String command, String answer) {
        try (Wire wire = office.imapAs(Office.PORTAL)) {
            wire.raw(command.endsWith("{3+}") ? command + "\r\n&ab\r\n" : command + "\r\n");
            assertEquals(answer, wire.line());
            assertEquals("T OK NOOP completed.", last(wire.command("NOOP")));
        }
    }

    @Test
    void foldersHaveTheNamesOfTheUsersLanguage() {
        office.portal().language(Locale.GERMAN);
        try (Wire wire = office.imapAs(Office.PORTAL)) {
            List<String> list = wire.command("LIST \"\" *");
            assertTrue(list.contains("* LIST (\\HasNoChildren) \"/\" \"Gesendete Elemente\""), list::toString);
            assertTrue(list.contains("* LIST (\\HasNoChildren) \"/\" \"Entw&APw-rfe\""), list::toString);
        }
    }

    @Test
    void anIndependentClientReadsTheSameOctets() throws MessagingException, IOException {
        Messages.generate(office.portal().folder("INBOX"), 20, 2_000, 50_000, DAY);
        Properties properties = new Properties();
        properties.setProperty("mail.imap.auth.mechanisms", "XOAUTH2");
        properties.setProperty("mail.imap.starttls.enable", "true");
        properties.setProperty("mail.imap.starttls.required", "true");
        properties.setProperty("mail.imap.timeout", "10000");
        Session session = Session.getInstance(properties);
        properties.put(
                "mail.imap.ssl.socketFactory", office.simulator().clientTls().getSocketFactory());
        try (Store store = session.getStore("imap")) {
            store.connect("localhost", office.simulator().imapPort(), Office.PORTAL, office.token());
            try (Folder folder = store.getFolder("INBOX")) {
                folder.open(Folder.READ_ONLY);
                assertEquals(14, ((UIDFolder) folder).getUIDValidity());
                assertEquals("Message 3", folder.getMessage(4).getSubject());
                for (int i = 1; i <= 20; i++) {
                    ByteArrayOutputStream octets = new ByteArrayOutputStream();
                    folder.getMessage(i).writeTo(octets);
                    assertArrayEquals(
                            office.portal()
                                    .folder("INBOX")
                                    .message(i)
                                    .orElseThrow()
                                    .content()
                                    .octets(),
                            octets.toByteArray());
                }
            }
        }
    }
}
