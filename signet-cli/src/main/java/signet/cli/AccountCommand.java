package signet.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import signet.cli.ApiClient.Answer;
import signet.server.settings.NearWord;

@Command(
        name = "account",
        description = {
            "See whether a running server uses its accounts, stop one, let it go on.",
            "An account is paused by a person, and parked by Signet while its login, permission or certificate does not work."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  signet account list",
            "  signet account resume portal      after something was mended: look at once",
            "  signet account pause portal       take its mail, and send none"
        })
final class AccountCommand implements Runnable {
    private static final Duration FIRST_LOOK = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** A probe is a token and a login; what takes longer is told by the list. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Terminal terminal;

    AccountCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw Failure.usage("which of list, pause, resume?");
    }

    @Command(
            description = "List the accounts: whether mail of each is sent, and why not.",
            footer = {"", "Examples:", "  signet account list", "  signet account list --json | jq -r .[].name"})
    int list(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Option(names = "--json", description = "Print an array.") boolean json)
            throws IOException {
        Answer answer = server.client(terminal, settled).get("/v1/accounts");
        if (json) {
            terminal.line(Json.indented(answer.json().getOrDefault("accounts", List.of())));
            return 0;
        }
        List<Answer> accounts = answer.objects("accounts");
        if (accounts.isEmpty()) {
            terminal.line("There is no account.");
        }
        for (Answer account : accounts) {
            Optional<Answer> waiting = account.object("waiting");
            String state = waiting.map(why -> terminal.yellow(state(why))).orElseGet(() -> terminal.green("in use"));
            terminal.line(account.word("name") + "  " + account.word("address") + "  " + state);
            waiting.ifPresent(why -> terminal.line(terminal.dim("    " + told(why))));
            account.object("canary").ifPresent(canary -> terminal.line(terminal.dim("    " + canary.word("text"))));
        }
        return 0;
    }

    private static String state(Answer waiting) {
        return waiting.word("reason").replaceFirst("^account-", "");
    }

    private static String told(Answer waiting) {
        return waiting.word("text")
                + waiting.text("until")
                        .map(until -> " Next look: " + QueueTable.seconds(until) + ".")
                        .orElse("");
    }

    @Command(
            description = {
                "Send nothing of an account until it is resumed.",
                "Its mail is still taken, and no expiry clock runs. signet account resume takes it back."
            },
            footer = {"", "Example:", "  signet account pause portal"})
    int pause(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "The account.") String name,
            @Option(names = "--json", description = "Print one object.") boolean json)
            throws IOException {
        ApiClient client = server.client(terminal, settled);
        account(client, name);
        Answer answer = client.post("/v1/accounts/" + name + "/pause", Json.object());
        if (json) {
            terminal.line(Json.indented(answer.json()));
        } else {
            terminal.line(name + (answer.flag("changed") ? " is paused" : " was paused already")
                    + "; it goes on with: signet account resume " + name);
        }
        return 0;
    }

    @Command(
            description = {
                "End a pause, and look at once whether what parked an account is over.",
                "Nothing has to be resumed for mail to go on once something is mended: Signet looks by itself, only later."
            },
            footer = {
                "",
                "Example:",
                "  signet account resume portal",
                "",
                "Exit status: 0 = the account is in use, 1 = it is still parked, 2 = wrong usage or configuration."
            })
    int resume(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "The account.") String name,
            @Option(names = "--json", description = "Print the account as one object.") boolean json)
            throws IOException {
        ApiClient client = server.client(terminal, settled);
        Answer account = account(client, name);
        // a look that was under way already may not know yet what was mended: only the second one does for certain
        for (int looks = 0;
                looks < 2 && (looks == 0 || account.object("waiting").isPresent());
                looks++) {
            Optional<String> before = account.object("waiting").flatMap(AccountCommand::probes);
            client.post("/v1/accounts/" + name + "/resume", Json.object());
            account = lookedAt(client, name, before);
        }
        Optional<Answer> waiting = account.object("waiting");
        if (json) {
            terminal.line(Json.indented(account.json()));
        } else {
            terminal.line(waiting.map(why -> name + " is still not used (" + state(why) + "). " + told(why))
                    .orElse(name + " is in use"));
        }
        return waiting.isEmpty() ? 0 : Failure.FAILED;
    }

    /** The account of this name; where there is none, what there is. */
    private static Answer account(ApiClient client, String name) throws IOException {
        List<Answer> accounts = client.get("/v1/accounts").objects("accounts");
        return accounts.stream()
                .filter(account -> account.word("name").equals(name))
                .findFirst()
                .orElseThrow(() -> Failure.usage(unknown(name, accounts)));
    }

    private static String unknown(String name, List<Answer> accounts) {
        List<String> names =
                accounts.stream().map(account -> account.word("name")).toList();
        return "there is no account '" + name + "'"
                + NearWord.of(name, names)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse(
                                names.isEmpty()
                                        ? "; there is none at all"
                                        : "; there is: "
                                                + names.stream().limit(10).collect(Collectors.joining(", "))
                                                + (names.size() > 10 ? " …" : ""));
    }

    /** Says so where nothing was found because there is no such account. */
    static void complainIfUnknown(ApiClient client, String name) throws IOException {
        account(client, name);
    }

    private static Optional<String> probes(Answer waiting) {
        return waiting.object("incident").map(incident -> incident.word("id") + incident.word("probes"));
    }

    /** The account once it is in use or was looked at once more; after a while, as it is. */
    private Answer lookedAt(ApiClient client, String name, Optional<String> before) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        long began = System.nanoTime();
        Duration pause = FIRST_LOOK;
        while (true) {
            Answer account = client.get("/v1/accounts/" + name);
            Optional<String> now = account.object("waiting").flatMap(AccountCommand::probes);
            if (now.isEmpty() || !now.equals(before) || System.nanoTime() - began > PATIENCE.toNanos()) {
                terminal.clearProgress();
                return account;
            }
            terminal.progress("looking whether " + name + " works ...");
            try {
                never.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failure.failed("interrupted; the server goes on looking at " + name);
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }
}
