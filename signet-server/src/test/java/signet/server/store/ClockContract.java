package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.server.account.Incident;
import signet.server.account.Outcome.Scope;
import signet.server.event.EventKind;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.QueueVerbs.Verb;
import signet.server.queue.RecipientState;
import signet.server.queue.Settlement;

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
        assertTrue(settle(claim, settlement(newId(), RecipientState.DELIVERED, claim)));
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

    // --- the wall clock is set

    @ParameterizedTest
    @Tag("F47")
    @ValueSource(strings = {"PT1H", "P10D", "P400D", "-PT1H", "-P10D", "-P400D"})
    default void aClockThatIsSetMakesNobodyOlderOrYounger(Duration jump) throws IOException {
        queue().accept("portal", "ann@example.org");
        queue().clock().advance(DAY);
        set(jump);
        assertEquals(0, expire());
        queue().accept("portal", "bob@example.org");
        queue().clock().advance(DAY.multipliedBy(4).minus(MOMENT));
        assertEquals(0, expire());
        queue().clock().advance(MOMENT);
        assertEquals(1, expire());
        expiresAfter(DAY);
    }

    @ParameterizedTest
    @Tag("F47")
    @ValueSource(strings = {"PT1H", "P400D", "-PT1H", "-P400D"})
    default void aClockThatIsSetAndSetRightAgainChangesNothing(Duration jump) throws IOException {
        queue().accept("portal", "ann@example.org");
        set(jump);
        queue().accept("portal", "bob@example.org");
        set(jump.negated());
        assertEquals(2, claim("portal", 10).size());
        queue().store().accountStates().takeOver("another"); // its claims are void
        queue().clock().advance(DAY.multipliedBy(5));
        assertEquals(2, expire());
    }

    @ParameterizedTest
    @Tag("F47")
    @ValueSource(strings = {"PT30M", "P400D", "-PT30M", "-P400D"})
    default void whatWaitsToBeTriedAgainWaitsAsLongAsBefore(Duration jump) throws IOException {
        queue().accept("portal", "ann@example.org");
        again(claimOne("portal"), Duration.ofMinutes(10));
        set(jump);
        assertEquals(
                Map.of("portal", now().plus(Duration.ofMinutes(10))),
                queue().store().claims().due());
        set(jump.negated());
        assertEquals(
                Map.of("portal", now().plus(Duration.ofMinutes(10))),
                queue().store().claims().due());
    }

    @Test
    @Tag("F47")
    default void whatWasTriedBeforeTheClockWasSetBackAndIsStoredBehindItWaitsAsLongAsItWasMeantTo() throws IOException {
        queue().accept("portal", "ann@example.org");
        Claim claim = claimOne("portal");
        Settlement tried =
                settlement(attempt(newId()), RecipientState.PENDING, claim, now().plus(Duration.ofMinutes(10)));
        set(Duration.ofHours(-5));
        assertTrue(settle(claim, tried));
        Instant due = queue().store().claims().due().values().iterator().next();
        assertTrue(
                Duration.between(due, now().plus(Duration.ofMinutes(10))).abs().compareTo(MOMENT) < 0, due.toString());
    }

    @ParameterizedTest
    @Tag("F47")
    @ValueSource(strings = {"PT3H", "-PT3H", "-P400D"})
    default void sendAtIsATimeOfTheWallClock(Duration jump) throws IOException {
        Instant time = now().plus(DAY);
        accept(sentAt(time));
        set(jump);
        assertEquals(Map.of("portal", time), queue().store().claims().due());
        expiresAfter(Duration.between(now(), time).plus(DAY.multipliedBy(5)));
    }

    @Test
    @Tag("F47")
    default void whatIsSentBecauseTheClockRanAheadHasItsWholeTime() throws IOException {
        Instant time = now().plus(DAY);
        accept(sentAt(time));
        set(DAY.multipliedBy(400));
        assertEquals(Map.of("portal", time), queue().store().claims().due());
        expiresAfter(DAY.multipliedBy(5));
    }

    @Test
    @Tag("F47")
    default void anEntryThatWaitsForItsTimeWaitsForItAgain() throws IOException {
        Instant time = now().plus(DAY);
        accept(sentAt(time));
        set(DAY.multipliedBy(400));
        set(DAY.multipliedBy(-400));
        assertEquals(Map.of("portal", time), queue().store().claims().due());
        expiresAfter(DAY.multipliedBy(6));
    }

    @ParameterizedTest
    @Tag("F47")
    @ValueSource(strings = {"P10D", "-P10D"})
    default void whatIsAcceptedBeforeAnybodyNoticedHasItsWholeTime(Duration jump) throws IOException {
        queue().accept("portal", "ann@example.org"); // the account has a clock
        queue().clock().advance(DAY);
        queue().clock().advance(jump);
        EntryId id = queue().accept("portal", "bob@example.org");
        queue().store().upkeep().clockSet(jump, now());
        assertEquals(2, claim("portal", 10).size());
        queue().store().accountStates().takeOver("another");
        queue().clock().advance(DAY.multipliedBy(4));
        assertEquals(1, expire());
        assertEquals("queued", view(id).state());
        expiresAfter(DAY);
    }

    @ParameterizedTest
    @Tag("F47")
    @ValueSource(strings = {"P10D", "-P10D"})
    default void aPauseStaysAsLongAsItWas(Duration jump) throws IOException {
        queue().accept("portal", "ann@example.org");
        queue().clock().advance(DAY);
        queue().store().accountStates().pause("portal", "ann");
        queue().clock().advance(DAY);
        set(jump);
        queue().clock().advance(DAY);
        queue().store().accountStates().resume("portal", "ann");
        expiresAfter(DAY.multipliedBy(4));
    }

    @ParameterizedTest
    @Tag("F47")
    @ValueSource(strings = {"P10D", "-P10D"})
    default void aKeyMeansTheSameMessageForADay(Duration jump) throws IOException {
        EntryId id = accept(keyed("k1", "digest"));
        queue().clock().advance(Duration.ofHours(20));
        set(jump);
        queue().clock().advance(Duration.ofHours(3));
        assertEquals(id, accept(keyed("k1", "digest")));
        queue().clock().advance(Duration.ofHours(1));
        assertNotEquals(id, accept(keyed("k1", "digest")));
    }

    @Test
    @Tag("F47")
    default void aClockThatIsSetIsAnEvent() throws IOException {
        set(Duration.ofHours(-3));
        assertEquals(List.of(EventKind.CLOCK_SET), kinds());
        assertEquals(Map.of("by", "PT-3H"), events().getFirst().facts());
    }

    @Test
    @Tag("F47")
    default void aClockThatWasSetBackWhileNobodyRanIsSeenByTheLastEvent() throws IOException {
        queue().accept("portal", "ann@example.org");
        again(claimOne("portal"), Duration.ofMinutes(10));
        queue().clock().advance(DAY.multipliedBy(-30));
        queue().reopen();
        assertEquals(Duration.ZERO, queue().store().upkeep().clockAtStart(now()));
        assertEquals(
                Map.of("portal", now().plus(Duration.ofMinutes(10))),
                queue().store().claims().due());
        expiresAfter(DAY.multipliedBy(5));
    }

    @Test
    @Tag("F47")
    default void aClockThatRanBehindAndWasSetRightWhileNobodyRanExpiresNothing() throws IOException {
        queue().accept("portal", "ann@example.org");
        set(DAY.multipliedBy(-400));
        queue().accept("portal", "bob@example.org");
        queue().clock().advance(DAY.multipliedBy(400));
        queue().reopen();
        assertEquals(DAY.multipliedBy(400), queue().store().upkeep().clockAtStart(now()));
        assertEquals(0, expire());
        queue().reopen();
        assertEquals(Duration.ZERO, queue().store().upkeep().clockAtStart(now()));
        queue().clock().advance(DAY.multipliedBy(5));
        assertEquals(2, expire());
    }

    @Test
    @Tag("F47")
    default void aRestThatIsNoJumpChangesNothing() throws IOException {
        assertEquals(Duration.ZERO, queue().store().upkeep().clockAtStart(now()), "there is no event yet");
        queue().accept("portal", "ann@example.org");
        queue().clock().advance(DAY);
        assertEquals(DAY, queue().store().upkeep().clockAtStart(now()));
        queue().clock().advance(Duration.ofSeconds(-30)); // a time service nudges
        assertEquals(List.of(EventKind.ACCEPTED), kinds());
        queue().clock().advance(Duration.ofSeconds(30));
        expiresAfter(DAY.multipliedBy(4));
    }

    /** The wall clock jumps, and is noticed. */
    private void set(Duration jump) throws IOException {
        queue().clock().advance(jump);
        queue().store().upkeep().clockSet(jump, now());
    }

    private void again(Claim claim, Duration wait) throws IOException {
        assertTrue(settle(claim, settlement(attempt(newId()), RecipientState.PENDING, claim, now().plus(wait))));
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
