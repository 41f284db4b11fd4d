package signet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.SessionListener.Direction;
import signet.mail.smtp.BeforeDot;
import signet.mail.smtp.SmtpSession;

class TranscriptRecorderTest {
    @Test
    void showsWhoSaidWhat() {
        TranscriptRecorder transcript = new TranscriptRecorder();
        transcript.line(Direction.SERVER, "220 hi");
        transcript.line(Direction.CLIENT, "EHLO x");
        assertEquals("S: 220 hi\nC: EHLO x\n", transcript.text());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 1000, 5000})
    void keepsBeginningAndEndWithinSixteenKilobytes(int length) {
        TranscriptRecorder transcript = new TranscriptRecorder();
        for (int i = 0; i < 3000; i++) {
            transcript.line(Direction.CLIENT, i + "•".repeat(length));
        }
        String text = transcript.text();
        assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 16 * 1024);
        assertTrue(text.startsWith("C: 0•") && text.contains("C: 2999•"));
    }

    @Test
    void aWholeSessionHoldsNoSecret() throws Exception {
        TranscriptRecorder transcript = new TranscriptRecorder();
        try (DialogServer server = DialogServer.playFile("smtp-plain", DialogServer.Chunks.WHOLE)) {
            SmtpSession.open(server.account(Protocol.SMTP, TlsMode.NONE, TestAccounts.password()), transcript)
                    .send(
                            Envelope.of("user@example.org", List.of("nobody@example.net")),
                            Content.of(new byte[0]),
                            BeforeDot.NONE);
        }
        assertTrue(transcript.text().contains("C: RCPT TO:<nobody@example.net>\nS: 550 5.1.1 no\n"), transcript.text());
        assertFalse(transcript.text().contains("AHVz"), transcript.text());
    }
}
