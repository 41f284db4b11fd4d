package signet.server.api;

import java.util.Optional;
import signet.server.queue.Submission.IdempotencyKey;

/** The header {@code Idempotency-Key}: the same key of the same caller for the same account means the same message, for 24 h. */
final class IdempotencyKeys {
    private static final String HEADER = "Idempotency-Key";
    private static final int LONGEST = 255;

    private IdempotencyKeys() {}

    static Optional<String> of(Call call) {
        Optional<String> key = call.header(HEADER);
        key.filter(k -> k.isEmpty() || k.length() > LONGEST || k.chars().anyMatch(c -> c <= ' ' || c > '~'))
                .ifPresent(k -> {
                    throw ProblemException.header(HEADER, "is 1 to " + LONGEST + " visible ASCII characters");
                });
        return key;
    }

    static IdempotencyKey scoped(Caller caller, String account, String key, String digest) {
        return new IdempotencyKey(caller.id() + "/" + account, key, digest);
    }
}
