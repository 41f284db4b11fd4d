package signet.cli;

import java.util.List;
import java.util.Map;
import signet.cli.ApiClient.Answer;

/** Everything about one message, for an operator who wants to know what became of it and why. */
final class MessageStory {
    private final Terminal terminal;
    private final boolean transcript;
    private final QueueTable table;

    MessageStory(Terminal terminal, boolean transcript) {
        this.terminal = terminal;
        this.transcript = transcript;
        this.table = new QueueTable(terminal);
    }

    void tell(Answer message) {
        head(message);
        message.objects("recipients").forEach(this::recipient);
        message.object("waiting").ifPresent(waiting -> waiting(waiting, message.word("account")));
        List<Answer> attempts = message.objects("attempts");
        for (int i = 0; i < attempts.size(); i++) {
            attempt(i + 1, attempts.get(i));
        }
        if (attempts.isEmpty()) {
            terminal.line("");
            terminal.line("It was not tried yet.");
        }
    }

    private void head(Answer message) {
        terminal.line(terminal.bold(message.word("id")) + "  " + table.state(message));
        field("account", message.word("account"));
        field("from", message.text("from").filter(from -> !from.isEmpty()).orElse("<> (null sender)"));
        field("subject", message.word("subject"));
        message.text("messageId").ifPresent(id -> field("Message-ID", id));
        field(
                "size",
                Sizes.of(Long.parseLong(message.text("size").orElse("0")))
                        + (message.flag("contentKept") ? "" : ", content no longer kept"));
        Answer origin = message.object("origin").orElse(new Answer(Map.of()));
        field(
                "accepted",
                QueueTable.seconds(message.word("accepted")) + " by " + origin.word("kind") + " from "
                        + origin.word("by")
                        + origin.text("peer")
                                .filter(peer -> !peer.isEmpty())
                                .map(peer -> " at " + peer)
                                .orElse(""));
        message.text("sendAt").ifPresent(at -> field("send at", QueueTable.seconds(at)));
        message.text("heldBy").ifPresent(by -> field("held by", by));
    }

    private void field(String name, String value) {
        terminal.line("  " + name + ":" + " ".repeat(Math.max(1, 12 - name.length())) + value);
    }

    private void recipient(Answer recipient) {
        String state = recipient.word("state");
        terminal.line("  to:          " + recipient.word("address") + "  " + table.coloured(state, state) + " since "
                + QueueTable.seconds(recipient.word("since")));
        recipient.text("reply").ifPresent(reply -> terminal.line("                 " + reply));
    }

    private void waiting(Answer waiting, String account) {
        terminal.line("");
        terminal.line(terminal.bold("Why it waits: ") + waiting.word("text"));
        waiting.text("until").ifPresent(until -> terminal.line("Next: " + QueueTable.seconds(until)));
        waiting.object("incident").ifPresent(incident -> {
            if (waiting.word("reason").equals("account-parked")) {
                terminal.line("Once it is mended, look at once: signet account resume " + account);
            }
            terminal.line("Incident " + incident.word("id") + " (" + incident.word("code") + ") since "
                    + QueueTable.seconds(incident.word("opened")) + ", " + incident.word("probes") + " probes so far");
        });
    }

    private void attempt(int number, Answer attempt) {
        terminal.line("");
        String marks = (attempt.flag("unconfirmed") ? ", unconfirmed: it may have been delivered" : "")
                + (attempt.flag("burnt") ? "" : ", does not count");
        terminal.line(terminal.bold("Attempt " + number) + "  " + QueueTable.seconds(attempt.word("began")) + "  "
                + attempt.word("endpoint") + "  as far as " + attempt.word("stage") + ", " + attempt.word("tookMs")
                + " ms" + marks);
        attempt.text("reply").ifPresent(reply -> terminal.line("  " + reply));
        String indent = "  ";
        for (String cause : attempt.texts("causes")) {
            terminal.line(indent + "Caused by: " + cause);
            indent += "  ";
        }
        attempt.text("traceId").ifPresent(id -> terminal.line("  trace id: " + id));
        attempt.text("correlationId").ifPresent(id -> terminal.line("  correlation id: " + id));
        attempt.text("timestamp").ifPresent(time -> terminal.line("  timestamp: " + time));
        attempt.text("explanation")
                .filter(text -> !text.isBlank())
                .ifPresent(text -> terminal.line(
                        "  " + terminal.yellow(text) + "  " + terminal.dim("(" + attempt.word("code") + ")")));
        if (transcript) {
            attempt.text("transcript")
                    .ifPresent(text -> text.lines().forEach(line -> terminal.line(terminal.dim("  | " + line))));
        }
    }
}
