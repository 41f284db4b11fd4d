package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Ownership;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;
import signet.server.queue.Acceptance.Accepted;
import signet.server.queue.Attempt;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Held;
import signet.server.queue.QueueVerbs.Effect;
import signet.server.queue.QueueVerbs.Verb;
import signet.server.queue.RecipientState;
import signet.server.queue.Settlement;
import signet.server.queue.Submission;

/** What the contracts stand on: a queue to try, and the words they use. */
interface StoreFixture {
    /** The queue under test. */
    TestStore queue();

    /** The epoch of the ownership taken at the start. */
    long epoch();

    default Instant now() {
        return queue().clock().instant();
    }

    default EntryId accept(Submission submission) throws IOException {
        return acceptance(submission).id();
    }

    default Accepted acceptance(Submission submission) throws IOException {
        return queue().store().acceptance().accept(submission);
    }

    default Submission prioritised(int priority) {
        Submission plain = TestStore.submission("portal", "ann@example.org");
        return new Submission(
                "portal",
                plain.envelope(),
                plain.content(),
                plain.messageId(),
                plain.subject(),
                priority,
                Optional.empty(),
                Optional.empty(),
                plain.origin());
    }

    default Submission sentAt(Instant time) {
        Submission plain = TestStore.submission("portal", "ann@example.org");
        return new Submission(
                "portal",
                plain.envelope(),
                plain.content(),
                plain.messageId(),
                plain.subject(),
                0,
                Optional.of(time),
                Optional.empty(),
                plain.origin());
    }

    /** With a key of the same caller. */
    default Submission keyed(String key, String digest) {
        return TestStore.keyed(key, digest);
    }

    default EntryView view(EntryId id) throws IOException {
        return queue().store().view().entry(id).orElseThrow();
    }

    default void assertContent(byte[] expected, EntryId id) throws IOException {
        assertArrayEquals(
                expected,
                queue().store().view().content(id).orElseThrow().open().readAllBytes());
    }

    default boolean settle(Claim claim, Settlement settlement) throws IOException {
        return queue().store().claims().settle(claim, settlement);
    }

    default Effect verb(Verb verb, EntryId id) throws IOException {
        return queue().store().verbs().apply(verb, id, "ann", now());
    }

    default List<Event> events() throws IOException {
        return queue().store().events().after(0, 1_000).stream()
                .map(Recorded::event)
                .toList();
    }

    default List<EventKind> kinds() throws IOException {
        return events().stream().map(Event::kind).toList();
    }

    default List<Claim> claim(String account, int limit) throws IOException {
        return queue().store().claims().claim(new Ownership(account, "test", epoch()), limit, now());
    }

    default Claim claimOne(String account) throws IOException {
        return claim(account, 1).getFirst();
    }

    default EntryId newId() {
        return EntryId.at(now(), new SecureRandom());
    }

    default Attempt attempt(EntryId id) {
        return new Attempt(
                id,
                now(),
                Duration.ofMillis(120),
                "smtp.example.org:587",
                "dot",
                Optional.of("250 2.0.0 OK"),
                Optional.of("250"),
                Optional.of("2.0.0"),
                List.of(),
                "",
                "",
                Map.of(),
                Optional.empty(),
                true,
                false);
    }

    default Settlement settlement(EntryId attempt, RecipientState state, Claim claim) {
        return settlement(attempt(attempt), state, claim, now().plus(Duration.ofMinutes(1)));
    }

    default Settlement settlement(Attempt attempt, RecipientState state, Claim claim, Instant next) {
        return new Settlement(attempt, results(claim, state), next, Held.NONE, Optional.empty(), false);
    }

    default List<Settlement.Result> results(Claim claim, RecipientState state) {
        return claim.envelope().forwardPaths().stream()
                .map(path -> new Settlement.Result(path.address(), state, Optional.of("250 2.0.0 OK"), ""))
                .toList();
    }
}
