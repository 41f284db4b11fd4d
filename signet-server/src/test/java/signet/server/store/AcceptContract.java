package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Content;
import signet.mail.Dsn;
import signet.mail.Envelope;
import signet.mail.ForwardPath;
import signet.server.event.EventKind;
import signet.server.queue.Acceptance;
import signet.server.queue.Acceptance.Accepted;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Filter;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;
import signet.server.queue.Spool;
import signet.server.queue.Submission;

/** The way in. */
interface AcceptContract extends StoreFixture {
    @Test
    default void whatWasAcceptedIsThereWithEverything() throws IOException {
        EntryId id = queue().accept("portal", "ann@example.org", "bob@example.org");
        EntryView view = queue().store().view().entry(id).orElseThrow();
        assertEquals("queued", view.state());
        assertEquals("portal", view.account());
        assertEquals("portal@university.example", view.from());
        assertEquals("Exam results", view.subject());
        assertEquals(Optional.of("<1@university.example>"), view.messageId());
        assertEquals(
                List.of("ann@example.org", "bob@example.org"),
                view.recipients().stream().map(EntryView.Recipient::address).toList());
        assertEquals(Optional.of(now()), view.next());
        assertEquals(now(), view.accepted());
        assertTrue(view.contentKept());
        assertEquals(0, view.attempts());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 5_000, 32 * 1024, 32 * 1024 + 1, 300_000, Spool.IN_MEMORY, Spool.IN_MEMORY + 1, 3_000_000})
    default void contentsOfEverySizeComeBackOctetByOctet(int size) throws IOException {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        EntryId id = accept(TestStore.submission("portal", Content.of(octets), "ann@example.org"));
        EntryId other = queue().accept("portal", "ann@example.org");
        assertContent(octets, id);
        assertArrayEquals(octets, claimed(id).content().open().readAllBytes());
        queue().reopen();
        assertContent(octets, id);
        assertContent(TestStore.TEXT, other);
        assertEquals(size, queue().store().view().entry(id).orElseThrow().size());
    }

    private Claim claimed(EntryId id) throws IOException {
        return claim("portal", 10).stream()
                .filter(claim -> claim.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 200_000, 2_000_000})
    default void whatWasSpooledIsTakenOver(int size) throws IOException {
        Spool spool = new Spool(queue().folder().resolve("spool"));
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        EntryId id;
        try (Spool.Incoming incoming = spool.begin()) {
            incoming.write(octets);
            incoming.finish();
            id = accept(TestStore.submission("portal", incoming, "ann@example.org"));
        }
        assertContent(octets, id);
    }

    @Test
    default void theEnvelopeIsKeptWithItsDsnParameters() throws IOException {
        Envelope envelope = new Envelope(
                "",
                List.of(new ForwardPath("ann@example.org", Optional.of("SUCCESS,FAILURE"), Optional.of("rfc822;a@b"))),
                new Dsn(Optional.of("HDRS"), Optional.of("QQ314")));
        Submission plain = TestStore.submission("portal", "ann@example.org");
        accept(new Submission(
                "portal",
                envelope,
                plain.content(),
                plain.messageId(),
                plain.subject(),
                0,
                Optional.empty(),
                Optional.empty(),
                plain.origin()));
        assertEquals(envelope, claimOne("portal").envelope());
    }

    @Test
    default void idsSortAsTheyWereAccepted() throws IOException {
        List<EntryId> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(queue().accept("portal", "ann@example.org"));
            if (i == 10) {
                queue().clock().advance(Duration.ofMillis(-50));
                queue().reopen();
            }
        }
        assertEquals(ids.stream().sorted().toList(), ids);
        assertEquals(
                ids.reversed(),
                queue().store().view().list(Filter.ALL, Optional.empty(), 50).entries().stream()
                        .map(EntryView::id)
                        .toList());
    }

    @Test
    @Tag("B67")
    default void theSameKeyAndTheSameDigestMeanTheSameMessage() throws IOException {
        Accepted first = acceptance(keyed("k1", "digest"));
        Accepted second = acceptance(keyed("k1", "digest"));
        assertFalse(first.replayed());
        assertTrue(second.replayed());
        assertEquals(first.id(), second.id());
        assertEquals(Map.of("portal", 1L), queue().store().view().counts().queued());
        queue().reopen();
        assertEquals(first.id(), acceptance(keyed("k1", "digest")).id());
    }

    @Test
    @Tag("B67")
    default void theSameKeyForAnotherBodyIsRefusedAndDisturbsNobody() throws IOException {
        acceptance(keyed("k1", "digest"));
        NotAcceptedException refused =
                assertThrows(NotAcceptedException.class, () -> acceptance(keyed("k1", "other digest")));
        assertEquals(Reason.KEY_REUSED, refused.reason());
        assertFalse(acceptance(keyed("k2", "other digest")).replayed());
        assertEquals(Map.of("portal", 2L), queue().store().view().counts().queued());
    }

    @Test
    @Tag("B67")
    default void oneThatIsRefusedLeavesThoseWhoCameWithItAsTheyAre() throws Exception {
        acceptance(keyed("k1", "digest"));
        Acceptance acceptance = queue().store().acceptance();
        byte[] large = new byte[40_000]; // beside the table of contents
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) { // all but the first few wait for one and the same step
            answers.add(acceptance.begin(
                    i == 40
                            ? keyed("k1", "other digest")
                            : i % 3 == 0
                                    ? TestStore.submission("newcomer", Content.of(large), "ann@example.org")
                                    : TestStore.submission("portal", "ann@example.org")));
        }
        CompletionException refused =
                assertThrows(CompletionException.class, () -> answers.get(40).join());
        assertEquals(
                Reason.KEY_REUSED,
                assertInstanceOf(NotAcceptedException.class, refused.getCause()).reason());
        answers.remove(40);
        for (CompletableFuture<Accepted> answer : answers) {
            EntryId id = answer.join().id();
            try (InputStream content =
                    queue().store().view().content(id).orElseThrow().open()) {
                int size = content.readAllBytes().length;
                assertTrue(size == large.length || size == TestStore.TEXT.length, size + " octets");
            }
        }
        for (int look = 0; look < 2; look++) {
            assertEquals(
                    Map.of("portal", 40L, "newcomer", 20L),
                    queue().store().view().counts().queued());
            assertEquals(
                    60,
                    queue().store().events().after(0, 1_000).stream()
                            .filter(recorded -> recorded.event().kind() == EventKind.ACCEPTED)
                            .count());
            queue().reopen(); // what is in memory is what is on disk
        }
    }

    @Test
    default void aKeyIsForgottenAfterADay() throws IOException {
        Accepted first = acceptance(keyed("k1", "digest"));
        queue().clock().advance(Duration.ofHours(24).minusSeconds(1));
        assertTrue(acceptance(keyed("k1", "digest")).replayed());
        queue().clock().advance(Duration.ofSeconds(1));
        Accepted later = acceptance(keyed("k1", "another digest"));
        assertFalse(later.replayed());
        assertNotEquals(first.id(), later.id());
    }

    @Test
    @Tag("B67")
    default void ofFiftyAtOnceWithOneKeyOneIsStored() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Accepted>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(callers.submit(() -> {
                    start.await();
                    return acceptance(keyed("k1", "digest"));
                }));
            }
            start.countDown();
            int stored = 0;
            for (Future<Accepted> answer : answers) {
                stored += answer.get().replayed() ? 0 : 1;
                assertEquals(answers.getFirst().get().id(), answer.get().id());
            }
            assertEquals(1, stored);
        }
        assertEquals(
                1,
                queue().store()
                        .view()
                        .list(Filter.ALL, Optional.empty(), 50)
                        .entries()
                        .size());
    }

    @Test
    default void oneThatFailsDoesNotTakeItsNeighboursWithIt() throws Exception {
        acceptance(keyed("k1", "digest"));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Accepted>> good = new ArrayList<>();
            List<Future<Accepted>> bad = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String key = "good-" + i;
                good.add(callers.submit(() -> acceptance(keyed(key, "digest"))));
                bad.add(callers.submit(() -> acceptance(keyed("k1", "another"))));
            }
            for (Future<Accepted> one : good) {
                assertFalse(one.get().replayed());
            }
            for (Future<Accepted> one : bad) {
                assertThrows(Exception.class, one::get);
            }
        }
        assertEquals(Map.of("portal", 51L), queue().store().view().counts().queued());
    }

    @Test
    default void sendAtIsNotDueBefore() throws IOException {
        Instant later = now().plus(Duration.ofHours(2));
        Submission plain = TestStore.submission("portal", "ann@example.org");
        accept(new Submission(
                "portal",
                plain.envelope(),
                plain.content(),
                plain.messageId(),
                plain.subject(),
                0,
                Optional.of(later),
                Optional.empty(),
                plain.origin()));
        assertEquals(Map.of("portal", later), queue().store().claims().due());
        assertTrue(claim("portal", 1).isEmpty());
        queue().clock().advance(Duration.ofHours(2));
        assertEquals(1, claim("portal", 1).size());
    }
}
