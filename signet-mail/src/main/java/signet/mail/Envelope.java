package signet.mail;

import java.util.List;

/**
 * The SMTP envelope (RFC 5321 §2.3.1).
 *
 * @param reversePath  the return address without angle brackets; empty for the null sender
 * @param forwardPaths the recipients, at least one
 * @param dsn          what to return in a delivery status notification
 */
public record Envelope(String reversePath, List<ForwardPath> forwardPaths, Dsn dsn) {
    public Envelope {
        forwardPaths = List.copyOf(forwardPaths);
        if (forwardPaths.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs at least one recipient");
        }
    }

    public static Envelope of(String reversePath, List<String> recipients) {
        return new Envelope(
                reversePath, recipients.stream().map(ForwardPath::of).toList(), Dsn.NONE);
    }
}
