package signet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import signet.cli.ApiClient.Answer;

@Command(
        name = "queue",
        description = "See what is in the queue of a running server and why it waits, and decide about it.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  signet queue list --state queued",
            "  signet queue show agrbqtidufyabkw6yltzjq24ve      why it waits, every attempt, the provider's own words",
            "  signet queue shape                                how much is queued, by account",
            "  signet queue retry --account portal --state failed --dry-run",
            "  signet queue hold agrbqtidufyabkw6yltzjq24ve"
        })
final class QueueCommand implements Runnable {
    private final Terminal terminal;

    QueueCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw Failure.usage("which of list, show, shape, retry, hold, release, cancel, export?");
    }

    @Command(description = "List messages, the newest first.")
    int list(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Mixin QueueFilter filter,
            @Option(names = "--limit", defaultValue = "50", description = "At most so many; default ${DEFAULT-VALUE}.")
                    int limit,
            @Option(names = "--json", description = "Print one line per message.") boolean json)
            throws IOException {
        MessageListing listing = new MessageListing(server.client(terminal, settled));
        QueueTable table = new QueueTable(terminal);
        List<Answer> messages = listing.first(filter, limit);
        if (json) {
            messages.forEach(message -> terminal.line(Json.line(message.json())));
        } else {
            table.messages(messages);
        }
        return 0;
    }

    @Command(
            description =
                    "Show a message: its state, why it waits, and every attempt down to the provider's own words.")
    int show(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--transcript", description = "Show what was said in attempts that did not succeed.")
                    boolean transcript,
            @Option(names = "--json") boolean json)
            throws IOException {
        Answer message = server.client(terminal, settled).get("/v1/messages/" + checked(id));
        if (json) {
            terminal.line(Json.indented(message.json()));
        } else {
            new MessageStory(terminal, transcript).tell(message);
        }
        return 0;
    }

    @Command(description = "How much is queued, by account, how old it is, and what stands still.")
    int shape(@Mixin Settled settled, @Mixin ServerOptions server, @Option(names = "--json") boolean json)
            throws IOException {
        Answer shape = server.client(terminal, settled).get("/v1/queue");
        if (json) {
            terminal.line(Json.indented(shape.json()));
        } else {
            new QueueTable(terminal).shape(shape);
        }
        return 0;
    }

    @Command(description = "Try now; failed, expired and cancelled recipients become pending again.")
    int retry(
            @Mixin Settled settled, @Mixin ServerOptions server, @Mixin QueueFilter filter, @Mixin VerbOptions options)
            throws IOException {
        return apply("retry", server.client(terminal, settled), filter, options);
    }

    @Command(description = "Keep messages from being sent until they are released.")
    int hold(@Mixin Settled settled, @Mixin ServerOptions server, @Mixin QueueFilter filter, @Mixin VerbOptions options)
            throws IOException {
        return apply("hold", server.client(terminal, settled), filter, options);
    }

    @Command(description = "End any hold.")
    int release(
            @Mixin Settled settled, @Mixin ServerOptions server, @Mixin QueueFilter filter, @Mixin VerbOptions options)
            throws IOException {
        return apply("release", server.client(terminal, settled), filter, options);
    }

    @Command(description = "Give up the pending recipients.")
    int cancel(
            @Mixin Settled settled, @Mixin ServerOptions server, @Mixin QueueFilter filter, @Mixin VerbOptions options)
            throws IOException {
        return apply("cancel", server.client(terminal, settled), filter, options);
    }

    @Command(description = "Write messages into a folder: ID.eml as accepted, ID.json with what became of it.")
    int export(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Mixin QueueFilter filter,
            @Parameters(paramLabel = "ID", arity = "0..*", description = "Without any, all that fit the filter.")
                    @Nullable List<String> ids,
            @Option(names = "--into", required = true, paramLabel = "DIR") Path into)
            throws IOException {
        ApiClient client = server.client(terminal, settled);
        List<String> wanted = ids == null ? List.of() : ids;
        if (wanted.isEmpty() && !filter.given()) {
            throw nothingNamed();
        }
        Files.createDirectories(into);
        int written = 0;
        if (wanted.isEmpty()) {
            for (Answer message : new MessageListing(client).all(filter)) {
                written += export(client, checked(message.word("id")), into);
            }
        }
        for (String id : wanted) {
            written += export(client, checked(id), into);
        }
        terminal.clearProgress();
        terminal.line(written + " written into " + into);
        return 0;
    }

    private int export(ApiClient client, String id, Path into) throws IOException {
        terminal.progress("writing " + id + " ...");
        Answer message = client.get("/v1/messages/" + id);
        if (message.flag("contentKept")) {
            client.download("/v1/messages/" + id + "/content", into.resolve(id + ".eml"));
        }
        Files.writeString(into.resolve(id + ".json"), Json.indented(message.json()) + "\n");
        return 1;
    }

    private static Failure nothingNamed() {
        return Failure.usage("which messages? Name their ids, or a filter such as --account or --state, or --all");
    }

    static String checked(String id) {
        if (!id.matches("[a-z2-7]{26}")) {
            throw Failure.usage(
                    "\"" + id + "\" is no message id: 26 lower-case letters and digits, as queue list shows them");
        }
        return id;
    }

    private int apply(String verb, ApiClient client, QueueFilter filter, VerbOptions options) throws IOException {
        List<String> ids = options.ids();
        if (ids.isEmpty()) {
            return applyToAll(verb, client, filter, options);
        }
        if (filter.given()) {
            throw Failure.usage("name messages by their ids or by a filter, not by both");
        }
        boolean changed = true;
        for (String id : ids) {
            if (options.dryRun()) {
                Answer message = client.get("/v1/messages/" + checked(id));
                terminal.line(id + "  " + message.word("state") + "  (nothing changed: --dry-run)");
                continue;
            }
            Answer result = client.post("/v1/messages/" + checked(id) + "/" + verb, Map.of());
            changed &= result.flag("changed");
            terminal.line(options.json() ? Json.line(result.json()) : outcome(result));
        }
        return changed ? 0 : Failure.FAILED;
    }

    private static String outcome(Answer result) {
        String held = result.word("held");
        return result.word("id") + "  " + result.word("state") + (held.equals("none") ? "" : ", held: " + held)
                + (result.flag("changed") ? "" : "  (unchanged: it was so already, or is being sent this moment)");
    }

    private int applyToAll(String verb, ApiClient client, QueueFilter filter, VerbOptions options) throws IOException {
        if (!filter.given()) {
            throw nothingNamed();
        }
        Answer result =
                client.post("/v1/messages/" + verb, Json.object("filter", filter.body(), "dryRun", options.dryRun()));
        if (options.json()) {
            terminal.line(Json.indented(result.json()));
        } else {
            String would = options.dryRun() ? "would change" : "changed";
            terminal.line(result.word("matched") + " fit, " + result.word("changed") + " " + would + ", "
                    + result.word("unchanged") + " stay as they are");
        }
        return 0;
    }
}
