package signet.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Content;
import signet.mail.Dsn;
import signet.mail.Envelope;
import signet.mail.ForwardPath;
import signet.server.queue.EntryId;
import signet.server.queue.Submission.Origin;
import signet.simulator.exchange.Submission;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Stage;

/** Who hears of what became of a message, and in which form. */
class ReportsTest extends WithScene {
    private void nobodyIsKnown() {
        scene.fault(Stage.RCPT, Effect.say("550 5.1.1 User unknown"), 1);
    }

    private static Envelope envelope(String notifyOn, Dsn dsn) {
        ForwardPath path = new ForwardPath(
                Scene.OUTSIDE,
                Optional.of(notifyOn).filter(word -> !word.isEmpty()),
                Optional.of("rfc822;robert@elsewhere.example"));
        return new Envelope("portal@contoso.example", List.of(path), dsn);
    }

    private Submission report() throws Exception {
        scene.until("a report is sent", () -> scene.taken() == 1);
        return scene.simulator.exchange().submissions().getFirst();
    }

    /** Whatever is accepted after it is delivered, so a report would have been, too. */
    private void noReport() throws Exception {
        EntryId marker = scene.accept("portal", "marker@elsewhere.example");
        scene.untilState(marker, "delivered");
        assertEquals(1, scene.taken());
        assertEquals(0, scene.queue.store().view().counts().queued().getOrDefault("portal", 0L));
    }

    private static String text(Entity part) throws Exception {
        SingleBody body = (SingleBody) part.getBody();
        if (body instanceof TextBody text) {
            try (var reader = text.getReader()) {
                StringBuilder all = new StringBuilder();
                reader.transferTo(new java.io.StringWriter() {
                    @Override
                    public void write(char[] chars, int from, int length) {
                        all.append(chars, from, length);
                    }
                });
                return all.toString();
            }
        }
        return new String(body.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    @Tag("C16")
    void aFailedRecipientIsReportedInTheFormOfTheStandard() throws Exception {
        nobodyIsKnown();
        scene.accept(
                "portal", envelope("", new Dsn(Optional.empty(), Optional.of("exam-7"))), Scene.text("portal", ""));
        Submission report = report();
        assertEquals("portal@contoso.example", report.envelope().from());
        assertEquals(
                "portal@contoso.example",
                report.envelope().recipients().getFirst().address());
        assertEquals(
                "NEVER", report.envelope().recipients().getFirst().parameters().get("NOTIFY"));
        Message message = new DefaultMessageBuilder()
                .parseMessage(new ByteArrayInputStream(report.content().octets()));
        assertEquals("multipart/report", message.getMimeType());
        assertEquals(
                "auto-replied", message.getHeader().getField("Auto-Submitted").getBody());
        List<Entity> parts = ((Multipart) message.getBody()).getBodyParts();
        assertEquals(
                List.of("text/plain", "message/delivery-status", "text/rfc822-headers"),
                parts.stream().map(Entity::getMimeType).toList());
        assertTrue(text(parts.get(0)).contains("550 5.1.1 User unknown"));
        String fields = text(parts.get(1));
        for (String field : List.of(
                "Reporting-MTA: dns; [127.0.0.1]",
                "Original-Envelope-Id: exam-7",
                "Arrival-Date: Thu, 26 Nov 2026 10:00:00 +0000",
                "Original-Recipient: rfc822;robert@elsewhere.example",
                "Final-Recipient: rfc822; bob@elsewhere.example",
                "Action: failed",
                "Status: 5.1.1",
                "Remote-MTA: dns; localhost",
                "Diagnostic-Code: smtp; 550 5.1.1 User unknown")) {
            assertTrue(fields.contains(field), fields);
        }
        String header = text(parts.get(2));
        assertTrue(header.contains("Subject: Exam results"));
        assertFalse(header.contains("All passed"));
    }

    @Test
    void theWholeMessageComesBackWhereItWasAskedFor() throws Exception {
        nobodyIsKnown();
        Dsn full = new Dsn(Optional.of("FULL"), Optional.empty());
        scene.accept("portal", envelope("FAILURE", full), Scene.text("portal", ""));
        String octets = new String(report().content().octets(), StandardCharsets.UTF_8);
        assertTrue(octets.contains("Content-Type: message/rfc822") && octets.contains("All passed."), octets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEVER", "SUCCESS", "DELAY"})
    void whoDidNotAskForFailuresHearsOfNone(String notifyOn) throws Exception {
        nobodyIsKnown();
        EntryId id = scene.accept("portal", envelope(notifyOn, Dsn.NONE), Scene.text("portal", ""));
        scene.untilState(id, "failed");
        noReport();
    }

    @Test
    void theNullSenderHearsOfNothing() throws Exception {
        nobodyIsKnown();
        EntryId id = scene.accept("portal", Envelope.of("", List.of(Scene.OUTSIDE)), Scene.text("portal", ""));
        scene.untilState(id, "failed");
        noReport();
    }

    @Test
    void whatWasSentAutomaticallyIsNotAnswered() throws Exception {
        nobodyIsKnown();
        Content automatic = Scene.text("portal", "Auto-Submitted: auto-generated (by cron)\r\n");
        EntryId id = scene.accept("portal", envelope("", Dsn.NONE), automatic);
        scene.untilState(id, "failed");
        noReport();
    }

    @Test
    void whatAPersonSentIs() throws Exception {
        nobodyIsKnown();
        scene.accept("portal", envelope("", Dsn.NONE), Scene.text("portal", "Auto-Submitted: No\r\n"));
        report();
    }

    @Test
    void aReportThatFailsIsNotReported() throws Exception {
        nobodyIsKnown();
        signet.server.queue.Submission report = new signet.server.queue.Submission(
                "portal",
                envelope("FAILURE", Dsn.NONE),
                Scene.text("portal", ""),
                Optional.empty(),
                "",
                0,
                Optional.empty(),
                Optional.empty(),
                new Origin(Origin.Kind.REPORT, "signet", ""));
        EntryId id = scene.accept(report);
        scene.untilState(id, "failed");
        noReport();
    }

    @Test
    void successIsTheProvidersToReportWhereItTakesTheQuestionOver() throws Exception {
        EntryId id = scene.accept("portal", envelope("SUCCESS", Dsn.NONE), Scene.text("portal", ""));
        scene.untilState(id, "delivered");
        assertEquals(1, scene.taken());
        assertEquals(
                "SUCCESS",
                scene.simulator
                        .exchange()
                        .submissions()
                        .getFirst()
                        .envelope()
                        .recipients()
                        .getFirst()
                        .parameters()
                        .get("NOTIFY"));
    }

    @Test
    void anExpiredRecipientIsReportedOnce() throws Exception {
        scene.fault(Stage.RCPT, Effect.say("450 4.2.1 busy"), 1);
        EntryId id = scene.accept("portal", envelope("", Dsn.NONE), Scene.text("portal", ""));
        scene.untilAttempts(id, 1);
        scene.clock.advance(Duration.ofDays(6));
        Bounces bounces = new Bounces(scene.accounts, scene.queue.store().view(), scene.clock);
        assertEquals(1, scene.queue.store().upkeep().expire(scene.clock.instant(), bounces));
        assertEquals("expired", scene.entry(id).state());
        String octets = new String(report().content().octets(), StandardCharsets.UTF_8);
        assertTrue(octets.contains("Status: 4.4.7"), octets);
        assertTrue(octets.contains("Diagnostic-Code: smtp; 450 4.2.1 busy"), octets);
        assertEquals(0, scene.queue.store().upkeep().expire(scene.clock.instant(), bounces));
    }
}
