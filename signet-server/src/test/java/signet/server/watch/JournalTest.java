package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.doctor.Catalogue;
import signet.server.account.Incident;
import signet.server.event.Event;
import signet.server.event.EventKind;

class JournalTest {
    @TempDir
    Path folder;

    private static Journal journal(Desk desk, List<String> said) throws IOException {
        AlertTexts texts = new AlertTexts(
                Catalogue.load(), desk.store.store().view(), desk.store.store().accountStates(), desk.accounts);
        return new Journal(desk.events(), texts, (level, line) -> said.add(level + " " + line));
    }

    @Test
    void whatStopsMailAndHasItGoOnIsOneLineEachWithCauseAndFix() throws Exception {
        try (Desk desk = new Desk(folder)) {
            desk.park("portal");
            List<String> said = new ArrayList<>();
            Journal journal = journal(desk, said);
            Follower follower = new Follower(desk.events(), List.of(journal), desk.time);
            follower.runOnce();
            assertEquals(List.of(), said, "what was before the start is in the delivery log");

            desk.store.accept("reports", "anna@example.org");
            Incident incident = desk.park("reports");
            follower.runOnce();
            assertEquals(1, said.size(), said.toString());
            String parked = said.get(0);
            assertTrue(parked.startsWith(Level.WARNING + " account 'reports' is parked. "), parked);
            for (String part : List.of(
                    "Waiting: 1 message of reports.",
                    "What was said: AADSTS7000222: ",
                    "Trace ID: t-1. ",
                    "Fix: Create a new secret",
                    "signet test reports.")) {
                assertTrue(parked.contains(part), () -> "no «" + part + "» in " + parked);
            }
            assertTrue(parked.lines().count() == 1, parked);

            desk.store.store().accountStates().close(incident.id());
            desk.events().append(Event.account(EventKind.PAUSED, "portal", Map.of("by", "user ada")));
            desk.events()
                    .append(Event.account(
                            EventKind.CANARY_MISSED, "portal", Map.of("in-a-row", "2", "reason", "lost")));
            follower.runOnce();
            follower.runOnce();
            assertEquals(3, said.size(), said.toString());
            assertTrue(said.get(1).startsWith(Level.INFO + " account 'reports' works again. "), said.get(1));
            assertEquals(Level.INFO + " account 'portal' is paused by user ada", said.get(2));
        }
    }

    @Test
    void ofCanariesTheFirstThatIsMissingAndTheFirstThatReturnsAreTold() throws Exception {
        try (Desk desk = new Desk(folder)) {
            List<String> said = new ArrayList<>();
            Journal journal = journal(desk, said);
            for (String inARow : List.of("1", "2", "3")) {
                desk.events()
                        .append(Event.account(
                                EventKind.CANARY_MISSED, "portal", Map.of("in-a-row", inARow, "reason", "lost")));
            }
            for (Map<String, String> facts : List.of(
                    Map.of("took-ms", "900", "missed-since", "2026-11-26T10:00:00Z"), Map.of("took-ms", "901"))) {
                desk.events().append(Event.account(EventKind.CANARY_RETURNED, "portal", facts));
            }
            new Follower(desk.events(), List.of(journal), desk.time).runOnce();
            assertEquals(2, said.size(), said.toString());
            assertTrue(said.get(0).startsWith(Level.WARNING + " mail of account 'portal' does not come back"));
            assertTrue(said.get(1).startsWith(Level.INFO + " mail of account 'portal' comes back again"));
        }
    }
}
