package signet.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import signet.cli.ApiClient.Answer;
import signet.server.settings.Units;

@Command(
        name = "api-token",
        description = "Make, list and revoke the tokens programs use at the HTTP API of a running server.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  signet api-token create --name reports --scopes send --account portal",
            "  signet api-token create --name monitoring --scopes read --expires 365d",
            "  signet api-token list",
            "  signet api-token revoke agrbqtidufyabkw6yltzjq24ve",
            "",
            "Scopes: send hands in messages, read sees everything but secrets, operate decides about messages",
            "and accounts, admin changes accounts, credentials and tokens. None includes another."
        })
final class ApiTokenCommand implements Runnable {
    private final Terminal terminal;

    ApiTokenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw Failure.usage("which of create, list, revoke?");
    }

    @Command(
            description = "Make a token. It is shown this once; the server keeps only its SHA-256.",
            footer = {
                "",
                "Examples:",
                "  signet api-token create --name reports --scopes send --account portal",
                "  signet api-token create --name monitoring --scopes read --expires 365d"
            })
    int create(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Option(names = "--name", required = true, paramLabel = "N", description = "What it is for.") String name,
            @Option(
                            names = "--scopes",
                            required = true,
                            split = ",",
                            paramLabel = "S",
                            description = "What it may do, one or more of send, read, operate, admin.")
                    List<String> scopes,
            @Option(names = "--account", paramLabel = "A", description = "For this account only; may be repeated.")
                    @Nullable List<String> accounts,
            @Option(
                            names = "--expires",
                            paramLabel = "365d",
                            description = "After which it is no longer good; default never.")
                    Optional<String> expires,
            @Option(names = "--json", description = "Print the result as JSON.") boolean json)
            throws IOException {
        Map<String, Object> body =
                Json.object("name", name, "scopes", scopes, "accounts", accounts == null ? List.of() : accounts);
        expires.ifPresent(span -> body.put("expires", end(span)));
        Answer made = server.client(terminal, settled).post("/v1/tokens", body);
        if (json) {
            terminal.line(Json.indented(made.json()));
        } else {
            terminal.note("The token " + made.word("id") + " is shown this once:");
            terminal.line(made.word("token"));
        }
        return 0;
    }

    private Instant end(String span) {
        return terminal.clock()
                .instant()
                .plus(Units.duration(span)
                        .orElseThrow(() -> Failure.usage("--expires takes a time with its unit, such as 365d")));
    }

    @Command(
            description = "List tokens, without their secrets.",
            footer = {"", "Example:", "  signet api-token list"})
    int list(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Option(names = "--json", description = "Print the result as JSON.") boolean json)
            throws IOException {
        Answer list = server.client(terminal, settled).get("/v1/tokens");
        if (json) {
            terminal.line(Json.indented(list.json().getOrDefault("tokens", List.of())));
            return 0;
        }
        for (Answer token : list.objects("tokens")) {
            List<String> accounts = token.texts("accounts");
            terminal.line(
                    token.word("id") + "  " + token.word("name") + "  " + String.join(",", token.texts("scopes")) + "  "
                            + (accounts.isEmpty() ? "all accounts" : String.join(",", accounts)) + "  "
                            + token.text("expires")
                                    .map(at -> "until " + QueueTable.seconds(at))
                                    .orElse("without end") + "  "
                            + token.text("lastUsed")
                                    .map(at -> "used " + QueueTable.seconds(at))
                                    .orElse("never used")
                            + (token.flag("revoked") ? "  " + terminal.red("revoked") : ""));
        }
        return 0;
    }

    @Command(
            description = "Revoke tokens at once.",
            footer = {"", "Example:", "  signet api-token revoke agrbqtidufyabkw6yltzjq24ve"})
    int revoke(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "ID", arity = "1..*", description = "The tokens, as api-token list shows them.")
                    List<String> ids)
            throws IOException {
        ApiClient client = server.client(terminal, settled);
        for (String id : ids) {
            client.delete("/v1/tokens/" + QueueCommand.checked(id));
            terminal.line(id + "  revoked");
        }
        return 0;
    }
}
