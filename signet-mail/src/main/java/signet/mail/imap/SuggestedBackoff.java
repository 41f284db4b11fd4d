package signet.mail.imap;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.mail.Reply;

/**
 * How long a throttling server wants to be left alone. Exchange Online says so in the text of a tagged {@code BAD}:
 * {@code Request is throttled. Suggested Backoff Time: 92415 milliseconds}.
 */
public final class SuggestedBackoff {
    private static final Pattern TIME =
            Pattern.compile("backoff time:?\\s*([0-9]{1,12})\\s*(milliseconds|ms)", Pattern.CASE_INSENSITIVE);

    private SuggestedBackoff() {}

    /** The time named in {@code reply}, unlimited as the server says it; empty when it names none. */
    public static Optional<Duration> in(Reply reply) {
        Matcher matcher = TIME.matcher(String.join(" ", reply.lines()));
        return matcher.find() ? Optional.of(Duration.ofMillis(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }
}
