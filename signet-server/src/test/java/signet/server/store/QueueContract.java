package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import signet.server.event.EventKind;
import signet.server.event.Recorded;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.RecipientState;

/** What the way through the queue promises, from acceptance to the last recipient's final state. */
interface QueueContract extends StoreFixture {
    @Test
    default void whatWasAcceptedIsThereWithEverything() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org", "bob@example.org");
        EntryView view = queue().store().view().entry(id).orElseThrow();
        assertEquals("queued", view.state());
        assertEquals("portal@university.example", view.from());
        assertEquals("Exam results", view.subject());
        assertEquals(
                List.of("ann@example.org", "bob@example.org"),
                view.recipients().stream().map(EntryView.Recipient::address).toList());
        assertEquals(Optional.of(queue().clock().instant()), view.next());
        assertArrayEquals(
                TestStore.content("Subject: Exam results\r\n\r\nAll passed.\r\n").open().readAllBytes(),
                queue().store().view().content(id).orElseThrow().open().readAllBytes());
    }

    @Test
    default void anAcceptedEntryIsClaimedTriedAndSettled() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        assertEquals(Map.of("portal", queue().clock().instant()), queue().store().claims().due());
        List<Claim> claims = claim("portal", 10);
        assertEquals(List.of(id), claims.stream().map(Claim::id).toList());
        assertTrue(claim("portal", 10).isEmpty(), "it is claimed already");
        Claim claim = claims.getFirst();
        EntryId attempt = newId();
        queue().store().claims().dot(claim, attempt, queue().clock().instant());
        assertTrue(queue().store().claims().settle(claim, settlement(attempt, RecipientState.DELIVERED, claim)));
        assertFalse(queue().store().claims().settle(claim, settlement(attempt, RecipientState.DELIVERED, claim)));
        assertEquals("delivered", queue().store().view().entry(id).orElseThrow().state());
        assertEquals(
                List.of(EventKind.ACCEPTED, EventKind.DOT, EventKind.ATTEMPTED, EventKind.DELIVERED),
                queue().store().events().after(0, 100).stream()
                        .map(Recorded::event)
                        .map(event -> event.kind())
                        .toList());
        assertTrue(queue().store().claims().due().isEmpty());
    }
}
