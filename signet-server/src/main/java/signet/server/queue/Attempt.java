package signet.server.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One try, as it is kept and shown.
 *
 * @param id         an id of its own, in logs too
 * @param endpoint   {@code host:port}
 * @param stage      how far it came: a {@code Stage} word, or {@code mail, rcpt, data, dot}
 * @param reply      the deciding reply as one line
 * @param status     its three digits
 * @param enhanced   its enhanced status code
 * @param causes     the cause chain, outermost first, down to the provider's own text
 * @param code       the catalogue's id
 * @param explanation meaning and fix
 * @param facts      {@code trace-id, correlation-id, timestamp} and the like, where the provider sent them
 * @param transcript masked; kept only where not everything succeeded, at most 16 KiB
 * @param burnt      whether it counts for the retry schedule
 * @param unconfirmed the final dot was sent and no answer seen
 */
public record Attempt(
        EntryId id,
        Instant began,
        Duration took,
        String endpoint,
        String stage,
        Optional<String> reply,
        Optional<String> status,
        Optional<String> enhanced,
        List<String> causes,
        String code,
        String explanation,
        Map<String, String> facts,
        Optional<String> transcript,
        boolean burnt,
        boolean unconfirmed) {
    public Attempt {
        causes = List.copyOf(causes);
        facts = Map.copyOf(facts);
    }
}
