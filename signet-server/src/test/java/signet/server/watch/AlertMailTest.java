package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.doctor.Catalogue;
import signet.server.account.Incident;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.mime.MessageWriter;
import signet.server.queue.EntryView;
import signet.server.queue.Filter;
import signet.server.queue.Submission.Origin;

class AlertMailTest {
    @TempDir
    Path folder;

    private Desk desk;
    private Path place;
    private AlertTargets targets = new AlertTargets(
            Optional.of(new AlertTargets.Mail("ops@university.example", "portal")),
            Optional.empty(),
            Optional.empty(),
            Duration.ofDays(30));
    private AlertMail mail;
    private Follower follower;

    @BeforeEach
    void open() throws IOException {
        desk = new Desk(folder);
        place = folder.resolve("place");
        restart();
    }

    @AfterEach
    void close() throws IOException {
        desk.close();
    }

    private void restart() throws IOException {
        AlertQueue queue = new AlertQueue(new StateFile(place), desk.events());
        AlertTexts texts = new AlertTexts(
                Catalogue.load(), desk.store.store().view(), desk.store.store().accountStates(), desk.accounts);
        mail = new AlertMail(
                () -> targets,
                queue,
                texts,
                desk.accounts,
                desk.store.store().accountStates(),
                new AlertMail.Post(desk.reception(), new MessageWriter(desk.time), desk.time));
        Alerts alerts = new Alerts(() -> targets, texts, List.of(new Alerts.Way(queue, () -> {})));
        follower = new Follower(desk.events(), List.of(alerts), desk.time);
    }

    /** Lets events arrive and the time pass in which alerts are gathered. */
    private void settle() throws IOException {
        follower.runOnce();
        mail.runOnce();
        desk.time.pass(AlertMail.GATHER);
        mail.runOnce();
        follower.runOnce();
    }

    @Test
    void aParkedAccountIsToldOnceWithEverythingAPersonNeeds() throws Exception {
        for (int i = 0; i < 17; i++) {
            desk.store.accept("reports", "anna@example.org");
        }
        desk.park("reports");
        settle();
        settle();

        EntryView sent = alerts(1).getFirst();
        assertEquals("portal", sent.account());
        assertEquals("portal@university.example", sent.from());
        assertEquals("ops@university.example", sent.recipients().getFirst().address());
        String text = text(sent);
        for (String part : List.of(
                "Auto-Submitted: auto-generated\r\n",
                "From: Signet <portal@university.example>\r\n",
                "Subject: [Signet] account 'reports' is parked\r\n",
                "Since 2026-11-26 12:00 UTC",
                "Waiting: 17 messages of reports",
                "What was said: AADSTS7000222: The provided client secret keys for app 'x' are expired.  Trace ID: t-1",
                "Meaning: The client secret is right but its end date has passed.",
                "Fix: Create a new secret",
                "signet queue list",
                "signet test reports")) {
            assertTrue(text.contains(part), () -> "no «" + part + "» in\n" + text);
        }
    }

    @Test
    void anAlertNeverGoesThroughAParkedOrPausedAccount() throws Exception {
        desk.park("portal");
        settle();
        EntryView sent = alerts(1).getFirst();
        assertEquals("reports", sent.account());
        assertTrue(text(sent).contains("This came through account 'reports', because 'portal'"), text(sent));

        desk.store.store().accountStates().pause("reports", "somebody");
        Incident incident = desk.park("reports");
        desk.time.pass(AlertMail.APART);
        settle();
        settle();
        alerts(1);

        desk.store.store().accountStates().close(incident.id());
        desk.store.store().accountStates().resume("reports", "somebody");
        settle();
        assertEquals("reports", alerts(2).getFirst().account());
        assertTrue(text(alerts(2).getFirst())
                .contains("[Signet] 2 alerts: account 'reports' is parked; account 'reports'"));
    }

    @Test
    void whatComesTogetherIsOneMailAndTheNextOneWaitsFiveMinutes() throws Exception {
        for (int i = 0; i < 60; i++) {
            notice("broken " + i);
        }
        settle();
        EntryView sent = alerts(1).getFirst();
        assertTrue(sent.subject().isEmpty() || sent.subject().startsWith("[Signet] 60 alerts"), sent.subject());
        assertTrue(text(sent).contains("broken 49"));
        notice("later");
        settle();
        alerts(1);
        desk.time.pass(AlertMail.APART);
        settle();
        assertTrue(text(alerts(2).getFirst()).contains("later"));
    }

    @Test
    void anAlertIsSentOnceAcrossRestartsAlsoWhenTheEndCameBeforeThatWasNoted() throws Exception {
        String before = Files.readString(place);
        notice("broken");
        settle();
        alerts(1);
        restart();
        settle();
        alerts(1);

        Files.writeString(place, before); // killed between accepting the mail and noting it
        restart();
        settle();
        alerts(1);
    }

