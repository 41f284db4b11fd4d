package signet.mail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Octets in, typed responses out. */
class ResponseReaderTest {
    static List<Arguments> responses() {
        return List.of(
                good(
                        "* OK The Microsoft Exchange IMAP4 service is ready. [TQBOADIA]",
                        "status OK - The Microsoft Exchange IMAP4 service is ready. [TQBOADIA]"),
                good(
                        "* OK [CAPABILITY IMAP4rev1 IDLE] ready",
                        "capabilities IMAP4rev1 IDLE",
                        "status OK CAPABILITY IMAP4rev1 IDLE ready"),
                good(
                        "* CAPABILITY IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED ",
                        "capabilities IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED"),
                good("A1 OK AUTHENTICATE completed.", "TAGGED A1 OK - AUTHENTICATE completed."),
                good("A1 OK", "TAGGED A1 OK - "),
                good(
                        "A07 BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds",
                        "TAGGED A07 BAD - Request is throttled. Suggested Backoff Time: 92415 milliseconds"),
                good(
                        "A1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
                        "TAGGED A1 NO AUTHENTICATIONFAILED Invalid credentials (Failure)"),
                good(
                        "* BYE Session invalidated - AccessTokenExpired",
                        "BYE  BYE - Session invalidated - AccessTokenExpired"),
                good("+ eyJzdGF0dXMiOiI0MDEifQ==", "CONTINUATION  + - eyJzdGF0dXMiOiI0MDEifQ=="),
                good("+", "CONTINUATION  + - "),
                good("+ idling", "CONTINUATION  + - idling"),
                good("* 23 EXISTS", "exists 23"),
                good("* 44 EXPUNGE", "expunged"),
                good("* 1 RECENT"),
                good("* FLAGS (\\Answered \\Seen $Label)"),
                good("* SEARCH 2 84 4294967295", "found 2", "found 84", "found 4294967295"),
                good("* SEARCH"),
                good("* SEARCH "),
                good("* SEARCH 2 5 (MODSEQ 917162500)", "found 2", "found 5"),
                good(
                        "* LIST (\\HasNoChildren \\Sent) \"/\" \"Gesendete &AMQ-rger\"",
                        "folder Gesendete Ärger / [\\HasNoChildren, \\Sent]"),
                good("* LIST () NIL inbox", "folder INBOX flat []"),
                good("* LIST () \"\\\\\" {7}\r\na b\"\\c)", "folder a b\"\\c) \\ []"),
                good(
                        "* LIST (\\Noselect) \".\" \"Tom &- Jerry\" (\"CHILDINFO\" (\"SUBSCRIBED\"))",
                        "folder Tom & Jerry . [\\Noselect]"),
                good(
                        "* NAMESPACE ((\"\" \"/\")) NIL ((\"Public/\" \"/\" \"X-PARAM\" (\"F\" \"G\")))",
                        "namespaces [Namespace[prefix=, delimiter=Optional[/]]][][Namespace[prefix=Public/,"
                                + " delimiter=Optional[/]]]"),
                good(
                        "* 12 FETCH (UID 9 FLAGS (\\Seen NIL) INTERNALDATE \" 7-Jul-1996 02:44:25 -0700\" RFC822.SIZE 5"
                                + " BODY[] {5}\r\na\r\n)b)",
                        "message 9 [NIL, \\Seen] 1996-07-07T09:44:25Z 5 <a\r\n)b>"),
                good(
                        "* 1 FETCH (UID 9 FLAGS () INTERNALDATE \"17-JUL-1996 02:44:25 +0000\" RFC822.SIZE 0 BODY[] {0}\r\n)",
                        "message 9 [] 1996-07-17T02:44:25Z 0 <>"),
                good(
                        "* 1 FETCH (UID 9 FLAGS () INTERNALDATE \"soon\" RFC822.SIZE 0 BODY[] \"\")",
                        "message 9 [] - 0 <>"),
                good("* 1 FETCH (BODY[] {3}\r\nabc FLAGS (\\Recent) UID 7)", "message 7 [\\Recent] - -1 <abc>"),
                good("* 1 FETCH (UID 9 FLAGS (\\Seen))", "changed"),
                good("* 1 FETCH (UID 9 BODY[] NIL)", "changed"),
                good(
                        "* 1 FETCH (BODY[HEADER.FIELDS (FROM TO)] {4}\r\nabcd ENVELOPE ((NIL \"x\" {2}\r\n)( ) \"y\") UID 3)",
                        "changed"),
                good("* STATUS {5}\r\nINBOX (MESSAGES 3)"),
                good("* XUNKNOWN ((( {3+}\r\n))) ))) \"x\""),
                good("* ESEARCH (TAG \"A1\") UID ALL 1:3"),
                good(
                        "* OK a text that ends as if there were a literal {5}",
                        "status OK - a text that ends as if there were a literal {5}"),
                good("* NO [ALERT not closed", "status NO - [ALERT not closed"),
                good("* OK evil \u001b[2J\u0007 text", "status OK - evil ?[2J? text"));
    }

