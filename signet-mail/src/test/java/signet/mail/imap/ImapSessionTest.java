package signet.mail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import signet.mail.DialogServer;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;

/** The commands of a session, against written dialogs. */
class ImapSessionTest {
    /** A session that is logged in with nothing but IMAP4rev1 and {@code extra}; the next tag is A3. */
    private static final String LOGGED_IN = """
            S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready
            C: A1 AUTHENTICATE PLAIN
            S: + \s
            C: AHVzZXJAZXhhbXBsZS5vcmcAc2VjcmV0
            S: A1 OK [CAPABILITY IMAP4rev1 %s] in
            """;

    private static DialogServer server(String capabilities, String dialog) {
        return DialogServer.play(LOGGED_IN.formatted(capabilities) + dialog);
    }

    private static ImapSession open(DialogServer server) throws MailException {
        return ImapSession.open(
                server.account(Protocol.IMAP, TlsMode.NONE, TestAccounts.password()), SessionListener.NONE);
    }

    /** The conversation of {@code imap-session.txt}; what it found, a line each. */
    private static List<String> retrieval(DialogServer server) throws IOException {
        List<String> found = new ArrayList<>();
        try (ImapSession session = open(server)) {
            session.namespace().personal().forEach(n -> found.add("namespace " + n.prefix()));
            session.list("*").forEach(f -> found.add("folder " + f.name()));
            Selected selected = session.select("Entwürfe");
            found.add("selected " + selected);
            UidSet uids = session.search(Search.all().after(7).unseen());
            found.add("found " + uids);
            session.fetch(uids, new FetchVisitor() {
                @Override
                public void message(Fetched message, java.io.InputStream octets) throws IOException {
                    found.add(message.uid() + " " + message.flags() + " "
                            + new String(octets.readAllBytes(), StandardCharsets.ISO_8859_1).replace("\r\n", "|"));
                }

                @Override
                public void completed(UidSet batch) {
                    found.add("completed " + batch);
                }
            });
            session.store(UidSet.of(9, 41), Set.of("\\Seen"), true);
            session.move(UidSet.of(9, 41), "Archive");
            found.add("exists " + session.exists());
            found.add("idle " + session.idle(Duration.ofSeconds(20)) + " " + session.exists());
        }
        return found;
    }

    private static final List<String> FOUND = List.of(
            "namespace ",
            "folder INBOX",
            "folder Entwürfe",
            "selected Selected[folder=Entwürfe, uidValidity=1700000000, uidNext=OptionalLong[42], exists=4,"
                    + " readOnly=false]",
            "found 9:10,41",
            "9 [] one)|",
            "41 [\\Seen] |A7 OK",
            "completed 9:10,41",
            "exists 3",
            "idle true 4");

    @ParameterizedTest
    @EnumSource(DialogServer.Chunks.class)
    void retrievesHoweverTheServersOctetsAreCut(DialogServer.Chunks chunks) throws IOException {
        try (DialogServer server = DialogServer.playFile("imap-session", chunks)) {
            assertEquals(FOUND, retrieval(server));
            server.verify();
        }
    }

    @Test
    void aConnectionCutAnywhereIsOneMailException() throws IOException {
        String dialog = DialogServer.file("imap-session");
        int all;
        try (DialogServer server = DialogServer.play(dialog)) {
            retrieval(server);
            server.verify();
            all = server.sent();
        }
        String logout = "* BYE see you\r\nA11 OK done\r\n";
        for (int cut = 0; cut < all - logout.length(); cut++) {
            try (DialogServer server = DialogServer.play(dialog, DialogServer.Chunks.WHOLE, cut)) {
                MailException failure =
                        assertThrows(MailException.class, () -> retrieval(server), "cut after " + cut + " octets");
                assertTrue(
                        Set.of(Fault.Kind.CLOSED, Fault.Kind.NETWORK)
                                .contains(failure.fault().kind()),
                        cut + ": " + failure.fault());
            }
        }
    }

