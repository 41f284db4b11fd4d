package signet.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import signet.cli.ApiClient.Answer;

/** Messages and accounts as rows. */
final class QueueTable {
    private final Terminal terminal;

    QueueTable(Terminal terminal) {
        this.terminal = terminal;
    }

    void messages(List<Answer> messages) {
        if (messages.isEmpty()) {
            terminal.line("There is no such message. (signet queue shape counts what is queued.)");
        }
        for (Answer message : messages) {
            terminal.line(message.word("id") + "  " + seconds(message.word("accepted")) + "  " + state(message) + "  "
                    + message.word("account") + " -> " + recipients(message.objects("recipients")) + "  "
                    + message.word("subject"));
            waiting(message).ifPresent(why -> terminal.line(terminal.dim("    " + why)));
        }
    }

    /** The time without its fraction. */
    static String seconds(String time) {
        return time.replaceAll("\\.\\d+Z$", "Z");
    }

    String state(Answer message) {
        String held = message.word("held");
        String state = message.word("state") + (held.isEmpty() || held.equals("none") ? "" : " (held: " + held + ")");
        return coloured(message.word("state"), state);
    }

    String coloured(String state, String text) {
        return switch (state) {
            case "delivered" -> terminal.green(text);
            case "queued", "pending", "partly", "cancelled" -> terminal.yellow(text);
            default -> terminal.red(text);
        };
    }

    private static String recipients(List<Answer> recipients) {
        String first = recipients.isEmpty() ? "nobody" : recipients.get(0).word("address");
        return recipients.size() > 1 ? first + " and " + (recipients.size() - 1) + " more" : first;
    }

    /** What is worth a line: not that it is its turn. */
    private static Optional<String> waiting(Answer message) {
        return message.object("waiting")
                .filter(waiting -> !waiting.word("reason").equals("due"))
                .map(waiting -> waiting.word("text")
                        + waiting.text("until")
                                .map(until -> " Next: " + seconds(until) + ".")
                                .orElse(""));
    }

    void shape(Answer shape) {
        terminal.line(shape.word("queued") + " queued"
                + shape.text("held").map(held -> ", " + held + " held").orElse(""));
        for (Answer account : shape.objects("accounts")) {
            terminal.line("  " + account.word("account") + ": " + account.word("queued")
                    + account.text("oldestSeconds")
                            .map(seconds -> ", the oldest for " + span(Long.parseLong(seconds)))
                            .orElse(""));
            account.object("waiting")
                    .ifPresent(waiting -> terminal.line(terminal.yellow("    " + waiting.word("text"))));
        }
        if (!shape.word("queued").equals("0")) {
            terminal.line(terminal.dim("Why each one waits: signet queue list --state queued"));
        }
    }

    private static String span(long seconds) {
        Duration span = Duration.ofSeconds(seconds);
        if (span.toDays() > 0) {
            return span.toDays() + " d " + span.toHoursPart() + " h";
        }
        if (span.toHours() > 0) {
            return span.toHours() + " h " + span.toMinutesPart() + " min";
        }
        return span.toMinutes() > 0 ? span.toMinutes() + " min" : seconds + " s";
    }
}
