package signet.realservers;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients know of their messages. A message whose answer was never seen is in none of the sets. */
final class ClientBooks {
    static final String SENDER = "portal@contoso.example";
    /** Addresses {@code r1} to this at the sender's domain, each the reverse-path of one message. */
    static final int REVERSE_PATHS = 3_000;

    private final AtomicLong recipients = new AtomicLong();
    private final AtomicLong reversePaths = new AtomicLong();
    /** Recipients whose message was answered with 250 or 202. */
    final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    /** Those whose message was answered with 4xx or 5xx, or was never sent to its end. */
    final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** What was sent over HTTP and not answered, by recipient: to be sent again with the same key. */
    final Map<String, String> unanswered = new ConcurrentHashMap<>();

    /** How many of those were sent again and accepted. */
    final AtomicLong repeated = new AtomicLong();

    /** A recipient nobody else has. */
    String recipient() {
        return "m" + recipients.incrementAndGet();
    }

    /** A reverse-path nobody else has, so that a report to it tells which message it is about; at last the common one. */
    String reversePath() {
        long number = reversePaths.incrementAndGet();
        return number > REVERSE_PATHS ? SENDER : "r" + number + "@contoso.example";
    }
}
