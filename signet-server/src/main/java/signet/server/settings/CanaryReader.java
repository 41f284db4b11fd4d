package signet.server.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import signet.mail.Protocol;

/** Reads how often an account sends a message to itself. */
final class CanaryReader {
    private static final Duration USUAL = Duration.ofMinutes(15);
    /** Each one is a message, and a copy of it may stay among the sent items. */
    private static final Duration LEAST = Duration.ofMinutes(5);

    private static final Duration MOST = Duration.ofDays(7);

    private final Complaints complaints;

    CanaryReader(Complaints complaints) {
        this.complaints = complaints;
    }

    /** @param declared the protocols the account uses */
    Optional<Duration> read(Block block, Set<Protocol> declared) {
        Optional<Block> canary = block.block("canary");
        if (canary.isEmpty()) {
            return Optional.empty();
        }
        Duration every = canary.get().duration("every").orElse(USUAL);
        if (every.compareTo(LEAST) < 0 || every.compareTo(MOST) > 0) {
            complaints.error(
                    block.owner(),
                    canary.get().place("every"),
                    "settings-canary-every",
                    "'" + canary.get().path() + ".every' must be 5m to 7d",
                    "Write for example canary: {every: 15m}.");
            return Optional.empty();
        }
        boolean sends = declared.contains(Protocol.SMTP);
        boolean reads = declared.contains(Protocol.IMAP) || declared.contains(Protocol.POP3);
        if (!sends || !reads) {
            complaints.warning(
                    block.owner(),
                    block.place("canary"),
                    sends ? "canary-without-mailbox" : "canary-without-smtp",
                    "'" + canary.get().path() + "' cannot be used: the account has no "
                            + (sends ? "imap or pop3 to find the message again" : "smtp to send the message"),
                    sends
                            ? "Add imap: {} (or pop3: {}) to the account, or remove canary:."
                            : "Add smtp: {} to the account, or remove canary:.");
            return Optional.empty();
        }
        return Optional.of(every);
    }
}
