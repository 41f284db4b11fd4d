package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.server.account.Terms;

/** As whom a program may send, in envelope and header. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SenderRulesTest {
    private TestListener refusing;
    private TestListener rewriting;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        refusing = new TestListener(folder.resolve("refuse"), TestListener.open());
        rewriting = new TestListener(folder.resolve("rewrite"), TestListener.open(), Terms.FromRule.REWRITE);
    }

    @AfterAll
    void stop() throws IOException {
        refusing.close();
        rewriting.close();
    }

    private static String send(TestListener to, String sender, String... header) throws IOException {
        return new SessionProbe(to, TestListener.open(), "127.0.0.1")
                .say(
                        "EHLO x",
                        "MAIL FROM:<" + sender + ">",
                        "RCPT TO:<a@b.example>",
                        "DATA",
                        String.join("\\r\\n", header) + "\\r\\n\\r\\ntext\\r\\n.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: portal@corp.example",
                "From: PORTAL@Corp.Example",
                "from : \"Portal, the\" <portal@corp.example>",
                "From: ceo@corp.example <portal@corp.example>",
                "From: (ceo@corp.example) portal@corp.example (x)",
                "From: news@portal.lists.example, Portal\\r\\n <portal@corp.example>",
                "From: =?utf-8?q?ceo=40corp.example?= <portal@corp.example>",
                "From: \"a\\\"b\" <portal@corp.example>"
            })
    void aFromWithinTheSendersStaysAsItIs(String from) throws IOException {
        String said = send(refusing, "portal@corp.example", from);
        assertTrue(said.contains("250 2.0.0 queued"), said);
        String written = new String(Dialog.octets(from), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertTrue(refusing.only().content().contains(written + "\r\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From: ceo@corp.example | 550 5.7.1 the From address ceo@corp.example is not among the senders",
                "From: Portal <portal@corp.example>, ceo@corp.example | 550 5.7.1",
                "From: \"portal@corp.example\" <ceo@corp.example> | 550 5.7.1",
                "From: portal@corp.example\\r\\nFrom: ceo@corp.example | 554 5.6.0 the message has 2 From fields",
                "From: x@sub.portal.lists.example | 550 5.7.1",
                "From: portal@corp.example\\r\\nSender: ceo@corp.example | 550 5.7.1 the Sender field",
                "From: list: portal@corp.example; | 554 5.6.0 the From field cannot be read",
                "From: <@x.example:portal@corp.example> | 554 5.6.0",
                "From: <portal@corp.example | 554 5.6.0",
                "From: portal@corp.example@corp.example | 554 5.6.0",
                "From: \"ceo@corp.example p\"@corp.example | 554 5.6.0",
                "From: | 554 5.6.0",
                "no field at all | 554 5.6.0 line 1 of the message is no header field",
                "Subject: x\\r\\n: y | 554 5.6.0 line 2"
            })
    void anotherFromIsRefused(String header, String answer) throws IOException {
        String said = send(refusing, "portal@corp.example", header);
        assertTrue(said.contains(answer), said);
        assertEquals(List.of(), refusing.accepted());
    }

    @Test
    void anotherEnvelopeSenderIsRefusedWithAWayOut() throws IOException {
        String said = send(refusing, "ceo@corp.example", "From: portal@corp.example");
        assertTrue(
                said.contains(
                        "550 5.7.1 the envelope sender ceo@corp.example is not among the senders of account 'portal'; "
                                + "send as portal@corp.example, add the address to accounts.portal.senders, or set "
                                + "accounts.portal.from: rewrite"),
                said);
    }

    @Test
    void anotherFromIsRewrittenAndAnswersGoToTheOldOne() throws IOException {
        String said = send(
                rewriting,
                "root@web01.local",
                "Subject: a",
                "From: Cron\\r\\n\\x09<root@web01.local>",
                "Sender: root@web01.local",
                "Bcc: secret@b.example",
                "X-Last: y");
        assertTrue(said.contains("250 2.0.0 queued"), said);
        TestListener.Kept kept = rewriting.only();
        assertEquals("portal@corp.example", kept.entry().from());
        String content = kept.content();
        content = content.substring(content.indexOf("Subject:"));
        assertTrue(
                content.startsWith(
                        "Subject: a\r\nX-Last: y\r\nFrom: portal@corp.example\r\nReply-To: Cron\r\n\t<root@web01.local>\r\n"
                                + "Date: "),
                content);
        assertTrue(
                content.endsWith("\r\nMessage-ID: " + kept.entry().messageId().orElseThrow() + "\r\n\r\ntext\r\n"),
                content);
        assertTrue(
                kept.entry().messageId().orElseThrow().equals("<" + kept.entry().id() + "@corp.example>"));
    }

    @Test
    void aReplyToThatIsThereStays() throws IOException {
        send(rewriting, "portal@corp.example", "From: a@b.example", "Reply-To: c@d.example");
        String content = rewriting.only().content();
        assertTrue(content.contains("Reply-To: c@d.example\r\n"));
        assertFalse(content.contains("a@b.example"), content);
    }

    @Test
    void anUnreadableFromIsReplacedAndNotRepeated() throws IOException {
        send(rewriting, "portal@corp.example", "From: <<broken");
        String content = rewriting.only().content();
        assertTrue(content.contains("\r\nFrom: portal@corp.example\r\n"));
        assertFalse(content.contains("broken"), content);
    }

    @Test
    void whatAMessageLacksIsAddedAndBccTakenOut() throws IOException {
        send(
                refusing,
                "news@portal.lists.example",
                "Subject: a",
                "bCC: secret@b.example,\\r\\n other@b.example",
                "To: x@b.example");
        String content = refusing.only().content();
        assertTrue(
                content.substring(content.indexOf("Subject"))
                        .matches(
                                "Subject: a\r\nTo: x@b.example\r\nFrom: news@portal.lists.example\r\nDate: [^\r]+ \\+0000\r\n"
                                        + "Message-ID: <[a-z2-7]{26}@corp.example>\r\n\r\ntext\r\n"),
                content);
    }

    @Test
    void anEmptyMessageBecomesAHeader() throws IOException {
        String said = new SessionProbe(refusing, TestListener.open(), "127.0.0.1")
                .say("EHLO x", "MAIL FROM:<portal@corp.example>", "RCPT TO:<a@b.example>", "DATA", ".");
        assertTrue(said.contains("250 2.0.0 queued"), said);
        assertTrue(refusing.only().content().endsWith("@corp.example>\r\n\r\n"));
    }

    @Test
    void aMessageThatIsOnlyAHeaderKeepsIt() throws IOException {
        new SessionProbe(refusing, TestListener.open(), "127.0.0.1")
                .say(
                        "EHLO x",
                        "MAIL FROM:<portal@corp.example>",
                        "RCPT TO:<a@b.example>",
                        "DATA",
                        "Subject: only\\r\\n.");
        assertTrue(refusing.only().content().contains("\r\nSubject: only\r\nFrom: portal@corp.example\r\n"));
    }

    @Test
    void aHeaderHasLimits() throws IOException {
        assertTrue(send(refusing, "portal@corp.example", "X: " + "x".repeat(103_000))
                .contains("554 5.6.0 the header field in line 1"));
        assertTrue(send(refusing, "portal@corp.example", "X: y\\r\\n".repeat(1001) + "Z: z")
                .contains("554 5.6.0 the message has more than 1000"));
        assertEquals(List.of(), refusing.accepted());
    }
}
