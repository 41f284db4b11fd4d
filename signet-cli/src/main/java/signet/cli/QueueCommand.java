package signet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import signet.cli.ApiClient.Answer;

@Command(
        name = "queue",
        description = "See what waits in a running server and why; retry, hold, release, cancel.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  signet queue shape                                how much waits, by account, and why",
            "  signet queue list --state queued                  each message, and why it waits",
            "  signet queue show agrbqtidufyabkw6yltzjq24ve      every attempt, the provider's words, the fix",
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

    @Command(
            description = "List messages, the newest first, and why each is not on its way.",
            footer = {
                "",
                "Examples:",
                "  signet queue list --state queued",
                "  signet queue list --account portal --since 2026-11-26T14:00:00Z --limit 200",
                "  signet queue list --search invoice --json | jq -r .id"
            })
    int list(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Mixin QueueFilter filter,
            @Option(names = "--limit", defaultValue = "50", description = "At most so many; default ${DEFAULT-VALUE}.")
                    int limit,
            @Option(names = "--json", description = "Print one line per message.") boolean json)
            throws IOException {
        ApiClient client = server.client(terminal, settled);
        QueueTable table = new QueueTable(terminal);
        List<Answer> messages = new MessageListing(client).first(filter, limit);
        if (messages.isEmpty() && filter.account().isPresent()) {
            AccountCommand.complainIfUnknown(client, filter.account().get());
        }
        if (json) {
            messages.forEach(message -> terminal.line(Json.line(message.json())));
        } else {
            table.messages(messages);
        }
        return 0;
    }

    @Command(
            description =
                    "Show a message: its state, why it waits, and every attempt down to the provider's own words.",
            footer = {
                "",
                "Examples:",
                "  signet queue show agrbqtidufyabkw6yltzjq24ve",
                "  signet queue show agrbqtidufyabkw6yltzjq24ve --transcript"
            })
    int show(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "ID", description = "The message, as queue list shows it.") String id,
            @Option(names = "--transcript", description = "Show what was said in attempts that did not succeed.")
                    boolean transcript,
            @Option(names = "--json", description = "Print one object.") boolean json)
            throws IOException {
        Answer message = server.client(terminal, settled).get("/v1/messages/" + checked(id));
        if (json) {
            terminal.line(Json.indented(message.json()));
        } else {
            new MessageStory(terminal, transcript).tell(message);
        }
        return 0;
    }

    @Command(
            description = "How much is queued, by account, how old it is, and what stands still.",
            footer = {"", "Examples:", "  signet queue shape", "  signet queue shape --json | jq .queued"})
    int shape(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Option(names = "--json", description = "Print one object.") boolean json)
            throws IOException {
        Answer shape = server.client(terminal, settled).get("/v1/queue");
        if (json) {
            terminal.line(Json.indented(shape.json()));
        } else {
            new QueueTable(terminal).shape(shape);
        }
        return 0;
    }

    @Command(
            description = {
                "Try now; failed, expired and cancelled recipients become pending again.",
                "What waits for its account goes on when that works again: signet account resume looks now."
            },
            footer = {
                "",
                "Examples:",
                "  signet queue retry agrbqtidufyabkw6yltzjq24ve",
                "  signet queue retry --account portal --state failed --dry-run"
            })
    int retry(
            @Mixin Settled settled, @Mixin ServerOptions server, @Mixin QueueFilter filter, @Mixin VerbOptions options)
            throws IOException {
        return apply("retry", server.client(terminal, settled), filter, options);
    }

    @Command(
            description = "Keep messages from being sent until they are released.",
            footer = {
                "",
                "Examples:",
                "  signet queue hold agrbqtidufyabkw6yltzjq24ve",
                "  signet queue hold --account portal --state queued --dry-run"
            })
    int hold(@Mixin Settled settled, @Mixin ServerOptions server, @Mixin QueueFilter filter, @Mixin VerbOptions options)
            throws IOException {
        return apply("hold", server.client(terminal, settled), filter, options);
    }

    @Command(
            description = "End any hold.",
            footer = {
                "",
                "Examples:",
                "  signet queue release agrbqtidufyabkw6yltzjq24ve",
                "  signet queue release --held operator --account portal"
            })
    int release(
            @Mixin Settled settled, @Mixin ServerOptions server, @Mixin QueueFilter filter, @Mixin VerbOptions options)
            throws IOException {
        return apply("release", server.client(terminal, settled), filter, options);
    }

    @Command(
            description = {"Give up the pending recipients.", "signet queue retry takes it back."},
            footer = {
                "",
                "Examples:",
                "  signet queue cancel agrbqtidufyabkw6yltzjq24ve",
                "  signet queue cancel --recipient wrong@example.net --dry-run"
            })
    int cancel(
            @Mixin Settled settled, @Mixin ServerOptions server, @Mixin QueueFilter filter, @Mixin VerbOptions options)
            throws IOException {
        return apply("cancel", server.client(terminal, settled), filter, options);
    }

    @Command(
            description = "Write messages into a folder: ID.eml as accepted, ID.json with what became of it.",
            footer = {
                "",
                "Examples:",
                "  signet queue export --state failed --into failed",
                "  signet queue export agrbqtidufyabkw6yltzjq24ve --into ."
            })
    int export(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Mixin QueueFilter filter,
            @Parameters(paramLabel = "ID", arity = "0..*", description = "Without any, all that fit the filter.")
                    @Nullable List<String> ids,
            @Option(
                            names = "--into",
                            required = true,
                            paramLabel = "DIR",
                            description = "The folder; made where there is none.")
                    Path into)
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
        if (!options.json() && !options.dryRun()) {
            back(verb)
                    .ifPresent(command ->
                            terminal.note("To take it back: signet queue " + command + " " + String.join(" ", ids)));
        }
        return changed ? 0 : Failure.FAILED;
    }

    /** The verb that takes this one back. */
    private static Optional<String> back(String verb) {
        return switch (verb) {
            case "hold" -> Optional.of("release");
            case "cancel" -> Optional.of("retry");
            default -> Optional.empty();
        };
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
            tell(verb, client, filter, options.dryRun(), result);
        }
        return 0;
    }

    private void tell(String verb, ApiClient client, QueueFilter filter, boolean dryRun, Answer result)
            throws IOException {
        long matched = number(result, "matched");
        long unchanged = number(result, "unchanged");
        if (matched == 0 && filter.account().isPresent()) {
            AccountCommand.complainIfUnknown(client, filter.account().get());
        }
        terminal.line(messages(matched) + " found, " + result.word("changed") + (dryRun ? " would change" : " changed")
                + (unchanged == 0
                        ? ""
                        : ", " + unchanged + " as before: so already, being sent this moment, or over for good"));
        if (verb.equals("retry") && unchanged > 0) {
            standing(client, filter);
        }
    }

    private static long number(Answer answer, String name) {
        return answer.text(name).map(Long::parseLong).orElse(0L);
    }

    private static String messages(long count) {
        return count == 1 ? "1 message" : count + " messages";
    }

    /** Where the account stands still its messages are not to blame, and trying one again does nothing. */
    private void standing(ApiClient client, QueueFilter filter) throws IOException {
        for (Answer account : client.get("/v1/queue").objects("accounts")) {
            String name = account.word("account");
            String reason =
                    account.object("waiting").map(why -> why.word("reason")).orElse("");
            boolean meant = filter.account().isEmpty() || filter.account().get().equals(name);
            if (meant && (reason.equals("account-parked") || reason.equals("account-paused"))) {
                terminal.line("  What waits for the account '" + name + "', which is "
                        + reason.replaceFirst("account-", "") + ", goes on with it. Look now: signet account resume "
                        + name);
            }
        }
    }
}
