package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ordinary course of things, however its octets are cut. */
class SubmissionDialogTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aMessageIsTakenAsItWasSent(Dialog.Cut cut) throws IOException {
        try (TestListener test = new TestListener(folder, TestListener.open())) {
            Dialog.play(
                    test.port(),
                    cut,
                    """
                    S: 220 mx.signet.example ESMTP
                    C: EHLO copier.corp.example
                    S: 250 CHUNKING
                    C: MAIL FROM:<portal@corp.example> SIZE=100 BODY=8BITMIME RET=HDRS ENVID=QQ+2B1
                    C: RCPT TO:<a@other.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a+2Bb@other.example
                    C: RCPT TO:<b@other.example>
                    C: DATA
                    S: 250 2.1.0
                    S: 250 2.1.5
                    S: 250 2.1.5
                    S: 354
                    C: From: Portal <portal@corp.example>
                    C: Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
                    C: Date: Thu, 26 Nov 2026 10:00:00 +0000
                    C: Message-ID: <1@corp.example>
                    C:
                    C: first
                    C: ..
                    C: ..two
                    C: .
                    S: 250 2.0.0 queued as
                    C: QUIT
                    S: 221 2.0.0
                    CLOSED
                    """);
            TestListener.Kept kept = test.only();
            assertEquals("portal", kept.entry().account());
            assertEquals("Grüße", kept.entry().subject());
            assertEquals("<1@corp.example>", kept.entry().messageId().orElseThrow());
            assertEquals(
                    "Envelope[reversePath=portal@corp.example, forwardPaths=[ForwardPath[address=a@other.example, "
                            + "notifyOn=Optional[SUCCESS,FAILURE], originalRecipient=Optional[rfc822;a+b@other.example]], "
                            + "ForwardPath[address=b@other.example, notifyOn=Optional.empty, originalRecipient=Optional.empty]], "
                            + "dsn=Dsn[ret=Optional[HDRS], envelopeId=Optional[QQ+1]]]",
                    test.envelope().toString());
            String content = kept.content();
            int original = content.indexOf("From: Portal");
            assertTrue(
                    content.substring(0, original)
                            .matches(
                                    "Received: from copier.corp.example \\(\\[127.0.0.1]\\)\r\n"
                                            + "\tby mx.signet.example \\(Signet\\) with ESMTP id " + kept.entry().id() + ";\r\n"
                                            + "\t\\w{3}, \\d{1,2} \\w{3} \\d{4} [0-9:]{8} \\+0000\r\n"),
                    content);
            assertEquals(
                    "From: Portal <portal@corp.example>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
                            + "Date: Thu, 26 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@corp.example>\r\n\r\n"
                            + "first\r\n.\r\n.two\r\n",
                    content.substring(original));
        }
    }

    @Test
    void aLoginSendsThroughTheAccountOfItsSender() throws IOException {
        try (TestListener test = new TestListener(
                folder, TestListener.closed(signet.mail.TlsMode.NONE, java.util.Optional.empty()))) {
            Dialog.play(
                    test.port(),
                    Dialog.Cut.WHOLE,
                    """
                    S: 220
                    C: EHLO x
                    S: 250
                    C: MAIL FROM:<portal@corp.example>
                    S: 530 5.7.0
                    C: AUTH LOGIN
                    S: 334 VXNlcm5hbWU6
                    C: cG9ydGFs
                    S: 334 UGFzc3dvcmQ6
                    C: Y29ycmVjdCBob3JzZQ==
                    S: 235 2.7.0
                    C: MAIL FROM:<portal@corp.example>
                    C: RCPT TO:<a@other.example>
                    S: 250
                    S: 250
                    C: DATA
                    S: 354
                    C: From: portal@corp.example
                    C:
                    C: .
                    S: 250 2.0.0
                    """);
            TestListener.Kept kept = test.only();
            assertEquals("portal", kept.entry().account());
            assertEquals("portal", kept.entry().origin().by());
        }
    }

    @Test
    void aLargeMessageGoesThroughAFileAndArrivesWhole() throws IOException {
        try (TestListener test = new TestListener(folder, TestListener.open())) {
            String lines = "0123456789abcde\n".repeat(100_000);
            StringBuilder script = new StringBuilder(
                    "S: 220\nC: HELO x\nS: 250\nC: MAIL FROM:<portal@corp.example>\nS: 250\nC: RCPT TO:<a@b.example>\nS: 250\n"
                            + "C: DATA\nS: 354\nC: Subject: large\nC:\n");
            lines.lines().forEach(line -> script.append("C: ").append(line).append('\n'));
            Dialog.play(test.port(), Dialog.Cut.WHOLE, script + "C: .\nS: 250 2.0.0\n");
            TestListener.Kept kept = test.only();
            assertTrue(kept.content().startsWith("Received: from x ([127.0.0.1])\r\n\tby mx.signet.example (Signet) with SMTP id "
                    + kept.entry().id()));
            assertTrue(kept.content().endsWith("\r\n\r\n" + lines.replace("\n", "\r\n")));
            assertEquals(kept.content().length(), kept.entry().size());
        }
    }
}