    @Test
    void asksForTheNextBatchWhileThePresentOneComes() throws IOException {
        StringBuilder dialog = new StringBuilder();
        dialog.append("C~ A2 UID FETCH 1:100 .*\nC~ A3 UID FETCH 101:200 .*\n");
        batch(dialog, 1, 100);
        dialog.append("S: A2 OK done\nC~ A4 UID FETCH 201:250 .*\n");
        batch(dialog, 101, 200);
        dialog.append("S: A3 OK done\n");
        batch(dialog, 201, 250);
        dialog.append("S: A4 OK done\nC: A5 LOGOUT\nS: A5 OK bye\n");
        try (DialogServer server = server("IDLE", dialog.toString())) {
            List<Long> visited = new ArrayList<>();
            try (ImapSession session = open(server)) {
                UidSet uids = UidSet.of(
                        java.util.stream.LongStream.rangeClosed(1, 250).toArray());
                assertEquals(250, session.fetch(uids, (message, octets) -> visited.add(message.uid())));
            }
            server.verify();
            assertEquals(java.util.stream.LongStream.rangeClosed(1, 250).boxed().toList(), visited);
        }
    }

    private static void batch(StringBuilder dialog, int first, int last) {
        for (int uid = first; uid <= last; uid++) {
            dialog.append("S: * ").append(uid).append(" FETCH (UID ").append(uid);
            dialog.append(" FLAGS () INTERNALDATE \"17-Jul-2026 02:44:25 +0000\" RFC822.SIZE 2 BODY[] {2}\nS: hi)\n");
        }
    }

    /** A cursor must not pass a batch that failed because messages of the next one were seen. */
    @Test
    void afterARefusedBatchNothingOfTheNextIsSeen() throws IOException {
        StringBuilder dialog = new StringBuilder();
        dialog.append("C~ A2 UID FETCH 1:100 .*\nC~ A3 UID FETCH 101:150 .*\n");
        batch(dialog, 1, 3);
        dialog.append("S: A2 BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds\n");
        batch(dialog, 101, 150);
        dialog.append("S: A3 OK done\nC: A4 NOOP\nS: A4 OK done\nC: A5 LOGOUT\nS: A5 OK bye\n");
        try (DialogServer server = server("IDLE", dialog.toString())) {
            List<Long> visited = new ArrayList<>();
            try (ImapSession session = open(server)) {
                UidSet uids = UidSet.of(
                        java.util.stream.LongStream.rangeClosed(1, 150).toArray());
                MailException failure = assertThrows(
                        MailException.class,
                        () -> session.fetch(uids, (message, octets) -> visited.add(message.uid())));
                assertEquals(Fault.Kind.REFUSED, failure.fault().kind());
                assertEquals(
                        Duration.ofMillis(92415),
                        SuggestedBackoff.in(failure.fault().reply().orElseThrow())
                                .orElseThrow());
                assertTrue(session.usable());
                session.noop();
            }
            server.verify();
            assertEquals(List.of(1L, 2L, 3L), visited);
        }
    }

