package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import signet.server.queue.LineEnds;

/** Only CRLF dot CRLF ends a message, and what stands in a message is never a command. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessageEndTest {
    private static final String BEGIN = """
            S: 220
            C: EHLO x
            S: 250
            C: MAIL FROM:<portal@corp.example>
            C: RCPT TO:<a@other.example>
            S: 250
            S: 250
            C: DATA
            S: 354
            """;
    private static final String HEADER = """
            C: From: portal@corp.example
            C: Subject: one
            C: Date: Thu, 26 Nov 2026 10:00:00 +0000
            C: Message-ID: <1@corp.example>
            C:
            """;

    private TestListener test;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        test = new TestListener(folder, TestListener.open());
    }

    @AfterAll
    void stop() throws IOException {
        test.close();
    }

    static List<Arguments> falseEnds() {
        List<Arguments> rows = new ArrayList<>();
        for (String end : List.of(
                "\\n.\\n",
                "\\n.\\r",
                "\\r.\\n",
                "\\r.\\r",
                "\\n.\\r\\n",
                "\\r.\\r\\n",
                "\\r\\n\\0.\\r\\n",
                "\\r\\n.\\r\\r\\n",
                "\\r\\n.\\n",
                "\\r\\n.\\r")) {
            for (Dialog.Cut cut : Dialog.Cut.values()) {
                rows.add(Arguments.of(end, cut));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("falseEnds")
    @Tag("B1")
    @Tag("B2")
    @Tag("B3")
    @Tag("B4")
    @Tag("B5")
    @Tag("B6")
    @Tag("B7")
    @Tag("B8")
    @Tag("B10")
    void nothingElseEndsAMessageAndWhatFollowsIsNoCommand(String end, Dialog.Cut cut) throws IOException {
        boolean nul = end.contains("0");
        Dialog.play(
                test.port(),
                cut,
                BEGIN + HEADER
                        + "C> first" + end + "MAIL FROM:<ceo@corp.example>\\r\\nRCPT TO:<victim@other.example>\\r\\n"
                        + "DATA\\r\\nFrom: ceo@corp.example\\r\\n\\r\\nsmuggled\\r\\n.\\r\\n\n"
                        + (nul
                                ? "S: 554 5.6.0 the message has a NUL\n"
                                : "S: 550 5.6.11 a bare *F*in line\n"
                                        .replace("*F*", end.startsWith("\\n") ? "LF " : "*"))
                        + "C: NOOP\nS: 250\nC: QUIT\nS: 221\nCLOSED\n");
        assertEquals(List.of(), test.accepted());
    }

    @Test
    @Tag("B1")
    void theRefusalNamesTheLine() throws IOException {
        Dialog.play(
                test.port(),
                Dialog.Cut.WHOLE,
                BEGIN + HEADER
                        + "C: six\nC> seven\\neight\\r\\n.\\r\\n\nS: 550 5.6.11 a bare LF in line 7 of the message\n");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B1")
    @Tag("B5")
    void whereLineEndsAreMendedAFalseEndIsTextOfOneMessage(Dialog.Cut cut, @TempDir Path folder) throws IOException {
        ListenerOptions strict = TestListener.open();
        ListenerOptions mending = new ListenerOptions(
                strict.address(),
                0,
                strict.mode(),
                strict.tls(),
                strict.hostname(),
                strict.relay(),
                LineEnds.NORMALIZE,
                strict.limits());
        try (TestListener lenient = new TestListener(folder, mending)) {
            Dialog.play(
                    lenient.port(),
                    cut,
                    BEGIN + HEADER
                            + "C> a\\n.\\r\\nMAIL FROM:<b>\\r.\\r\\n.\\r\\n\nS: 250 2.0.0\nC: QUIT\nS: 221\nCLOSED\n");
            String content = lenient.only().content();
            assertTrue(content.endsWith("\r\n\r\na\r\n.\r\nMAIL FROM:<b>\r\n.\r\n"), content);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B18")
    void aLineOfAnyLengthPassesUnchanged(Dialog.Cut cut) throws IOException {
        int length = cut == Dialog.Cut.OCTETS ? 3_000 : 1_000_000;
        String line = "x".repeat(length);
        Dialog.play(test.port(), cut, BEGIN + HEADER + "C: " + line + "\nC: .\nS: 250 2.0.0\n");
        assertTrue(test.only().content().endsWith("\r\n\r\n" + line + "\r\n"));
    }

    @Test
    @Tag("B18")
    void anEndlessLineIsReadToTheEndOfTheMessageAndRefused() throws IOException {
        Dialog.play(
                test.port(),
                Dialog.Cut.WHOLE,
                BEGIN + HEADER + "C: " + "x".repeat(10_000_000) + "\nC: .\nS: 552 5.3.4\nC: NOOP\nS: 250\n");
        assertEquals(List.of(), test.accepted());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B23")
    void aBodyLargerThanAnnouncedOrAllowedIsRefusedAfterItsEnd(Dialog.Cut cut) throws IOException {
        if (cut != Dialog.Cut.OCTETS) {
            Dialog.play(
                    test.port(),
                    cut,
                    BEGIN.replace("example>\nC: RCPT", "example> SIZE=10\nC: RCPT") + HEADER
                            + ("C: " + "x".repeat(70) + "\nC: RCPT TO:<v@other.example>\n").repeat(30_000)
                            + "C: .\nS: 552 5.3.4 the message is larger than 2000000\nC: NOOP\nS: 250\n");
            assertEquals(List.of(), test.accepted());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B24")
    void aMessageThatGoesInACircleIsRefused(Dialog.Cut cut) throws IOException {
        String hop = "C: Received: from a by b; Thu, 26 Nov 2026 10:00:00 +0000\n";
        Dialog.play(
                test.port(),
                cut,
                BEGIN + hop.repeat(51) + HEADER + "C: .\nS: 554 5.4.6 mail loop: the message has 51 Received fields\n");
        Dialog.play(test.port(), cut, BEGIN + hop.repeat(50) + HEADER + "C: .\nS: 250 2.0.0\n");
        String ours = test.only().content();
        String again = ours.substring(0, ours.indexOf("Received: from a"))
                .lines()
                .map(line -> "C: " + line + "\n")
                .reduce("", String::concat);
        Dialog.play(
                test.port(),
                cut,
                BEGIN + again + HEADER + "C: .\nS: 554 5.4.6 mail loop: the message was accepted here\n");
        assertEquals(List.of(), test.accepted());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B27")
    void chunksAreReadByCountAndNeverRunAsCommands(Dialog.Cut cut) throws IOException {
        String start = """
                S: 220
                C: EHLO x
                S: 250
                C: BDAT 6
                C: RSET
                S: 503 5.5.1
                C: MAIL FROM:<portal@corp.example>
                C: BDAT 6 LAST
                C> QUIT\\r\\n
                C: RCPT TO:<a@other.example>
                S: 250
                S: 554 5.5.1
                S: 250
                C: BDAT 28
                C> From: portal@corp.example\\r\\n\\r
                C: RCPT TO:<late@other.example>
                C: DATA
                S: 250 2.0.0 28 octets
                S: 503 5.5.1
                """;
        Dialog.play(
                test.port(),
                cut,
                start.replace("C: DATA\n", "")
                        + "C: BDAT 0\nC> BDAT 14 LAST\\r\\n\\n.\\r\\nBDAT 0\\r\\n\\r\\n\n"
                        + "S: 250 2.0.0 0 octets\nS: 250 2.0.0 queued\nC: BDAT 0 LAST\nS: 503\nC: QUIT\nS: 221\nCLOSED\n");
        assertTrue(test.only().content().endsWith("\r\n\r\n.\r\nBDAT 0\r\n\r\n"));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B27")
    void aChunkWithoutACountEndsTheConversation(Dialog.Cut cut) throws IOException {
        for (String size : List.of("", "-1", "1e3", "99999999999999999999", "5 FIRST", "LAST")) {
            Dialog.play(test.port(), cut, "S: 220\nC: EHLO x\nS: 250\nC: BDAT " + size + "\nS: 501 5.5.4\nCLOSED\n");
        }
        Dialog.play(test.port(), cut, "S: 220\nC: EHLO x\nS: 250\nC: BDAT 999999999999\nS: 552 5.3.4\nCLOSED\n");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B27")
    void aBareLineEndAcrossChunksIsSeen(Dialog.Cut cut) throws IOException {
        Dialog.play(test.port(), cut, """
                S: 220
                C: EHLO x
                S: 250
                C: MAIL FROM:<portal@corp.example>
                C: RCPT TO:<a@other.example>
                C> BDAT 29\\r\\nFrom: portal@corp.example\\r\\n\\r\\n
                C> BDAT 2\\r\\na\\r
                C> BDAT 2 LAST\\r\\n.\\r
                S: 250
                S: 250
                S: 250
                S: 250
                S: 550 5.6.11 a bare CR
                """);
        assertEquals(List.of(), test.accepted());
    }
}
