package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Content;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.Filter;
import signet.server.queue.Held;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;
import signet.server.queue.QueueVerbs.Effect;
import signet.server.queue.QueueVerbs.Verb;
import signet.server.queue.RecipientState;
import signet.server.queue.Submission;

/** What an operator does. */
interface VerbContract extends StoreFixture {
    Effect DONE = new Effect(1, 1, 0);
    Effect LEFT_ALONE = new Effect(1, 0, 1);

    @Test
    default void aHeldEntryIsNotTriedUntilItIsReleased() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        assertEquals(DONE, verb(Verb.HOLD, id));
        assertEquals(LEFT_ALONE, verb(Verb.HOLD, id));
        assertEquals(Held.OPERATOR, view(id).held());
        assertEquals(Optional.of("ann"), view(id).heldBy());
        assertEquals(1, queue().store().view().counts().held());
        assertTrue(claim("portal", 1).isEmpty());
        assertTrue(queue().store().claims().due().isEmpty());
        assertEquals(DONE, verb(Verb.RELEASE, id));
        assertEquals(LEFT_ALONE, verb(Verb.RELEASE, id));
        assertEquals(0, queue().store().view().counts().held());
        assertEquals(1, claim("portal", 1).size());
        assertEquals(List.of(EventKind.ACCEPTED, EventKind.HELD, EventKind.RELEASED), kinds());
        assertEquals("ann", events().getLast().facts().get("by"));
    }

    @Test
    default void cancellingEndsWhatIsPending() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org", "bob@example.org");
        verb(Verb.HOLD, id);
        assertEquals(DONE, verb(Verb.CANCEL, id));
        assertEquals(LEFT_ALONE, verb(Verb.CANCEL, id));
        assertEquals("cancelled", view(id).state());
        assertEquals(Held.NONE, view(id).held());
        assertEquals(Map.of(), queue().store().view().counts().queued());
        assertEquals(0, queue().store().view().counts().held());
        List<Event> cancelled = events().stream()
                .filter(event -> event.kind() == EventKind.CANCELLED)
                .toList();
        assertEquals(2, cancelled.size());
        assertEquals(Optional.of("bob@example.org"), cancelled.getLast().recipient());
    }

    @Test
    default void whatIsBeingSentIsLeftAlone() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        Claim claim = claimOne("portal");
        for (Verb verb : Verb.values()) {
            assertEquals(LEFT_ALONE, verb(verb, id), verb.word());
        }
        assertTrue(settle(claim, settlement(newId(), RecipientState.DELIVERED, claim)));
    }

    @Test
    default void aRetryMakesAPendingEntryDue() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        Claim claim = claimOne("portal");
        settle(claim, settlement(newId(), RecipientState.PENDING, claim));
        assertTrue(claim("portal", 1).isEmpty());
        assertEquals(DONE, verb(Verb.RETRY, id));
        assertEquals(LEFT_ALONE, verb(Verb.RETRY, id), "it is due already");
        assertEquals(0, claimOne("portal").attempts(), "the schedule begins again");
    }

    @Test
    default void aRetryLeadsBackFromFailureButNeverFromDelivery() throws IOException {
        EntryId failed = finished(RecipientState.FAILED);
        EntryId delivered = finished(RecipientState.DELIVERED);
        assertEquals(DONE, verb(Verb.RETRY, failed));
        assertEquals(LEFT_ALONE, verb(Verb.RETRY, delivered));
        assertEquals("queued", view(failed).state());
        assertEquals(Map.of("portal", 1L), queue().store().view().counts().queued());
        Event retried = events().getLast();
        assertEquals(EventKind.RETRIED, retried.kind());
        assertEquals(Optional.of("ann@example.org"), retried.recipient());
        assertEquals("ann", retried.facts().get("by"));
        assertEquals(failed, claimOne("portal").id());
    }

    private EntryId finished(RecipientState state) throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        Claim claim = claimOne("portal");
        settle(claim, settlement(newId(), state, claim));
        return id;
    }

    @Test
    default void anUnknownEntryMatchesNothing() throws IOException {
        assertEquals(new Effect(0, 0, 0), verb(Verb.RETRY, newId()));
    }

    @Test
    default void aDryRunCountsAndChangesNothing() throws IOException {
        for (int i = 0; i < 450; i++) {
            EntryId id = queue().accept(i % 2 == 0 ? "portal" : "helpdesk", "ann@example.org");
            if (i % 10 == 0) {
                verb(Verb.HOLD, id);
            }
        }
        Filter portal = new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.of("portal"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        long before = queue().store().events().last();
        Effect dry = queue().store().verbs().apply(Verb.HOLD, portal, "ann", now(), true);
        assertEquals(new Effect(225, 180, 45), dry);
        assertEquals(before, queue().store().events().last());
        assertEquals(dry, queue().store().verbs().apply(Verb.HOLD, portal, "ann", now(), false));
        assertEquals(225, queue().store().view().counts().held());
        assertEquals(new Effect(225, 0, 225), queue().store().verbs().apply(Verb.HOLD, portal, "ann", now(), false));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000, 2_000_000})
    default void resendingMakesANewEntryOfTheSameContentAndCancelsTheOld(int size) throws IOException {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        EntryId old = accept(TestStore.submission("portal", Content.of(octets), "anne@example.org"));
        EntryId next = queue().store().verbs().resend(old, List.of("ann@example.org"), "ann", now());
        assertEquals("cancelled", view(old).state());
        assertEquals("queued", view(next).state());
        assertEquals(Submission.Origin.Kind.RESENT, view(next).origin().kind());
        assertEquals("Exam results", view(next).subject());
        Claim claim = claimOne("portal");
        assertEquals(next, claim.id());
        assertEquals(
                "ann@example.org", claim.envelope().forwardPaths().getFirst().address());
        assertArrayEquals(octets, claim.content().open().readAllBytes());
        queue().clock().advance(Duration.ofDays(30));
        queue().store().upkeep().sweep(signet.server.queue.Upkeep.Keep.STANDARD, now());
        assertContent(octets, next);
        assertFalse(view(old).contentKept());
        assertRefused(Reason.BAD_MESSAGE, old, "ann@example.org");
    }

    @Test
    default void resendingRefusesWhatIsNoAddressOrNoEntry() throws IOException {
        EntryId id = queue().accept("portal", "anne@example.org");
        for (String address : List.of("", "ann", "@example.org", "ann@", "ann @example.org", "a@b>\r\nRCPT TO:<c@d")) {
            assertRefused(Reason.BAD_ADDRESS, id, address);
        }
        assertRefused(Reason.BAD_MESSAGE, newId(), "ann@example.org");
        claimOne("portal");
        assertRefused(Reason.BUSY, id, "ann@example.org");
        assertEquals("queued", view(id).state());
    }

    private void assertRefused(Reason reason, EntryId id, String address) {
        NotAcceptedException refused = assertThrows(
                NotAcceptedException.class, () -> queue().store().verbs().resend(id, List.of(address), "ann", now()));
        assertEquals(reason, refused.reason());
    }
}