    private static Arguments good(String response, String... heard) {
        return Arguments.of(response, List.of(heard));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void hearsWhatTheServerSays(String response, List<String> heard) throws IOException {
        byte[] octets = (response + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(heard, HeardResponses.in(new RecordedOctets(octets, Integer.MAX_VALUE)));
        assertEquals(heard, HeardResponses.in(new RecordedOctets(octets, 1)), "octet by octet");
    }

    @ParameterizedTest
    @MethodSource("responses")
    void endsWithAnExceptionWhereverTheConnectionIsCut(String response, List<String> heard) {
        byte[] octets = (response + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (int cut = 1; cut < octets.length; cut++) {
            RecordedOctets part = new RecordedOctets(java.util.Arrays.copyOf(octets, cut), 3);
            ResponseReader reader = new ResponseReader(part);
            assertThrows(
                    IOException.class,
                    () -> reader.read(ResponseCursor.LINE, new HeardResponses()),
                    "cut after " + cut + " octets");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Server Unavailable.",
                "Server Unavailable. 15",
                "",
                "*",
                "* ",
                "*OK no blank",
                "A1",
                "A1 ",
                "A1 MAYBE",
                "HTTP/1.1 400 Bad Request",
                "220 mail.example.org ESMTP",
                "* LIST (\\Sent \"/\" x",
                "* LIST () \"/",
                "* LIST () \"/\" {99999999999}",
                "* LIST () \"/\" {4294967296}",
                "* LIST () \"/\" {3} x",
                "* SEARCH 0",
                "* SEARCH 4294967296",
                "* 1 FETCH UID 3",
                "* 1 FETCH (UID 0)",
                "* 1 FETCH (UID 99999999999)",
                "* 1 FETCH (UID NIL)",
                "* 1 FETCH (UID 3",
                "* 1 FETCH (FLAGS (\\Seen)",
                "* 1 FETCH (BODY[] {x})",
                "* 99999999999 EXISTS",
                "* NAMESPACE NIL NIL",
                "* NAMESPACE ((\"\" \"/\" (",
            })
    void refusesWhatIsNotImap(String line) {
        RecordedOctets octets = RecordedOctets.of(line + "\r\n");
        assertThrows(IOException.class, () -> HeardResponses.in(octets), line);
    }

    @Test
    void keepsTheWordsOfALineThatIsNotImap() {
        RecordedOctets octets = RecordedOctets.of("Server Unavailable. 15\r\n");
        MalformedResponse failure = assertThrows(MalformedResponse.class, () -> HeardResponses.in(octets));
        assertEquals("Server Unavailable. 15", failure.line());
    }

    @Test
    void boundsNesting() throws IOException {
        String deepest = "* 1 FETCH (BODY " + "(".repeat(64) + ")".repeat(64) + ")\r\n";
        assertEquals(List.of("changed"), HeardResponses.in(RecordedOctets.of(deepest)));
        String deeper = "* 1 FETCH (BODY " + "(".repeat(65) + ")".repeat(65) + ")\r\n";
        MalformedResponse failure =
                assertThrows(MalformedResponse.class, () -> HeardResponses.in(RecordedOctets.of(deeper)));
        assertTrue(String.valueOf(failure.getMessage()).contains("deeper than 64"), failure.getMessage());
    }

    @Test
    void boundsStringsThatAreKept() {
        String longest = "* LIST () \"/\" {65536}\r\n" + "x".repeat(65536) + "\r\n";
        assertEquals(1, assertDoesNotFail(longest).size());
        String longer = "* LIST () \"/\" {65537}\r\n" + "x".repeat(65537) + "\r\n";
        assertThrows(MalformedResponse.class, () -> HeardResponses.in(RecordedOctets.of(longer)));
    }

    @Test
    void boundsAResponseOfManySmallLiterals() {
        String part = " (\"\" {60000}\r\n" + "x".repeat(60_000) + ")";
        String response = "* NAMESPACE (" + part.repeat(20) + ") NIL NIL\r\n";
        MalformedResponse failure =
                assertThrows(MalformedResponse.class, () -> HeardResponses.in(RecordedOctets.of(response)));
        assertTrue(String.valueOf(failure.getMessage()).contains("1048576"), failure.getMessage());
    }

    private static List<String> assertDoesNotFail(String response) {
        try {
            return HeardResponses.in(RecordedOctets.of(response));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void passesOverWhatTheVisitorLeavesUnread() throws IOException {
        String text = "* 1 FETCH (UID 1 FLAGS () INTERNALDATE \"\" RFC822.SIZE 9 BODY[] {20000}\r\n"
                + "x".repeat(20_000) + ")\r\n* 7 EXISTS\r\n";
        RecordedOctets octets = new RecordedOctets(text.getBytes(StandardCharsets.ISO_8859_1), 1000);
        ResponseReader reader = new ResponseReader(octets);
        long[] seen = new long[2];
        ResponseHandler handler = new ResponseHandler() {
            @Override
            public void fetched(Fetched message, InputStream body) throws IOException {
                assertEquals('x', body.read());
                seen[0] = message.uid();
            }

            @Override
            public void exists(long count) {
                seen[1] = count;
            }
        };
        reader.read(ResponseCursor.LINE, handler);
        reader.read(ResponseCursor.LINE, handler);
        assertEquals(List.of(1L, 7L), List.of(seen[0], seen[1]));
    }

    /** B101: what the server announces is streamed, not allocated. */
    @Test
    void announcesOfFourGigabytesCostNoMemory() {
        String text = "* 1 FETCH (UID 1 FLAGS () INTERNALDATE \"\" RFC822.SIZE 9 BODY[] {4294967295}\r\nonly this";
        IOException failure = assertThrows(IOException.class, () -> HeardResponses.in(RecordedOctets.of(text)));
        assertInstanceOf(EOFException.class, failure);
    }

    @Test
    void keepsAMessageWhoseUidComesLate() throws IOException {
        String body = "0123456789".repeat(20_000);
        String text = "* 1 FETCH (BODY[] {" + body.length() + "}\r\n" + body + " UID 5)\r\n";
        assertEquals(List.of("message 5 [] - -1 <" + body + ">"), HeardResponses.in(RecordedOctets.of(text)));
    }
}
