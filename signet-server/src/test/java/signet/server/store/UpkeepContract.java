package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Content;
import signet.mail.Envelope;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.queue.Attempt;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.RecipientState;
import signet.server.queue.Submission;
import signet.server.queue.Upkeep;
import signet.server.queue.Upkeep.Keep;
import signet.server.queue.Upkeep.Swept;

/** Retention and the probe. */
interface UpkeepContract extends StoreFixture {
    @ParameterizedTest
    @ValueSource(ints = {100, 100_000, 2_000_000})
    default void contentsGoFirstThenEverything(int size) throws IOException {
        EntryId id = accept(TestStore.submission("portal", Content.of(new byte[size]), "ann@example.org"));
        Claim claim = claimOne("portal");
        settle(claim, settlement(newId(), RecipientState.DELIVERED, claim));
        queue().clock().advance(Duration.ofDays(7).minusSeconds(1));
        assertEquals(new Swept(0, 0, 0), sweep());
        queue().clock().advance(Duration.ofSeconds(1));
        assertEquals(new Swept(1, 0, 0), sweep());
        assertFalse(view(id).contentKept());
        assertTrue(queue().store().view().content(id).isEmpty());
        assertEquals(1, queue().store().view().attempts(id).size());
        queue().clock().advance(Duration.ofDays(83));
        assertEquals(new Swept(0, 1, 0), sweep());
        assertEquals(Optional.empty(), queue().store().view().entry(id));
        assertEquals(List.of(), queue().store().view().attempts(id));
    }

    @Test
    default void whatIsPendingStays() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        queue().store().accountStates().pause("portal", "ann");
        queue().clock().advance(Duration.ofDays(1_000));
        assertEquals(new Swept(0, 0, 0), sweep());
        assertContent(TestStore.TEXT, id);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000, 2_000_000})
    default void aCanaryIsForgottenAtOnceWhenItIsFinalAndNothingElseIs(int size) throws IOException {
        EntryId other = queue().accept("portal", "ann@example.org");
        EntryId id = queue().store().acceptance().accept(canary(new byte[size])).id();
        Upkeep upkeep = queue().store().upkeep();
        assertFalse(upkeep.forget(id), "it is pending");
        Claim claim = claimOne("portal");
        assertEquals(id, claim.id(), "it goes first");
        settle(claim, settlement(newId(), RecipientState.DELIVERED, claim));
        assertTrue(upkeep.forget(id));
        assertEquals(Optional.empty(), queue().store().view().entry(id));
        assertTrue(queue().store().view().content(id).isEmpty());
        assertEquals(List.of(), queue().store().view().attempts(id));
        assertFalse(upkeep.forget(id), "it is gone");

        Claim next = claimOne("portal");
        assertEquals(other, next.id());
        settle(next, settlement(newId(), RecipientState.DELIVERED, next));
        assertFalse(upkeep.forget(other), "it is no canary");
        assertContent(TestStore.TEXT, other);
        queue().clock().advance(Duration.ofDays(7));
        assertEquals(new Swept(1, 0, 0), sweep());
    }

    @Test
    default void transcriptsGoBeforeTheirAttempts() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        Claim claim = claimOne("portal");
        Attempt plain = attempt(newId());
        Attempt told = new Attempt(
                plain.id(),
                plain.began(),
                plain.took(),
                plain.endpoint(),
                plain.stage(),
                plain.reply(),
                plain.status(),
                plain.enhanced(),
                plain.causes(),
                plain.code(),
                plain.explanation(),
                plain.facts(),
                Optional.of("S: 550 no"),
                true,
                false);
        settle(claim, settlement(told, RecipientState.FAILED, claim, now()));
        queue().clock().advance(Duration.ofDays(14));
        assertEquals(new Swept(1, 0, 1), sweep());
        assertEquals(List.of(plain), queue().store().view().attempts(id));
    }

    @Test
    default void eventsGoWithTheirEntries() throws IOException {
        queue().accept("portal", "ann@example.org");
        queue().accept("portal", "ann@example.org");
        long last = queue().store().events().last();
        queue().clock().advance(Duration.ofDays(91));
        sweep();
        assertEquals(1, events().size(), "the last one stays, so that numbers go on");
        queue().reopen();
        queue().accept("portal", "ann@example.org");
        assertEquals(last + 1, queue().store().events().last());
    }

    @Test
    default void ofACanaryThatCameBackNothingIsLeftAfterADay() throws IOException {
        queue().accept("portal", "ann@example.org");
        for (int round = 0; round < 95; round++) { // of a day
            canary();
            queue().store()
                    .events()
                    .append(Event.account(EventKind.CANARY_RETURNED, "portal", Map.of("took-ms", "2000")));
            queue().clock().advance(Duration.ofMinutes(15));
        }
        queue().store()
                .events()
                .append(Event.account(
                        EventKind.CANARY_RETURNED, "portal", Map.of("missed-since", "2026-11-26T10:00:00Z")));
        queue().store().events().append(Event.account(EventKind.CANARY_MISSED, "portal", Map.of()));
        sweep();
        assertEquals(3 + 95 * 5, events().size(), "for a day everything is there");
        queue().clock().advance(Duration.ofDays(1));
        sweep();
        assertEquals(
                List.of(EventKind.ACCEPTED, EventKind.CANARY_RETURNED, EventKind.CANARY_MISSED),
                kinds(),
                "mail, and what was told of canaries");
    }

    /** One that is sent and forgotten. */
    private void canary() throws IOException {
        EntryId id = queue().store().acceptance().accept(canary(new byte[100])).id();
        Claim claim = claimOne("portal");
        assertEquals(id, claim.id());
        queue().store().claims().dot(claim, newId(), now());
        settle(claim, settlement(newId(), RecipientState.DELIVERED, claim));
        assertTrue(queue().store().upkeep().forget(id));
    }

    private static Submission canary(byte[] octets) {
        return new Submission(
                "portal",
                Envelope.of("portal@university.example", List.of("portal@university.example")),
                Content.of(octets),
                Optional.empty(),
                "Canary",
                10,
                Optional.empty(),
                Optional.empty(),
                new Submission.Origin(Submission.Origin.Kind.CANARY, "signet", ""));
    }

    @Test
    default void aProbeOfSoundStorageChangesNothing() throws IOException {
        queue().store().upkeep().probe();
        assertEquals(List.of(), events());
        assertTrue(queue().health().unhealthy().isEmpty());
    }

    private Swept sweep() throws IOException {
        return queue().store().upkeep().sweep(Keep.STANDARD, now());
    }
}
