package signet.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which messages. */
final class QueueFilter {
    @Option(
            names = "--state",
            paramLabel = "S",
            description = "queued, delivered, failed, expired, cancelled, bounced or partly.")
    private Optional<String> state = Optional.empty();

    @Option(
            names = "--held",
            paramLabel = "H",
            description = "operator, unconfirmed, quarantine, restored, sender or none.")
    private Optional<String> held = Optional.empty();

    @Option(names = "--account", paramLabel = "A", description = "The account's name.")
    private Optional<String> account = Optional.empty();

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "The whole address.")
    private Optional<String> recipient = Optional.empty();

    @Option(
            names = "--search",
            paramLabel = "TEXT",
            description = "A part of subject, Message-ID, sender or recipient; no pattern.")
    private Optional<String> text = Optional.empty();

    @Option(names = "--since", paramLabel = "TIME", description = "Accepted at or after, such as 2026-11-26T14:00:00Z.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--all", description = "Every message.")
    private boolean all;

    /** Whether somebody chose, be it everything. */
    boolean given() {
        return all || !body().isEmpty();
    }

    Optional<String> account() {
        return account;
    }

    String query(int limit, Optional<String> cursor) {
        return ApiClient.query(
                "state",
                state,
                "held",
                held,
                "account",
                account,
                "recipient",
                recipient,
                "q",
                text,
                "since",
                since,
                "limit",
                limit,
                "cursor",
                cursor);
    }

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        state.ifPresent(value -> body.put("state", value));
        held.ifPresent(value -> body.put("held", value));
        account.ifPresent(value -> body.put("account", value));
        recipient.ifPresent(value -> body.put("recipient", value));
        text.ifPresent(value -> body.put("q", value));
        since.ifPresent(value -> body.put("since", value));
        return body;
    }
}
