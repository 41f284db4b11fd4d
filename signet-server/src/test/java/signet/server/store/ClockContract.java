package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import signet.server.account.Incident;
import signet.server.account.Outcome.Scope;
import signet.server.event.EventKind;
import signet.server.queue.EntryId;
import signet.server.queue.QueueVerbs.Verb;

/** Expiry, and everything that makes its clocks stand still. Entries are tried for {@link TestStore#GIVE_UP_AFTER}: five days. */
interface ClockContract extends StoreFixture {
    Duration DAY = Duration.ofDays(1);
    Duration MOMENT = Duration.ofSeconds(1);

    @Test
    default void anEntryIsNeitherClaimedNorDueOnceItsTimeIsOver() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        queue().clock().advance(DAY.multipliedBy(5).minus(MOMENT));
        assertEquals(0, expire());
        assertEquals(1, queue().store().claims().due().size());
        queue().clock().advance(MOMENT);
        assertTrue(claim("portal", 1).isEmpty());
        assertTrue(queue().store().claims().due().isEmpty());
        assertEquals(1, expire());
        assertEquals(0, expire());
        assertEquals("expired", view(id).state());
        assertEquals(List.of(EventKind.ACCEPTED, EventKind.EXPIRED), kinds());
    }

    @Test
    default void theTimeCountsFromSendAt() throws IOException {
        accept(sentAt(now().plus(DAY)));
        expiresAfter(DAY.multipliedBy(6));
    }

    @Test
    default void aPauseMakesTheClockStandStill() throws IOException {
        queue().accept("portal", "ann@example.org");
        queue().clock().advance(DAY.multipliedBy(2));
        queue().store().accountStates().pause("portal", "ann");
        queue().clock().advance(DAY.multipliedBy(30));
        assertTrue(claim("portal", 1).isEmpty());
        assertTrue(queue().store().claims().due().isEmpty());
        assertEquals(0, expire());
        queue().store().accountStates().resume("portal", "ann");
        expiresAfter(DAY.multipliedBy(3));
    }

    @Test
    default void aStandstillOutlivesARestart() throws IOException {
        queue().accept("portal", "ann@example.org");
        queue().store().accountStates().pause("portal", "ann");
        queue().clock().advance(DAY.multipliedBy(3));
        queue().reopen();
        queue().clock().advance(DAY.multipliedBy(3));
        queue().store().accountStates().resume("portal", "ann");
        queue().reopen();
        expiresAfter(DAY.multipliedBy(5));
    }

    @Test
    default void pauseAndIncidentAtOnceCountOnce() throws IOException {
        queue().accept("portal", "ann@example.org");
        queue().store().accountStates().pause("portal", "ann");
        queue().clock().advance(DAY);
        Incident incident = park("by-cert", "portal");
        queue().clock().advance(DAY);
        assertTrue(queue().store().accountStates().resume("portal", "ann"));
        assertTrue(claim("portal", 1).isEmpty(), "the incident parks it still");
        queue().clock().advance(DAY.multipliedBy(9));
        assertEquals(0, expire());
        queue().store().accountStates().close(incident.id());
        assertTrue(queue().store().accountStates().standstills().isEmpty());
        expiresAfter(DAY.multipliedBy(5));
    }

    @Test
    default void whatIsAcceptedDuringAPauseHasItsWholeTime() throws IOException {
        queue().store().accountStates().pause("portal", "ann");
        queue().clock().advance(DAY.multipliedBy(10));
        queue().accept("portal", "ann@example.org");
        queue().clock().advance(DAY.multipliedBy(10));
        queue().store().accountStates().resume("portal", "ann");
        expiresAfter(DAY.multipliedBy(5));
    }

    @Test
    default void aPauseOfOneAccountLeavesTheClockOfAnother() throws IOException {
        queue().accept("portal", "ann@example.org");
        EntryId other = queue().accept("helpdesk", "ann@example.org");
        queue().store().accountStates().pause("portal", "ann");
        queue().clock().advance(DAY.multipliedBy(5));
        assertEquals(1, expire());
        assertEquals("expired", view(other).state());
    }

    @Test
    default void aHoldMakesTheClockStandStill() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        queue().clock().advance(DAY.multipliedBy(4));
        verb(Verb.HOLD, id);
        queue().clock().advance(DAY.multipliedBy(20));
        assertEquals(0, expire());
        verb(Verb.RELEASE, id);
        expiresAfter(DAY);
    }

    @Test
    default void holdAndPauseThatOverlapAreNotCountedTwice() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        queue().clock().advance(DAY); // one day is used up
        verb(Verb.HOLD, id);
        queue().clock().advance(DAY);
        queue().store().accountStates().pause("portal", "ann");
        queue().clock().advance(DAY.multipliedBy(7));
        verb(Verb.RELEASE, id);
        queue().clock().advance(DAY.multipliedBy(7));
        queue().store().accountStates().resume("portal", "ann");
        expiresAfter(DAY.multipliedBy(4));
    }

    @Test
    default void aHoldThatEndsBeforeSendAtChangesNothing() throws IOException {
        EntryId id = accept(sentAt(now().plus(DAY.multipliedBy(3))));
        verb(Verb.HOLD, id);
        queue().clock().advance(DAY);
        verb(Verb.RELEASE, id);
        expiresAfter(DAY.multipliedBy(7));
    }

    @Test
    default void aHoldThatReachesBeyondSendAtStopsTheClockAtItsBeginning() throws IOException {
        EntryId id = accept(sentAt(now().plus(DAY)));
        verb(Verb.HOLD, id);
        queue().clock().advance(DAY.multipliedBy(9));
        verb(Verb.RELEASE, id);
        expiresAfter(DAY.multipliedBy(5));
    }

    @Test
    default void aRetryStartsTheClockAgain() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        queue().clock().advance(DAY.multipliedBy(5));
        assertEquals(1, expire());
        queue().clock().advance(DAY.multipliedBy(5));
        verb(Verb.RETRY, id);
        assertEquals("queued", view(id).state());
        expiresAfter(DAY.multipliedBy(5));
        assertEquals("expired", view(id).state());
    }

    @Test
    default void aClockSetBackMakesNobodyOlder() throws IOException {
        queue().accept("portal", "ann@example.org");
        queue().store().accountStates().pause("portal", "ann");
        queue().clock().advance(Duration.ofHours(-1));
        queue().store().accountStates().resume("portal", "ann");
        queue().clock().advance(Duration.ofHours(1));
        expiresAfter(DAY.multipliedBy(5));
    }

    @Test
    default void whatIsBeingSentDoesNotExpire() throws IOException {
        queue().accept("portal", "ann@example.org");
        var claim = claimOne("portal");
        queue().clock().advance(DAY.multipliedBy(6));
        assertEquals(0, expire());
        assertTrue(settle(claim, settlement(newId(), signet.server.queue.RecipientState.DELIVERED, claim)));
    }

    @Test
    default void expiredRecipientsAreReportedOnce() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org", "bob@example.org");
        queue().clock().advance(DAY.multipliedBy(5));
        assertEquals(1, queue().store().upkeep().expire(now(), (entry, envelope) -> {
            assertEquals(id, entry.id());
            assertEquals("expired", entry.state());
            assertEquals(2, envelope.forwardPaths().size());
            return Optional.of(TestStore.submission("portal", "portal@university.example"));
        }));
        assertEquals(1, claim("portal", 10).size());
        assertEquals(0, expire());
    }

    private Incident park(String credential, String account) throws IOException {
        Incident incident = new Incident(
                newId().toString(),
                Scope.CREDENTIAL,
                credential,
                "secret-expired",
                "AADSTS7000222",
                now(),
                now().plusSeconds(60),
                0,
                Optional.empty());
        return queue().store().accountStates().open(incident, List.of(account));
    }

    private int expire() throws IOException {
        return queue().store().upkeep().expire(now(), (entry, envelope) -> Optional.empty());
    }

    /** The one entry is tried until then, and no longer. */
    private void expiresAfter(Duration time) throws IOException {
        queue().clock().advance(time.minus(MOMENT));
        assertEquals(0, expire(), "too early");
        assertFalse(queue().store().claims().due().isEmpty());
        queue().clock().advance(MOMENT);
        assertTrue(queue().store().claims().due().isEmpty());
        assertEquals(1, expire(), "too late");
    }
}