    @Test
    void anAlertThatWasNotSentBeforeARestartIsSentAfterIt() throws Exception {
        notice("broken");
        follower.runOnce();
        restart();
        settle();
        alerts(1);
    }

    @Test
    void aMailAboutAnAlertThatFailsMakesNoAlert() throws Exception {
        notice("broken");
        settle();
        EntryView sent = alerts(1).getFirst();
        for (EventKind kind :
                List.of(EventKind.FAILED, EventKind.EXPIRED, EventKind.UNCONFIRMED, EventKind.HELD, EventKind.PARKED)) {
            desk.ended(kind, "portal", sent.id(), "ops@university.example");
        }
        desk.time.pass(AlertMail.APART);
        settle();
        settle();
        alerts(1);
    }

    @Test
    @Tag("F10")
    void anEndIsToldOnlyWithinBeforeExpiry() throws Exception {
        expiring("60");
        settle();
        alerts(0);
        expiring("30");
        settle();
        String text = text(alerts(1).getFirst());
        assertTrue(text.contains("the certificate of credential 'by-cert' ends in 30 days"), text);
        assertTrue(text.contains("portal, reports") || text.contains("reports, portal"), text);
    }

    @Test
    void whoAsksForAlertsLaterIsNotToldOfOldTroubles() throws Exception {
        AlertTargets wanted = targets;
        targets = AlertTargets.NOBODY;
        notice("old");
        settle();
        targets = wanted;
        notice("new");
        settle();
        String text = text(alerts(1).getFirst());
        assertTrue(text.contains("new") && !text.contains("Reason: old"), text);
    }

    @Test
    void whileNothingIsAcceptedTheAlertWaits() throws Exception {
        notice("broken");
        desk.store.health().disk(Optional.of("full"));
        settle();
        settle();
        alerts(0);
        desk.store.health().disk(Optional.empty());
        desk.time.pass(Duration.ofMinutes(1));
        settle();
        alerts(1);
    }

    @Test
    void foreignTextCannotForgeLinesOfAnAlert() throws Exception {
        notice("first\r\nFix: call this number \u202e now \u001b[2J");
        settle();
        String text = text(alerts(1).getFirst());
        assertFalse(text.contains("\nFix: call"), text);
        assertFalse(text.contains("\u001b") || text.contains("\u202e"), text);
    }

    @Test
    void aBadSuccessorAndOneThatTookThePlaceAreTold() throws Exception {
        desk.events()
                .append(Event.of(
                        EventKind.REHEARSAL_FAILED,
                        Map.of(
                                "credential",
                                "by-cert",
                                "ends",
                                "2027-01-01T00:00:00Z",
                                "code",
                                "aadsts-700027-not-registered",
                                "reason",
                                "The key was not found.",
                                "fix",
                                "Upload it now.")));
        settle();
        String failed = text(alerts(1).getFirst());
        assertTrue(failed.contains("what follows the credential 'by-cert' would not work"), failed);
        assertTrue(failed.contains("What is in use ends at 2027-01-01T00:00:00Z; nothing takes its place"), failed);
        assertTrue(failed.contains("Fix: Upload it now."), failed);
        assertTrue(failed.contains("signet credential rehearse by-cert"), failed);
        desk.events()
                .append(Event.of(
                        EventKind.SUCCEEDED,
                        Map.of(
                                "credential",
                                "by-cert",
                                "because",
                                "ended",
                                "kind",
                                "certificate",
                                "ends",
                                "2029-01-01T00:00:00Z",
                                "advice",
                                "In signet.yaml write so.")));
        desk.events().append(Event.of(EventKind.REHEARSED, Map.of("credential", "by-cert")));
        desk.time.pass(AlertMail.APART);
        settle();
        String succeeded = text(alerts(2).getFirst());
        assertTrue(succeeded.contains("the credential 'by-cert' is used by its next certificate"), succeeded);
        assertTrue(succeeded.contains("To do: In signet.yaml write so."), succeeded);
    }

    private void notice(String reason) throws IOException {
        desk.events().append(Event.of(EventKind.RELOAD_REFUSED, Map.of("reason", reason)));
    }

    private void expiring(String days) throws IOException {
        desk.events()
                .append(Event.of(
                        EventKind.EXPIRING,
                        Map.of(
                                "credential",
                                "by-cert",
                                "ends",
                                "2026-12-26T00:00:00Z",
                                "days",
                                days,
                                "kind",
                                "certificate")));
    }

    /** The alert mails in the queue, the newest first. */
    private List<EntryView> alerts(int count) throws IOException {
        List<EntryView> all = desk.store.store().view().list(Filter.ALL, Optional.empty(), 500).entries().stream()
                .filter(entry -> entry.origin().kind() == Origin.Kind.ALERT)
                .toList();
        assertEquals(count, all.size());
        return all;
    }

    private String text(EntryView entry) throws IOException {
        try (InputStream octets =
                desk.store.store().view().content(entry.id()).orElseThrow().open()) {
            return new String(octets.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
