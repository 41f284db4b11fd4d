package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.server.account.Ownership;
import signet.server.event.EventKind;
import signet.server.queue.Attempt;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Filter;
import signet.server.queue.Held;
import signet.server.queue.RecipientState;
import signet.server.queue.Settlement;
import signet.server.queue.Settlement.Result;

/** What delivery does with entries. */
interface ClaimContract extends StoreFixture {
    @Test
    default void anAcceptedEntryIsClaimedTriedAndSettled() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        assertEquals(Map.of("portal", now()), queue().store().claims().due());
        Claim claim = claimOne("portal");
        assertEquals(id, claim.id());
        assertTrue(claim("portal", 10).isEmpty(), "it is claimed already");
        assertTrue(queue().store().claims().due().isEmpty(), "it is claimed already");
        EntryId attempt = newId();
        queue().store().claims().dot(claim, attempt, now());
        assertTrue(settle(claim, settlement(attempt, RecipientState.DELIVERED, claim)));
        assertFalse(settle(claim, settlement(attempt, RecipientState.DELIVERED, claim)), "the claim has ended");
        EntryView view = view(id);
        assertEquals("delivered", view.state());
        assertEquals(Optional.empty(), view.next());
        assertEquals(Optional.of("250 2.0.0 OK"), view.recipients().getFirst().reply());
        assertEquals(1, view.attempts());
        assertEquals(List.of(EventKind.ACCEPTED, EventKind.DOT, EventKind.ATTEMPTED, EventKind.DELIVERED), kinds());
        assertTrue(claim("portal", 1).isEmpty());
    }

    @Test
    default void greaterPriorityGoesFirstThenWhatWasDueFirst() throws IOException {
        List<EntryId> ids = new ArrayList<>();
        for (int priority : new int[] {0, -5, 7, 0, 7}) {
            ids.add(accept(prioritised(priority)));
            queue().clock().advance(Duration.ofSeconds(1));
        }
        List<EntryId> expected = List.of(ids.get(2), ids.get(4), ids.get(0), ids.get(3), ids.get(1));
        List<EntryId> claimed = new ArrayList<>();
        claimed.addAll(claim("portal", 2).stream().map(Claim::id).toList());
        claimed.addAll(claim("portal", 10).stream().map(Claim::id).toList());
        assertEquals(expected, claimed);
    }

    @Test
    default void anAccountSeesItsOwnEntriesOnly() throws IOException {
        queue().accept("portal", "ann@example.org");
        EntryId other = queue().accept("helpdesk", "ann@example.org");
        assertEquals(
                List.of(other), claim("helpdesk", 10).stream().map(Claim::id).toList());
        assertTrue(claim("unknown", 10).isEmpty());
    }

    @Test
    default void whatIsGivenBackIsDueAfterTheWaitAndNothingIsBurnt() throws IOException {
        queue().accept("portal", "ann@example.org");
        Claim claim = claimOne("portal");
        queue().store().claims().giveBack(List.of(claim), Duration.ofSeconds(30));
        assertEquals(
                Map.of("portal", now().plusSeconds(30)),
                queue().store().claims().due());
        assertTrue(claim("portal", 1).isEmpty());
        assertFalse(settle(claim, settlement(newId(), RecipientState.DELIVERED, claim)), "the claim has ended");
        queue().clock().advance(Duration.ofSeconds(30));
        Claim again = claimOne("portal");
        assertEquals(0, again.attempts());
        assertFalse(again.resent());
        assertFalse(settle(claim, settlement(newId(), RecipientState.DELIVERED, claim)), "that was another claim");
        assertTrue(settle(again, settlement(newId(), RecipientState.DELIVERED, again)));
    }

    @Test
    default void eachRecipientHasItsOwnFate() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org", "bob@example.org", "eve@example.org");
        Claim claim = claimOne("portal");
        EntryId attempt = newId();
        settle(
                claim,
                new Settlement(
                        attempt(attempt),
                        List.of(
                                new Result("ann@example.org", RecipientState.DELIVERED, Optional.of("250 ok"), ""),
                                new Result("bob@example.org", RecipientState.PENDING, Optional.of("450 busy"), "busy"),
                                new Result(
                                        "eve@example.org",
                                        RecipientState.FAILED,
                                        Optional.of("550 no"),
                                        "unknown-user")),
                        now().plus(Duration.ofMinutes(1)),
                        Held.NONE,
                        Optional.empty(),
                        false));
        assertEquals("queued", view(id).state());
        assertEquals(
                List.of(RecipientState.DELIVERED, RecipientState.PENDING, RecipientState.FAILED),
                view(id).recipients().stream().map(EntryView.Recipient::state).toList());
        queue().clock().advance(Duration.ofMinutes(1));
        Claim again = claimOne("portal");
        assertEquals(1, again.envelope().forwardPaths().size());
        assertEquals(
                "bob@example.org", again.envelope().forwardPaths().getFirst().address());
        assertEquals(1, again.attempts());
        settle(again, settlement(newId(), RecipientState.DELIVERED, again));
        assertEquals("partly", view(id).state());
        assertEquals(2, queue().store().view().attempts(id).size());
    }

    @Test
    default void anAttemptIsKeptWithEverything() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        Claim claim = claimOne("portal");
        Attempt attempt = new Attempt(
                newId(),
                now(),
                Duration.ofMillis(1_234),
                "smtp.example.org:587",
                "authenticate",
                Optional.of("535 5.7.3 Authentication unsuccessful"),
                Optional.of("535"),
                Optional.of("5.7.3"),
                List.of("SMTP refused the login", "tab\there, line\nbreak, back\\slash", ""),
                "auth-refused",
                "The mailbox does not accept the token.",
                Map.of("trace-id", "4c1e", "timestamp", "2026-11-26 10:00:00Z"),
                Optional.of("C: EHLO\nS: 250 OK\n"),
                false,
                false);
        settle(claim, settlement(attempt, RecipientState.PENDING, claim, now()));
        assertEquals(List.of(attempt), queue().store().view().attempts(id));
        assertEquals(Optional.of(attempt), view(id).last());
        assertEquals(0, claimOne("portal").attempts(), "it was not burnt");
    }

    @Test
    @Tag("C26")
    default void underAnOlderEpochNothingChangesAndItIsSaid() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        Claim old = claimOne("portal");
        long next = queue().store().accountStates().takeOver("another");
        assertThrows(IOException.class, () -> queue().store().claims().dot(old, newId(), now()));
        assertFalse(settle(old, settlement(newId(), RecipientState.DELIVERED, old)));
        assertThrows(IOException.class, () -> claim("portal", 1));
        assertThrows(IOException.class, () -> queue().store().claims().recover(epoch(), Set.of()));
        queue().store().claims().giveBack(List.of(old), Duration.ofHours(1));
        assertEquals("queued", view(id).state());
        Claim fresh = queue().store()
                .claims()
                .claim(new Ownership("portal", "another", next), 1, now())
                .getFirst();
        assertEquals(id, fresh.id());
        assertTrue(settle(fresh, settlement(newId(), RecipientState.DELIVERED, fresh)));
    }

    @Test
    @Tag("C6")
    default void aRestartEndsEveryClaim() throws IOException {
        queue().accept("portal", "ann@example.org");
        Claim old = claimOne("portal");
        queue().reopen();
        long next = queue().store().accountStates().takeOver("test");
        assertFalse(settle(old, settlement(newId(), RecipientState.DELIVERED, old)));
        Claim fresh = queue().store()
                .claims()
                .claim(new Ownership("portal", "test", next), 1, now())
                .getFirst();
        assertFalse(fresh.resent(), "no dot was sent");
    }

    @Test
    @Tag("C11")
    default void aDotWithoutAnAnswerIsTriedAgainAsAPossibleDuplicate() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        EntryId attempt = newId();
        queue().store().claims().dot(claimOne("portal"), attempt, now());
        queue().reopen();
        long next = queue().store().accountStates().takeOver("test");
        assertEquals(1, queue().store().claims().recover(next, Set.of("helpdesk")));
        assertEquals(0, queue().store().claims().recover(next, Set.of()));
        assertEquals(
                1,
                kinds().stream().filter(kind -> kind == EventKind.UNCONFIRMED).count());
        Attempt kept = queue().store().view().attempts(id).getFirst();
        assertEquals(attempt, kept.id());
        assertTrue(kept.unconfirmed());
        Claim fresh = queue().store()
                .claims()
                .claim(new Ownership("portal", "test", next), 1, now())
                .getFirst();
        assertTrue(fresh.resent());
        assertEquals(1, fresh.attempts());
    }

    @Test
    @Tag("C11")
    default void aDotWithoutAnAnswerIsHeldWhereTheAccountSaysSo() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        queue().store().claims().dot(claimOne("portal"), newId(), now());
        queue().reopen();
        long next = queue().store().accountStates().takeOver("test");
        assertEquals(1, queue().store().claims().recover(next, Set.of("portal")));
        assertEquals(Held.UNCONFIRMED, view(id).held());
        assertTrue(queue().store()
                .claims()
                .claim(new Ownership("portal", "test", next), 1, now())
                .isEmpty());
        assertEquals(1, queue().store().view().counts().held());
    }

    @Test
    default void whatIsBeingSentIsNotRecovered() throws IOException {
        queue().accept("portal", "ann@example.org");
        Claim claim = claimOne("portal");
        queue().store().claims().dot(claim, newId(), now());
        assertEquals(0, queue().store().claims().recover(epoch(), Set.of()));
        assertTrue(settle(claim, settlement(newId(), RecipientState.DELIVERED, claim)));
    }

    @Test
    @Tag("F35")
    default void threeFailuresInARowInOurOwnCodeQuarantineAnEntry() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        for (int failures : new int[] {0, 1}) {
            Claim claim = claimOne("portal");
            assertEquals(failures, claim.failures());
            fail(claim);
        }
        Claim answered = claimOne("portal");
        settle(answered, settlement(attempt(newId()), RecipientState.PENDING, answered, now()));
        for (int failures : new int[] {0, 1, 2}) {
            assertEquals(Held.NONE, view(id).held());
            Claim claim = claimOne("portal");
            assertEquals(failures, claim.failures());
            fail(claim);
        }
        assertEquals(Held.QUARANTINE, view(id).held());
        assertTrue(claim("portal", 1).isEmpty());
        assertEquals(EventKind.HELD, kinds().getLast());
    }

    private void fail(Claim claim) throws IOException {
        settle(
                claim,
                new Settlement(
                        attempt(newId()),
                        results(claim, RecipientState.PENDING),
                        now(),
                        Held.NONE,
                        Optional.empty(),
                        true));
    }

    @Test
    @Tag("C16")
    default void aReportIsAcceptedWithTheSettlementOrNotAtAll() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org");
        Claim claim = claimOne("portal");
        Settlement failed = new Settlement(
                attempt(newId()),
                results(claim, RecipientState.FAILED),
                now(),
                Held.NONE,
                Optional.of(TestStore.submission("portal", "portal@university.example")),
                false);
        assertTrue(settle(claim, failed));
        assertFalse(settle(claim, failed));
        assertEquals("failed", view(id).state());
        assertEquals(
                2,
                queue().store()
                        .view()
                        .list(Filter.ALL, Optional.empty(), 10)
                        .entries()
                        .size());
        assertEquals(1, claim("portal", 10).size());
    }

    @Test
    default void whatDoesNotFitTheClaimChangesNothing() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org", "bob@example.org");
        Claim claim = claimOne("portal");
        Settlement short1 = new Settlement(
                attempt(newId()),
                List.of(new Result("ann@example.org", RecipientState.DELIVERED, Optional.empty(), "")),
                now(),
                Held.NONE,
                Optional.empty(),
                false);
        assertThrows(RuntimeException.class, () -> settle(claim, short1));
        assertEquals(List.of(), queue().store().view().attempts(id));
        assertEquals(List.of(EventKind.ACCEPTED), kinds());
        assertTrue(settle(claim, settlement(newId(), RecipientState.DELIVERED, claim)), "the claim goes on");
    }

    @Test
    default void whoWaitsForWorkIsWoken() throws Exception {
        BlockingQueue<String> woken = new LinkedBlockingQueue<>();
        queue().store().claims().onDue(woken::add);
        queue().accept("portal", "ann@example.org");
        assertEquals("portal", woken.poll(5, TimeUnit.SECONDS));
        queue().store().accountStates().pause("portal", "ann");
        queue().store().accountStates().resume("portal", "ann");
        assertEquals("portal", woken.poll(5, TimeUnit.SECONDS));
    }

    @Test
    default void whatWasTriedIsRememberedForPacing() throws IOException {
        queue().accept("portal", "ann@example.org", "bob@example.org");
        Claim claim = claimOne("portal");
        settle(claim, settlement(newId(), RecipientState.DELIVERED, claim));
        queue().reopen();
        var spent = queue().store().accountStates().spentSince("portal", now().minusSeconds(60));
        assertEquals(1, spent.size());
        assertEquals(2, spent.getFirst().recipients());
        assertEquals(now(), spent.getFirst().at());
        assertTrue(queue().store()
                .accountStates()
                .spentSince("portal", now().plusSeconds(1))
                .isEmpty());
        assertTrue(queue().store()
                .accountStates()
                .spentSince("helpdesk", now().minusSeconds(60))
                .isEmpty());
    }
}
