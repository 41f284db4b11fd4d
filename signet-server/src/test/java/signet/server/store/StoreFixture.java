package signet.server.store;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Ownership;
import signet.server.queue.Attempt;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.Held;
import signet.server.queue.RecipientState;
import signet.server.queue.Settlement;

/** What the contracts stand on: a queue to try, and the words they use. */
interface StoreFixture {
    /** The queue under test. */
    TestStore queue();

    /** The epoch of the ownership taken at the start. */
    long epoch();

    default List<Claim> claim(String account, int limit) throws IOException {
        return queue().store()
                .claims()
                .claim(new Ownership(account, "test", epoch()), limit, queue().clock().instant());
    }

    default Claim claimOne(String account) throws IOException {
        return claim(account, 1).getFirst();
    }

    default EntryId newId() {
        return EntryId.at(queue().clock().instant(), new SecureRandom());
    }

    default Attempt attempt(EntryId id) {
        return new Attempt(
                id,
                queue().clock().instant(),
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
        return settlement(attempt(attempt), state, claim, queue().clock().instant().plus(Duration.ofMinutes(1)));
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
