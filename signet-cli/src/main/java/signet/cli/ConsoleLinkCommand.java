package signet.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import signet.cli.ApiClient.Answer;
import signet.server.settings.Units;

@Command(
        name = "console-link",
        description = {
            "Make a one-time link to the web console of a running server.",
            "Whoever opens it chooses name and password and gets the role. With --user of somebody who is there already it"
                    + " sets a new password instead; a second factor is asked for as before, unless --forget-second-factor"
                    + " is there too."
        },
        footer = {
            "",
            "Examples:",
            "  signet console-link",
            "  signet console-link --role operator --expires 7d",
            "  signet console-link --user ada                            a forgotten password",
            "  signet console-link --user ada --forget-second-factor     a lost phone"
        })
final class ConsoleLinkCommand implements Callable<Integer> {
    @Mixin
    private final Settled settled = new Settled();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "viewer, operator or administrator; default administrator, or the role the user has.")
    private Optional<String> role = Optional.empty();

    @Option(names = "--user", paramLabel = "NAME", description = "Default: whoever opens the link chooses it.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--forget-second-factor",
            description = "For a lost phone, with --user: when the link is used, the user's second factor is gone.")
    private boolean forget;

    @Option(names = "--expires", paramLabel = "24h", description = "How long it is good, at most 7d; default 24h.")
    private Optional<String> expires = Optional.empty();

    @Option(names = "--json", description = "Print one object.")
    private boolean json;

    private final Terminal terminal;

    ConsoleLinkCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ApiClient client = server.client(terminal, settled);
        Map<String, Object> body = Json.object();
        user.ifPresent(name -> body.put("name", name));
        if (role.isPresent() || !known(client)) {
            body.put("role", role.orElse("administrator"));
        }
        if (forget) {
            body.put("forgetSecondFactor", true);
        }
        expires.ifPresent(span -> body.put(
                "expires",
                terminal.clock()
                        .instant()
                        .plus(Units.duration(span)
                                .orElseThrow(
                                        () -> Failure.usage("--expires takes a time with its unit, such as 24h")))));
        Answer made = client.post("/v1/console-links", body);
        String link = client.server() + made.word("path");
        if (json) {
            Map<String, Object> shown = Json.object();
            made.json().forEach(shown::put);
            shown.put("link", link);
            terminal.line(Json.indented(shown));
        } else {
            terminal.note((made.flag("setsPassword")
                            ? "For a new password of " + made.word("name")
                            : "For a new " + made.word("role"))
                    + ", once, until "
                    + QueueTable.seconds(made.word("expires")) + ":");
            terminal.line(link);
            if (made.flag("asksSecondFactor")) {
                terminal.note(
                        "The second factor stays, and a code is asked for. For a lost phone add --forget-second-factor.");
            } else if (forget) {
                terminal.note("Whoever uses it needs no code any more, and can set up a new second factor on Profile.");
            }
        }
        return 0;
    }

    /** Whether the user is there already: then the link sets a password and the role stays. */
    private boolean known(ApiClient client) throws IOException {
        return user.isPresent()
                && client.get("/v1/console-users").objects("users").stream()
                        .anyMatch(one -> one.word("name").equals(user.get()));
    }
}
