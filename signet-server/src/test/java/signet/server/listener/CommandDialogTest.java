package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

/** Commands as no honest client writes them, each with the answer it gets, however its octets are cut. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandDialogTest {
    private static final String HELLO = "S: 220\nC: EHLO x\nS: 250\n";
    private static final String MAIL = HELLO + "C: MAIL FROM:<portal@corp.example>\nS: 250 2.1.0\n";

    private TestListener test;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        test = new TestListener(folder, TestListener.open());
    }

    @AfterAll
    void stop() throws IOException {
        test.close();
    }

    /** Each one command, its answer, and whether the conversation goes on. */
    private static List<Arguments> cuts(String[]... rows) {
        List<Arguments> all = new ArrayList<>();
        for (String[] row : rows) {
            for (Dialog.Cut cut : Dialog.Cut.values()) {
                all.add(Arguments.of(row[0], row[1], cut));
            }
        }
        return all;
    }

    private void refused(String before, String command, String answer, Dialog.Cut cut) throws IOException {
        Dialog.play(test.port(), cut, before + "C> " + command + "\nS: " + answer + "\nC: NOOP\nS: 250\n");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B11")
    void aBareLfInACommandEndsTheConversation(Dialog.Cut cut) throws IOException {
        Dialog.play(test.port(), cut, HELLO + "C> RSET\\nNOOP\\r\\n\nS: 500 5.5.2 a bare LF\nCLOSED\n");
        Dialog.play(test.port(), cut, MAIL + "C> RCPT TO:<a@b.example>\\nRCPT TO:<v@b.example>\\r\\n\nS: 500 5.5.2\nCLOSED\n");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B11")
    void aBareCrInACommandSpoilsTheLine(Dialog.Cut cut) throws IOException {
        refused(HELLO, "NOOP\\rRSET\\r\\n", "500 5.5.2", cut);
        refused(MAIL, "RCPT TO:<a@b.example>\\rRCPT TO:<v@b.example>\\r\\n", "500 5.5.2", cut);
    }

    @Test
    @Tag("B12")
    void nothingMayFollowEhloAuthOrDataBeforeTheirAnswer() throws IOException {
        Dialog.play(
                test.port(),
                Dialog.Cut.WHOLE,
                "S: 220\nC: EHLO x\nC: MAIL FROM:<portal@corp.example>\nS: 554 5.5.0\nCLOSED\n");
        Dialog.play(
                test.port(),
                Dialog.Cut.WHOLE,
                MAIL + "C: RCPT TO:<a@b.example>\nC: DATA\nC: From: x\nC:\nC: .\nS: 250\nS: 554 5.5.0\nCLOSED\n");
        Dialog.play(test.port(), Dialog.Cut.WHOLE, HELLO + "C: DATA\nC: RSET\nS: 554 5.5.0\nCLOSED\n");
        Dialog.play(test.port(), Dialog.Cut.WHOLE, HELLO + "C: AUTH LOGIN\nC: cG9ydGFs\nS: 554 5.5.0\nCLOSED\n");
        assertEquals(List.of(), test.accepted());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B15")
    void startTlsWhereThereIsNone(Dialog.Cut cut) throws IOException {
        refused(HELLO, "STARTTLS\\r\\n", "502 5.5.1", cut);
        refused(HELLO, "STARTTLS now\\r\\n", "501 5.5.4", cut);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B16")
    void otherProtocolsAreHungUpOnWithoutAWord(Dialog.Cut cut) throws IOException {
        for (String first : List.of(
                "\\x16\\x03\\x01\\x02\\0\\x01\\0\\x01\\xfc\\x03\\x03",
                "GET /<script> HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n",
                "POST / HTTP/1.1\\r\\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\\r\\n")) {
            Dialog.play(test.port(), cut, "S: 220\nC> " + first + "\nCLOSED\n");
        }
        assertTrue(test.listener.statistics().snapshot().refusals().getOrDefault("foreign-protocol", 0L) >= 4);
    }

    static List<Arguments> longLines() {
        String path = "MAIL FROM:<portal@corp.example>";
        return cuts(
                new String[] {"NOOP " + "x".repeat(505) + "\\r\\n", "250"},
                new String[] {"NOOP " + "x".repeat(506) + "\\r\\n", "500 5.5.6"},
                new String[] {path + " ".repeat(CommandParser.LONGEST_MAIL - path.length() - 2) + "\\r\\n", "250"},
                new String[] {path + " ".repeat(CommandParser.LONGEST_MAIL - path.length() - 1) + "\\r\\n", "500 5.5.6"},
                new String[] {"AUTH PLAIN " + "A".repeat(12_288 - 13) + "\\r\\n", "501 5.5.2"},
                new String[] {"AUTH PLAIN " + "A".repeat(12_289 - 13) + "\\r\\n", "500 5.5.6"},
                new String[] {"AUTH PLAIN " + "A".repeat(100_000) + "\\r\\n", "500 5.5.6"},
                new String[] {"x".repeat(40_000) + "\\r\\n", "500 5.5.6"});
    }

    @ParameterizedTest
    @MethodSource("longLines")
    @Tag("B17")
    void aLineHasALimit(String command, String answer, Dialog.Cut cut) throws IOException {
        refused(HELLO, command, answer, cut);
    }

    static List<Arguments> octets() {
        return cuts(
                new String[] {"RCPT TO:<a\\0@b.example>\\r\\n", "501 5.1.3"},
                new String[] {"RCPT TO:<a@b.example>\\0<c@d.example>\\r\\n", "501 5.1.3"},
                new String[] {"RCPT TO:<\\x80@b.example>\\r\\n", "501 5.1.3"},
                new String[] {"RCPT TO:<j\\xf6rg@b.example>\\r\\n", "501 5.1.3"},
                new String[] {"RCPT TO:<j\\xc3\\xb6rg@b.example>\\r\\n", "553 5.6.7"},
                new String[] {"RCPT TO:<a@\\xc3\\xb6.example>\\r\\n", "553 5.6.7"},
                new String[] {"RCPT TO:<a\\xc0\\x8a@b.example>\\r\\n", "501 5.1.3"},
                new String[] {"RCPT TO:<a@b.example\\x7f>\\r\\n", "501 5.1.3"});
    }

    @ParameterizedTest
    @MethodSource("octets")
    @Tag("B19")
    void octetsThatNoAddressHas(String command, String answer, Dialog.Cut cut) throws IOException {
        refused(MAIL, command, answer, cut);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B19")
    void withSmtpUtf8AnAddressMayBeInternational(Dialog.Cut cut) throws IOException {
        Dialog.play(
                test.port(),
                cut,
                HELLO + "C: MAIL FROM:<portal@corp.example> SMTPUTF8\nC> RCPT TO:<j\\xc3\\xb6rg@\\xc3\\xb6.example>\\r\\n\n"
                        + "S: 250\nS: 250\nC: DATA\nS: 354\nC: From: portal@corp.example\nC:\nC: .\nS: 250 2.0.0\n");
        TestListener.Kept kept = test.only();
        assertEquals("jörg@ö.example", kept.entry().recipients().getFirst().address());
        assertTrue(kept.content().contains(" with UTF8SMTP id "), kept.content());
    }

    static List<Arguments> injections() {
        return cuts(
                new String[] {"MAIL FROM:<a@b.example> ENVID=a+0D+0ARCPT\\r\\n", "501 5.5.4"},
                new String[] {"MAIL FROM:<a@b.example> ENVID=a\\rb\\r\\n", "500 5.5.2"},
                new String[] {"MAIL FROM:<a@b.example> ENVID=+0a\\r\\n", "501 5.5.4"},
                new String[] {"MAIL FROM:<a@b.example> SIZE=1\\rRCPT\\r\\n", "500 5.5.2"},
                new String[] {"MAIL FROM:<a\\xc4\\x8ab@c.example>\\r\\n", "553 5.6.7"},
                new String[] {"MAIL FROM:<a\\xe5\\x98\\x8ab@c.example>\\r\\n", "553 5.6.7"},
                new String[] {"MAIL FROM:<a@b.example> RCPT TO:<c@d.example>\\r\\n", "555 5.5.4"},
                new String[] {"EHLO a\\rb\\r\\n", "500 5.5.2"},
                new String[] {"EHLO a\\xc4\\x8ab\\r\\n", "501 5.5.4"},
                new String[] {"EHLO a b\\r\\n", "501 5.5.4"},
                new String[] {"EHLO a;(b)\\r\\n", "501 5.5.4"},
                new String[] {"EHLO\\r\\n", "501 5.5.4"});
    }

    @ParameterizedTest
    @MethodSource("injections")
    @Tag("B20")
    void aLineEndInsideAValueIsNoLineEnd(String command, String answer, Dialog.Cut cut) throws IOException {
        refused(HELLO, command, answer, cut);
    }

    static List<Arguments> addresses() {
        List<String[]> rows = new ArrayList<>();
        for (String path : List.of(
                "\"x@evil.example y\"@corp.example",
                "a@b@c.example",
                "@relay.example:a@b.example",
                "@a.example,@b.example:c@d.example",
                "a%b.example@c.example",
                "c.example!a@b.example",
                "=?utf-8?q?a=40evil.example?=@b.example",
                "(comment)a@b.example",
                "a@b.example(comment)",
                "group:a@b.example;",
                "Name a@b.example",
                "a..b@c.example",
                ".a@b.example",
                "a.@b.example",
                "a@.b.example",
                "a@b..example",
                "a@-b.example",
                "a@b_c.example",
                "a@[300]",
                "a@xn--.example",
                "a@xn--zzzzzzzz99.example",
                "a",
                "@b.example",
                "a@",
                "\"a\\\\\"@b.example",
                "\"\"@b.example",
                "x".repeat(65) + "@b.example",
                "a@" + "x".repeat(64) + ".example",
                "a@" + "x.".repeat(130) + "example")) {
            rows.add(new String[] {"RCPT TO:<" + path + ">\\r\\n", "553 5.1.3"});
        }
        rows.add(new String[] {"RCPT TO:<a@b.example>c@d.example\\r\\n", "501 5.5.4"});
        rows.add(new String[] {"RCPT TO:<<a@b.example>>\\r\\n", "501 5.5.4"});
        rows.add(new String[] {"RCPT TO:a@b.example\\r\\n", "501 5.5.4"});
        rows.add(new String[] {"RCPT TO:<a@b.example\\r\\n", "501 5.5.4"});
        for (String good : List.of(
                "<\"john smith\"@b.example>",
                " <a+b=c@b.example>",
                "<a@[192.0.2.1]>",
                "<a@[IPv6:2001:db8::1]>",
                "<a@xn--bcher-kva.example>",
                "<o'neil/x@b.example>")) {
            rows.add(new String[] {"RCPT TO:" + good + "\\r\\n", "250 2.1.5"});
        }
        return cuts(rows.toArray(String[][]::new));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    @Tag("B21")
    void whatTwoProgramsCouldReadDifferentlyIsNoAddress(String command, String answer, Dialog.Cut cut)
            throws IOException {
        refused(MAIL, command, answer, cut);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B22")
    void theNullSenderMayHaveSeveralRecipientsAndAnEmptyRecipientIsNone(Dialog.Cut cut) throws IOException {
        Dialog.play(
                test.port(),
                cut,
                HELLO + "C: MAIL FROM:<>\nC: RCPT TO:<a@b.example>\nC: RCPT TO:<c@b.example>\nC: RCPT TO:<>\n"
                        + "S: 250\nS: 250\nS: 250\nS: 501 5.1.3\n"
                        + "C: DATA\nS: 354\nC: From: portal@corp.example\nC:\nC: .\nS: 250 2.0.0\n");
        TestListener.Kept kept = test.only();
        assertEquals("", kept.entry().from());
        assertEquals(2, kept.entry().recipients().size());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B22")
    void theNullSenderIsNoWayAroundTheSenderRules(Dialog.Cut cut) throws IOException {
        Dialog.play(
                test.port(),
                cut,
                HELLO + "C: MAIL FROM:<>\nC: RCPT TO:<a@b.example>\nS: 250\nS: 250\n"
                        + "C: DATA\nS: 354\nC: From: ceo@corp.example\nC:\nC: .\nS: 550 5.7.1\n");
        assertEquals(List.of(), test.accepted());
    }

    @Test
    @Tag("B22")
    void tooManyRecipientsAreToldToComeSeparatelyAndEqualOnesAreOne() throws IOException {
        String thousand = String.join(
                "",
                IntStream.range(0, 1000)
                        .mapToObj(i -> "C: RCPT TO:<u" + i + "@b.example>\n")
                        .toList());
        Dialog.play(
                test.port(),
                Dialog.Cut.WHOLE,
                MAIL + thousand + "S: 250\n".repeat(1000)
                        + "C: RCPT TO:<one-more@b.example>\n".repeat(50) + "S: 452 4.5.3\n".repeat(50)
                        + "C: RCPT TO:<u7@B.EXAMPLE>\nS: 250 2.1.5\n"
                        + "C: RSET\nS: 250\nC: MAIL FROM:<portal@corp.example>\nS: 250\n"
                        + "C: RCPT TO:<a@b.example>\n".repeat(1000) + "S: 250\n".repeat(1000)
                        + "C: DATA\nS: 354\nC: From: portal@corp.example\nC:\nC: .\nS: 250 2.0.0\n");
        assertEquals(1, test.only().entry().recipients().size());
    }

    static List<Arguments> sizes() {
        return cuts(
                new String[] {"MAIL FROM:<portal@corp.example> SIZE=-1\\r\\n", "501 5.5.4"},
                new String[] {"MAIL FROM:<portal@corp.example> SIZE=1e20\\r\\n", "501 5.5.4"},
                new String[] {"MAIL FROM:<portal@corp.example> SIZE=\\r\\n", "501 5.5.4"},
                new String[] {"MAIL FROM:<portal@corp.example> SIZE=100000000000000000000\\r\\n", "501 5.5.4"},
                new String[] {"MAIL FROM:<portal@corp.example> SIZE=99999999999999999999\\r\\n", "552 5.3.4"},
                new String[] {"MAIL FROM:<portal@corp.example> SIZE=2000001\\r\\n", "552 5.3.4"},
                new String[] {"MAIL FROM:<portal@corp.example> SIZE=2000000\\r\\n", "250 2.1.0"},
                new String[] {"MAIL FROM:<portal@corp.example> SIZE=1 SIZE=2\\r\\n", "501 5.5.4"});
    }

    @ParameterizedTest
    @MethodSource("sizes")
    @Tag("B23")
    void anAnnouncedSizeIsANumberWithinTheLimit(String command, String answer, Dialog.Cut cut) throws IOException {
        refused(HELLO, command, answer, cut);
    }

    static List<Arguments> parameters() {
        String mail = "MAIL FROM:<portal@corp.example> ";
        return cuts(
                new String[] {mail + "BODY=8bitmime RET=full ENVID=x AUTH=<> SMTPUTF8\\r\\n", "250 2.1.0"},
                new String[] {mail + "AUTH=e+3Dmc2@example.com\\r\\n", "250 2.1.0"},
                new String[] {mail + "BODY=BINARYMIME\\r\\n", "501 5.5.4"},
                new String[] {mail + "RET=ALL\\r\\n", "501 5.5.4"},
                new String[] {mail + "ENVID=+4\\r\\n", "501 5.5.4"},
                new String[] {mail + "ENVID=" + "x".repeat(101) + "\\r\\n", "501 5.5.4"},
                new String[] {mail + "SMTPUTF8=1\\r\\n", "501 5.5.4"},
                new String[] {mail + "MT-PRIORITY=3\\r\\n", "555 5.5.4"},
                new String[] {"RCPT TO:<a@b.example>\\r\\n", "503 5.5.1"},
                new String[] {"DATA\\r\\n", "503 5.5.1"},
                new String[] {"EXPN list\\r\\n", "502 5.5.1"},
                new String[] {"VRFY root\\r\\n", "252 2.5.0"},
                new String[] {"HELP\\r\\n", "214 2.0.0"},
                new String[] {"XCLIENT ADDR=192.0.2.1\\r\\n", "500 5.5.2"},
                new String[] {"\\r\\n", "500 5.5.2"},
                new String[] {"RSET now\\r\\n", "501 5.5.4"});
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void commandsAndParametersAreReadStrictly(String command, String answer, Dialog.Cut cut) throws IOException {
        refused(HELLO, command, answer, cut);
    }

    @ParameterizedTest
    @EnumSource
    void recipientParametersAreReadStrictly(Dialog.Cut cut) throws IOException {
        for (String good : List.of("NOTIFY=NEVER", "NOTIFY=delay,success", "ORCPT=rfc822;a+2Bb@c.example")) {
            refused(MAIL, "RCPT TO:<a@b.example> " + good + "\\r\\n", "250 2.1.5", cut);
        }
        for (String bad : List.of(
                "NOTIFY=", "NOTIFY=NEVER,SUCCESS", "NOTIFY=SUCCESS,SUCCESS", "NOTIFY=ALL", "ORCPT=a@b.example", "ORCPT=;a")) {
            refused(MAIL, "RCPT TO:<a@b.example> " + bad + "\\r\\n", "501 5.5.4", cut);
        }
    }

    @Test
    void aPipelinedBatchIsAnsweredInOrderAndWithOneWrite() throws IOException {
        try (Dialog dialog = new Dialog(test.port(), Dialog.Cut.WHOLE)) {
            dialog.play(HELLO);
            assertTrue(dialog.last().contains("PIPELINING"));
            assertFalse(dialog.last().contains("STARTTLS"));
            dialog.socket().getOutputStream().write(Dialog.octets("NOOP\\r\\nVRFY a\\r\\nRSET\\r\\n"));
            byte[] first = new byte[4096];
            int count = dialog.socket().getInputStream().read(first);
            assertEquals(
                    3,
                    new String(first, 0, count, java.nio.charset.StandardCharsets.US_ASCII)
                            .lines()
                            .count());
        }
    }

    @Test
    void afterTwentyErrorsTheServerHangsUp() throws IOException {
        Dialog.play(
                test.port(),
                Dialog.Cut.WHOLE,
                HELLO + "C: WHAT\n".repeat(25) + "S: 500 5.5.2\n".repeat(19) + "S: 421 4.7.0 too many errors\nCLOSED\n");
    }

    @Test
    void afterAHundredCommandsWithoutAMessageTheServerHangsUp() throws IOException {
        Dialog.play(
                test.port(),
                Dialog.Cut.WHOLE,
                HELLO + "C: NOOP\n".repeat(110) + "S: 250\n".repeat(99) + "S: 421 4.7.0 too many commands\nCLOSED\n");
    }
}
