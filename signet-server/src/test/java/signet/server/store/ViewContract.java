package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Filter;
import signet.server.queue.Held;
import signet.server.queue.QueueVerbs.Verb;
import signet.server.queue.QueueView;
import signet.server.queue.RecipientState;

/** What is shown. */
interface ViewContract extends StoreFixture {
    @Test
    default void everyFilterFindsWhatFitsAndNothingElse() throws IOException {
        EntryId delivered = queue().accept("portal", "ann@example.org");
        Claim claim = claimOne("portal");
        settle(claim, settlement(newId(), RecipientState.DELIVERED, claim));
        EntryId held = queue().accept("helpdesk", "bob@example.org", "Ann@Example.org");
        verb(Verb.HOLD, held);
        queue().clock().advance(Duration.ofHours(1));
        EntryId queued = queue().accept("portal", "eve@example.org");
        assertList(List.of(queued, held, delivered), filter("", "", "", "", "", 0));
        assertList(List.of(queued, held), filter("queued", "", "", "", "", 0));
        assertList(List.of(delivered), filter("delivered", "", "", "", "", 0));
        assertList(List.of(), filter("bounced", "", "", "", "", 0));
        assertList(List.of(), filter("no-such-state", "", "", "", "", 0));
        assertList(List.of(held), filter("", "operator", "", "", "", 0));
        assertList(List.of(queued, delivered), filter("", "none", "", "", "", 0));
        assertList(List.of(queued), filter("queued", "none", "", "", "", 0));
        assertList(List.of(), filter("", "quarantine", "", "", "", 0));
        assertList(List.of(), filter("delivered", "operator", "", "", "", 0));
        assertList(List.of(queued, delivered), filter("", "", "portal", "", "", 0));
        assertList(List.of(), filter("", "", "unknown", "", "", 0));
        assertList(List.of(queued), filter("queued", "", "portal", "", "", 0));
        assertList(List.of(held), filter("", "operator", "helpdesk", "", "", 0));
        assertList(List.of(), filter("", "operator", "portal", "", "", 0));
        assertList(List.of(held, delivered), filter("", "", "", "ann@example.org", "", 0));
        assertList(List.of(delivered), filter("", "", "portal", "ANN@example.org", "", 0));
        assertList(List.of(held), filter("queued", "operator", "", "ann@example.org", "", 0));
        assertList(List.of(queued), filter("", "", "", "", "", 30));
        assertList(List.of(queued, held, delivered), filter("", "", "", "", "exam", 0));
        assertList(List.of(queued), filter("", "", "", "", "eve@", 0));
        assertList(List.of(delivered), filter("delivered", "", "", "", "<1@uni", 0));
        assertList(List.of(), filter("", "", "", "", "%", 0));
        assertList(List.of(), filter("", "", "", "", "exam_results", 0));
    }

    private Filter filter(String state, String held, String account, String recipient, String text, int minutes) {
        Optional<Instant> since =
                minutes == 0 ? Optional.empty() : Optional.of(now().minus(Duration.ofMinutes(minutes)));
        return new Filter(present(state), Held.of(held), present(account), present(recipient), present(text), since);
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private void assertList(List<EntryId> expected, Filter filter) throws IOException {
        List<EntryId> found = queue().store().view().list(filter, Optional.empty(), 10).entries().stream()
                .map(EntryView::id)
                .toList();
        assertEquals(expected, found, filter.toString());
    }

    @Test
    default void pagesFollowEachOtherWithoutGapOrRepetition() throws IOException {
        List<EntryId> accepted = new ArrayList<>();
        for (int i = 0; i < 57; i++) {
            accepted.add(queue().accept(i % 3 == 0 ? "portal" : "helpdesk", "ann@example.org"));
        }
        for (Filter filter : List.of(
                Filter.ALL,
                filter("queued", "", "", "", "", 0),
                filter("", "", "", "", "exam", 0),
                filter("queued", "", "", "Ann@example.org", "", 0),
                filter("", "", "", "ann@example.org", "exam", 0))) {
            List<EntryId> read = new ArrayList<>();
            Optional<EntryId> before = Optional.empty();
            do {
                QueueView.Page page = queue().store().view().list(filter, before, 10);
                page.entries().forEach(view -> read.add(view.id()));
                before = page.next();
            } while (before.isPresent());
            assertEquals(accepted.reversed(), read);
        }
    }

    @Test
    default void thereIsNoPageAfterOneThatIsJustFull() throws IOException {
        EntryId first = queue().accept("portal", "ann@example.org");
        EntryId second = queue().accept("helpdesk", "ann@example.org");
        for (Filter filter :
                List.of(Filter.ALL, filter("queued", "", "", "", "", 0), filter("", "", "", "", "exam", 0))) {
            QueueView.Page page = queue().store().view().list(filter, Optional.empty(), 2);
            assertEquals(
                    List.of(second, first),
                    page.entries().stream().map(EntryView::id).toList());
            assertEquals(Optional.empty(), page.next());
        }
    }

    @Test
    default void aRecipientWhoIsNamedTwiceHasTheEntryOnce() throws IOException {
        EntryId first = queue().accept("portal", "ann@example.org", "Ann@example.org");
        EntryId second = queue().accept("portal", "ann@example.org", "bob@example.org");
        assertList(List.of(second, first), filter("", "", "", "ANN@example.org", "", 0));
    }

    @Test
    default void aListCutsRecipientsAtTwentyTheEntryHasAll() throws IOException {
        String[] recipients =
                IntStream.range(0, 50).mapToObj(i -> "r" + i + "@example.org").toArray(String[]::new);
        EntryId id = queue().accept("portal", recipients);
        assertEquals(
                20,
                queue().store()
                        .view()
                        .list(Filter.ALL, Optional.empty(), 1)
                        .entries()
                        .getFirst()
                        .recipients()
                        .size());
        assertEquals(50, view(id).recipients().size());
    }

    @Test
    default void aPageHasOneToFiveHundredEntries() {
        for (int limit : new int[] {-1, 0, 501}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> queue().store().view().list(Filter.ALL, Optional.empty(), limit));
        }
    }

    @Test
    default void whatIsUnknownIsAbsent() throws IOException {
        assertEquals(Optional.empty(), queue().store().view().entry(newId()));
        assertTrue(queue().store().view().content(newId()).isEmpty());
        assertEquals(List.of(), queue().store().view().attempts(newId()));
    }

    @Test
    default void countsAndAgesAreByAccountAndOutliveARestart() throws IOException {
        queue().accept("portal", "ann@example.org");
        queue().clock().advance(Duration.ofSeconds(90));
        queue().accept("portal", "ann@example.org");
        EntryId held = queue().accept("helpdesk", "ann@example.org");
        verb(Verb.HOLD, held);
        for (int i = 0; i < 2; i++) {
            var counts = queue().store().view().counts();
            assertEquals(java.util.Map.of("portal", 2L, "helpdesk", 1L), counts.queued());
            assertEquals(1, counts.held());
            assertEquals(java.util.Map.of("portal", 90L, "helpdesk", 0L), counts.oldestSeconds());
            queue().reopen();
        }
    }
}