    @Test
    void whatTheVisitorThrowsComesThroughAndEndsTheSession() throws IOException {
        StringBuilder dialog = new StringBuilder("C~ A2 UID FETCH 1:2 .*\n");
        batch(dialog, 1, 2);
        dialog.append("S: A2 OK done\nEOF\n");
        try (DialogServer server = server("IDLE", dialog.toString())) {
            IOException full = new IOException("disk full");
            try (ImapSession session = open(server)) {
                IOException thrown = assertThrows(
                        IOException.class,
                        () -> session.fetch(UidSet.of(1, 2), (message, octets) -> {
                            throw full;
                        }));
                assertEquals(full, thrown);
                assertFalse(session.usable());
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A2 BAD User is authenticated but not connected.|REFUSED|BAD|User is authenticated but not connected.",
                "A2 NO Mailbox has been deleted or moved.|REFUSED|NO|Mailbox has been deleted or moved.",
                "* BYE Session invalidated - AccessTokenExpired|CLOSED|BYE|Session invalidated - AccessTokenExpired",
                "* BYE Connection is closed. 13|CLOSED|BYE|Connection is closed. 13",
                "Server Unavailable.|PROTOCOL|''|Server Unavailable.",
                "A9 OK not ours|PROTOCOL|''|A9",
                "A1 OK again|PROTOCOL|''|A1",
                "+ nothing to continue|PROTOCOL|''|nothing to continue",
            })
    void aServersTroubleIsAFaultWithItsWords(String line, Fault.Kind kind, String status, String words)
            throws IOException {
        try (DialogServer server = server("IDLE", "C: A2 NAMESPACE\nS: " + line + "\n")) {
            try (ImapSession session = open(server)) {
                MailException failure = assertThrows(MailException.class, session::namespace);
                assertEquals(kind, failure.fault().kind());
                assertEquals(status, failure.fault().reply().orElseThrow().status());
                assertEquals(
                        List.of(words), failure.fault().reply().orElseThrow().lines());
                assertEquals(kind == Fault.Kind.REFUSED, session.usable());
            }
        }
    }

    /** F57: a mailbox without a usable UIDVALIDITY is not read. */
    @ParameterizedTest
    @CsvSource({"'* OK hello'", "* OK [UIDVALIDITY 0] x", "* OK [UIDVALIDITY NaN] x", "* OK [UIDVALIDITY 4294967296] x"
    })
    void refusesAMailboxWithoutUidValidity(String line) throws IOException {
        String dialog = "C: A2 SELECT \"INBOX\"\nS: " + line + "\nS: A2 OK [READ-WRITE] ok\nC: A3 LOGOUT\nS: A3 OK\n";
        try (DialogServer server = server("IDLE", dialog)) {
            try (ImapSession session = open(server)) {
                MailException failure = assertThrows(MailException.class, () -> session.select("INBOX"));
                assertEquals(Fault.Kind.PROTOCOL, failure.fault().kind());
            }
            server.verify();
        }
    }

    /** F58: some servers do not say UIDNEXT. */
    @Test
    void uidNextMayBeAbsent() throws IOException {
        String dialog = """
                C: A2 EXAMINE "INBOX"
                S: * OK [UIDVALIDITY 3] x
                S: * 1 EXISTS
                S: A2 OK ok
                C: A3 LOGOUT
                S: A3 OK
                """;
        try (DialogServer server = server("IDLE", dialog)) {
            try (ImapSession session = open(server)) {
                Selected selected = session.examine("INBOX");
                assertTrue(selected.uidNext().isEmpty());
                assertTrue(selected.readOnly());
            }
            server.verify();
        }
    }

    @Test
    void searchesInAnyScriptByLiteralAndNeverEndsALine() throws IOException {
        String dialog = """
                C: A2 UID SEARCH SINCE 1-Feb-2026 FROM "a\\\\"b" SUBJECT "x\\\\\\\\ OR ALL"
                S: A2 OK none
                C: A3 UID SEARCH CHARSET UTF-8 FROM "bob" SUBJECT {5}
                S: * 3 EXISTS
                S: + go on
                C* 5
                C:\s
                S: * SEARCH 5
                S: A3 OK done
                C: A4 UID SEARCH CHARSET UTF-8 SUBJECT {12}
                S: + go on
                C* 12
                C:  FROM "bob"
                S: A4 NO [BADCHARSET (US-ASCII)] what is UTF-8?
                C: A5 UID SEARCH ALL
                S: A5 OK none
                C: A6 LOGOUT
                S: A6 OK
                """.replace("\\\\", "\\");
        try (DialogServer server = server("IDLE", dialog)) {
            try (ImapSession session = open(server)) {
                assertTrue(session.search(Search.all()
                                .since(LocalDate.of(2026, 2, 1))
                                .from("a\"b")
                                .subject("x\\ OR ALL"))
                        .isEmpty());
                assertEquals(
                        "5",
                        session.search(Search.all().from("bob").subject("Zürz")).toString());
                MailException failure = assertThrows(
                        MailException.class,
                        () -> session.search(Search.all()
                                .subject("ü\r\nA9 LOGOUT".substring(0, 11))
                                .from("bob")));
                assertEquals(Fault.Kind.REFUSED, failure.fault().kind());
                session.search(Search.all());
            }
            server.verify();
            assertEquals("Zürz", new String(server.data().get(0), StandardCharsets.UTF_8));
        }
    }

    /** RFC 9051 §6.4.9: the last message is always in n:*. */
    @Test
    void dropsTheLastMessageWhenItIsNotNew() throws IOException {
        String dialog = "C: A2 UID SEARCH UID 42:*\nS: * SEARCH 41\nS: A2 OK done\nC: A3 LOGOUT\nS: A3 OK\n";
        try (DialogServer server = server("IDLE", dialog)) {
            try (ImapSession session = open(server)) {
                assertTrue(session.search(Search.all().after(41)).isEmpty());
                assertTrue(session.search(Search.all().after(4294967295L)).isEmpty(), "nothing can be above");
            }
            server.verify();
        }
    }

    @Test
    void movesByCopyAndUidExpungeWithoutMove() throws IOException {
        String dialog = """
                C: A2 UID COPY 3:4 "Done"
                S: A2 OK
                C: A3 UID STORE 3:4 +FLAGS.SILENT (\\Deleted)
                S: A3 OK
                C: A4 UID EXPUNGE 3:4
                S: * 1 EXPUNGE
                S: * 1 EXPUNGE
                S: A4 OK
                C: A5 LOGOUT
                S: A5 OK
                """;
        try (DialogServer server = server("UIDPLUS", dialog)) {
            try (ImapSession session = open(server)) {
                assertTrue(session.move(UidSet.of(3, 4), "Done"));
            }
            server.verify();
        }
    }

    @ParameterizedTest
    @CsvSource({"3 4,true", "3 4 9,false"})
    void withoutUidplusExpungesOnlyWhenNobodyElsesMessagesWouldGo(String marked, boolean expunged) throws IOException {
        String dialog =
                "C: A2 UID STORE 3:4 +FLAGS.SILENT (\\Deleted)\nS: A2 OK\nC: A3 UID SEARCH DELETED\nS: * SEARCH "
                        + marked + "\nS: A3 OK\n"
                        + (expunged ? "C: A4 EXPUNGE\nS: A4 OK\nC: A5 LOGOUT\nS: A5 OK\n" : "C: A4 LOGOUT\nS: A4 OK\n");
        try (DialogServer server = server("IDLE", dialog)) {
            try (ImapSession session = open(server)) {
                assertEquals(expunged, session.delete(UidSet.of(3, 4)));
            }
            server.verify();
        }
    }

    @Test
    void idleEndsWhenTheTimePasses() throws IOException {
        String dialog = "C: A2 IDLE\nS: + idling\nS: * OK Still here\nC: DONE\nS: A2 OK\nC: A3 LOGOUT\nS: A3 OK\n";
        try (DialogServer server = server("IDLE", dialog)) {
            try (ImapSession session = open(server)) {
                assertFalse(session.idle(Duration.ofMillis(50)));
            }
            server.verify();
        }
    }

    @Test
    void idleRefusedIsARefusalAndIdleEndedByTheServerIsNoFault() throws IOException {
        String dialog = """
                C: A2 IDLE
                S: A2 NO not now
                C: A3 IDLE
                S: + idling
                S: * 1 EXPUNGE
                S: A3 OK enough
                C~ (DONE|A4 LOGOUT)
                S: A4 OK
                """;
        try (DialogServer server = server("IDLE", dialog)) {
            try (ImapSession session = open(server)) {
                assertThrows(MailException.class, () -> session.idle(Duration.ofSeconds(5)));
                assertTrue(session.idle(Duration.ofSeconds(5)));
            }
        }
    }

    @Test
    void refusesFlagsThatAreNone() throws IOException {
        try (DialogServer server = server("IDLE", "C: A2 LOGOUT\nS: A2 OK\n");
                ImapSession session = open(server)) {
            for (String flag : List.of("", "\\Seen)\r\nA9 LOGOUT", "a b", "\\", "(x)", "\\*", "%")) {
                assertThrows(
                        IllegalArgumentException.class, () -> session.store(UidSet.of(1), Set.of(flag), true), flag);
            }
        }
    }

    /** B101: a server that never stops talking. */
    @Test
    void boundsUntaggedResponses() throws IOException {
        String dialog = "C: A2 NOOP\nS> " + "* 1 EXISTS\\r\\n".repeat(200_001) + "\nSTALL\n";
        try (DialogServer server = server("IDLE", dialog)) {
            try (ImapSession session = open(server)) {
                MailException failure = assertThrows(MailException.class, session::noop);
                assertEquals(Fault.Kind.PROTOCOL, failure.fault().kind());
                assertTrue(failure.fault().message().contains("200000"));
            }
        }
    }

    @Test
    void boundsLines() throws IOException {
        String dialog = "C: A2 NOOP\nS> * OK " + "x".repeat(70_000) + "\nSTALL\n";
        try (DialogServer server = server("IDLE", dialog)) {
            try (ImapSession session = open(server)) {
                MailException failure = assertThrows(MailException.class, session::noop);
                assertEquals(Fault.Kind.PROTOCOL, failure.fault().kind());
            }
        }
    }
}
