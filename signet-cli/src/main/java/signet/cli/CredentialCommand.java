package signet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import signet.cli.ApiClient.Answer;
import signet.doctor.Catalogue;
import signet.doctor.Progress;
import signet.doctor.TokenXray;
import signet.mail.Protocol;
import signet.oauth.AccessToken;
import signet.oauth.TokenContent;
import signet.server.Rehearsal;
import signet.server.Rehearser;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.ConfiguredSuccessor;
import signet.server.settings.Settings;

@Command(
        name = "credential",
        description = "Try what follows a credential, before its certificate or secret ends.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  signet credential rehearse by-cert",
            "  signet credential rehearse made-in-console --server https://signet.university.example",
            "",
            "Exit status: 0 = it would work, 1 = it would not, 2 = wrong usage, or nothing follows."
        })
final class CredentialCommand implements Runnable {
    private final Terminal terminal;

    CredentialCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw Failure.usage("which command? There is: rehearse");
    }

    @Command(
            description = {
                "Try the next pair or secret of a credential before it is needed.",
                "A token is asked for with it, what is in the"
                        + " token is said, and a login is tried wherever the credential's accounts would log in. Nothing is changed.",
                "A credential of signet.yaml is tried from here; one in a server's database by the server, as is any with"
                        + " --server."
            },
            footer = {
                "",
                "Examples:",
                "  signet credential rehearse by-cert",
                "  signet credential rehearse made-in-console --server https://signet.university.example",
                "",
                "Exit status: 0 = it would work, 1 = it would not, 2 = wrong usage, or nothing follows."
            })
    int rehearse(
            @Mixin Settled settled,
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "The credential.") String name,
            @Option(names = "--json", description = "Print one object.") boolean json)
            throws IOException {
        Optional<Settings> settings = server.named() || !Files.exists(settled.path(terminal))
                ? Optional.empty()
                : Optional.of(settled.settings(terminal));
        Optional<ConfiguredCredential> declared =
                settings.map(all -> all.credentials().get(name));
        Map<String, Object> document = declared.isPresent()
                ? here(declared.get(), settings.orElseThrow())
                : server.client(terminal, settled)
                        .post("/v1/credentials/" + path(name) + "/rehearse", Json.object())
                        .json();
        Answer answer = new Answer(document);
        if (json) {
            terminal.line(Json.indented(document));
        } else {
            people(answer);
        }
        return answer.flag("ok") ? 0 : Failure.FAILED;
    }

    private static String path(String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw Failure.usage("a credential's name is [a-z0-9][a-z0-9-]{0,62}");
        }
        return name;
    }

    private Map<String, Object> here(ConfiguredCredential credential, Settings settings) {
        ConfiguredSuccessor next = credential
                .next()
                .orElseThrow(
                        () -> Failure.usage(
                                "nothing follows the credential " + credential.name()
                                        + ": put the new pair or secret under next: in signet.yaml, or into the server by its console"));
        List<ConfiguredAccount> users = settings.accounts().values().stream()
                .filter(account -> account.credential()
                        .map(named -> named.name().equals(credential.name()))
                        .orElse(false))
                .toList();
        terminal.progress("rehearsing " + credential.name() + " ...");
        Progress progress = (protocol, step) -> terminal.progress(protocol.map(p -> p.word() + " ")
                        .orElse("") + step.stage().word() + " " + step.status().word() + " ...");
        Rehearsal rehearsal = new Rehearser(Catalogue.load(), terminal.clock()).all(credential, next, users, progress);
        terminal.clearProgress();
        return Json.object(
                "credential", rehearsal.credential(),
                "granted", rehearsal.granted(),
                "ok", rehearsal.ok(),
                "expiresAt", rehearsal.token().map(AccessToken::expiresAt),
                "claims", rehearsal.content().map(TokenContent::claims).orElse(Map.of()),
                "reports", rehearsal.accounts().stream().map(TestCommand::json).toList(),
                "findings", Findings.json(rehearsal.findings()));
    }

    /** From JSON, so that what a server says looks as what is tried from here. */
    private void people(Answer rehearsal) {
        String name = rehearsal.word("credential");
        rehearsal.text("expiresAt").ifPresent(at -> terminal.line("expires     " + at));
        rehearsal.object("claims").ifPresent(this::claims);
        for (Answer report : rehearsal.objects("reports")) {
            report(report);
        }
        findings(rehearsal.objects("findings"));
        if (rehearsal.flag("ok")) {
            terminal.line(terminal.green("works") + ": what follows " + name + " can take its place");
        } else if (rehearsal.flag("granted")) {
            terminal.line(terminal.red("does not work") + ": a token is given for what follows " + name
                    + ", but not everybody can log in with it");
        } else {
            terminal.line(terminal.red("does not work") + ": no token is given for what follows " + name);
        }
    }

    private void claims(Answer claims) {
        claims.members().forEach((claim, value) -> {
            String name = String.valueOf(claim);
            terminal.line(String.format("%-10s  %s", name, TokenCommand.readable(name, value == null ? "" : value)));
        });
        List<String> roles = claims.texts("roles");
        for (Protocol protocol : Protocol.values()) {
            String role = TokenXray.role(protocol);
            if (roles.contains(role)) {
                terminal.line(terminal.green("can") + " " + protocol.word() + ": role " + role + " is granted");
            }
        }
    }

    private void report(Answer report) {
        String verdict = report.flag("ok") ? terminal.green("works") : terminal.red("does not work");
        terminal.line(terminal.bold(report.word("account") + " " + report.word("protocol")) + "  " + verdict);
        for (Answer step : report.objects("steps")) {
            if (Set.of("failed", "warning").contains(step.word("status"))) {
                terminal.line(String.format(
                        "  %-13s  %-7s  %s", step.word("stage"), step.word("status"), step.word("detail")));
            }
        }
        findings(report.objects("findings"));
    }

    private void findings(List<Answer> findings) {
        List<signet.doctor.Finding> read = new ArrayList<>();
        findings.forEach(finding -> read.add(Findings.read(finding)));
        new Findings(terminal).print(read);
    }
}
