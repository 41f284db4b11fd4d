package signet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import signet.doctor.Catalogue;
import signet.doctor.Doctor;
import signet.doctor.DoctorOptions;
import signet.doctor.Report;
import signet.doctor.Step;
import signet.mail.Protocol;
import signet.oauth.Problem.Severity;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.Settings;
import signet.server.settings.Units;

@Command(
        name = "test",
        description = {
            "Test whether accounts work, stage by stage, and explain what is wrong.",
            "What an account declares is tried with the same code that sends and fetches. What is wrong comes with"
                    + " the most likely cause first, each with its proof, and the fix.",
            "Without ACCOUNT all are tested."
        },
        footer = {
            "",
            "Examples:",
            "  signet test",
            "  signet test portal --protocol smtp --send-to ann@example.org",
            "  signet test --wait 60m            after a change at Microsoft: until it has taken effect",
            "  signet test --script fix.ps1      what mends the findings, for an administrator with PowerShell",
            "  signet test portal --negative rector@university.example    can it open what it should not?",
            "",
            "Exit status: 0 = everything works, 1 = something does not, 2 = wrong usage or configuration."
        })
final class TestCommand implements Callable<Integer> {
    /** Changes at Microsoft take minutes to an hour; more questions would not make them faster. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    @Mixin
    private final Settled settled = new Settled();

    @Parameters(paramLabel = "ACCOUNT", arity = "0..*", description = "Names in the settings.")
    private List<String> accounts = List.of();

    @Option(names = "--protocol", paramLabel = "P", split = ",", description = "Only smtp, imap or pop3.")
    private List<Protocol> protocols = List.of();

    @Option(
            names = "--send-to",
            paramLabel = "ADDRESS",
            description =
                    "Send a real message there; to the account's own address it is also looked for in the mailbox.")
    private Optional<String> sendTo = Optional.empty();

    @Option(names = "--wait", paramLabel = "60m", description = "Repeat until everything works or the time is over.")
    private Optional<String> wait = Optional.empty();

    @Option(
            names = "--negative",
            paramLabel = "ADDRESS",
            description =
                    "Try also to open this mailbox, which the application should not be able to; it is a warning when"
                            + " it can. Nothing is read there.")
    private Optional<String> negative = Optional.empty();

    @Option(
            names = "--script",
            paramLabel = "fix.ps1",
            description = "Write what mends the findings as PowerShell for this tenant, application and mailbox.")
    private Optional<Path> script = Optional.empty();

    @Option(names = "--json", description = "Print an array of reports.")
    private boolean json;

    private final Terminal terminal;

    TestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Duration patience = wait.map(text -> Units.duration(text)
                        .orElseThrow(() -> Failure.usage("--wait takes a time with its unit, such as 60m")))
                .orElse(Duration.ZERO);
        long end = System.nanoTime() + patience.toNanos();
        Duration pause = Duration.ofSeconds(5);
        while (true) {
            List<Report> reports = run();
            boolean ok = reports.stream().allMatch(Report::ok);
            long left = end - System.nanoTime();
            if (ok || left <= 0) {
                print(reports);
                if (script.isPresent()) {
                    new FixScript(terminal, script.get()).write(reports);
                }
                return ok ? 0 : Failure.FAILED;
            }
            Duration next = Duration.ofNanos(Math.min(left, pause.toNanos()));
            waiting(reports, next, Duration.ofNanos(left));
            Thread.sleep(next);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void waiting(List<Report> reports, Duration next, Duration left) {
        long failed = reports.stream().filter(report -> !report.ok()).count();
        String first = reports.stream()
                .flatMap(report -> report.findings().stream())
                .filter(finding -> finding.severity() == Severity.ERROR)
                .findFirst()
                .map(finding -> ": " + finding.summary())
                .orElse("");
        terminal.progress(failed + " of " + reports.size() + " not yet" + first + " (again in " + next.toSeconds()
                + " s, for another " + left.toMinutes() + " min)");
    }

    private List<Report> run() {
        Settings settings = settled.settings(terminal);
        Doctor doctor = new Doctor(Catalogue.load(), terminal.clock());
        DoctorOptions quiet = DoctorOptions.DEFAULTS;
        DoctorOptions sending = sendTo.map(quiet::sendingTo).orElse(quiet);
        DoctorOptions options = negative.map(sending::notOpening).orElse(sending);
        List<Report> reports = new ArrayList<>();
        for (ConfiguredAccount account : chosen(settings)) {
            List<Protocol> wanted = wanted(account);
            terminal.progress("testing " + account.name() + " ...");
            reports.addAll(doctor.diagnose(new Connections(terminal).subject(account), wanted, options));
        }
        terminal.clearProgress();
        if (reports.isEmpty()) {
            throw Failure.usage("there is nothing to test: no account declares "
                    + (protocols.isEmpty() ? "smtp, imap or pop3" : "this protocol"));
        }
        return reports;
    }

    private List<ConfiguredAccount> chosen(Settings settings) {
        Set<String> unknown = new HashSet<>(accounts);
        unknown.removeAll(settings.accounts().keySet());
        if (!unknown.isEmpty()) {
            throw Failure.usage("there is no account " + String.join(", ", unknown) + "; there is: "
                    + String.join(", ", settings.accounts().keySet()));
        }
        return settings.accounts().values().stream()
                .filter(account -> accounts.isEmpty() || accounts.contains(account.name()))
                .toList();
    }

    private List<Protocol> wanted(ConfiguredAccount account) {
        List<Protocol> wanted = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            if (account.routes().containsKey(protocol) && (protocols.isEmpty() || protocols.contains(protocol))) {
                wanted.add(protocol);
            }
        }
        return wanted;
    }

    private void print(List<Report> reports) {
        if (json) {
            terminal.line(Json.indented(reports.stream().map(TestCommand::json).toList()));
        } else {
            reports.forEach(report -> people(terminal, report));
            summary(reports);
        }
    }

    /** What a person wants to know after a screen or more of steps. */
    private void summary(List<Report> reports) {
        if (reports.size() > 1) {
            List<Report> failed =
                    reports.stream().filter(report -> !report.ok()).toList();
            terminal.line(
                    failed.isEmpty()
                            ? terminal.green("All " + reports.size() + " work.")
                            : terminal.red(failed.size() + " of " + reports.size()
                                    + (failed.size() == 1 ? " does" : " do") + " not work:"));
            for (Report report : failed) {
                terminal.line("  " + report.account() + " " + report.protocol().word()
                        + report.findings().stream()
                                .findFirst()
                                .map(finding -> ": " + finding.summary())
                                .orElse(""));
            }
        }
        boolean sends = reports.stream().anyMatch(report -> report.ok() && report.protocol() == Protocol.SMTP);
        if (sends && sendTo.isEmpty()) {
            terminal.note("No message was sent: only signet test --send-to ADDRESS shows that one goes through.");
        }
    }

    static Map<String, Object> json(Report report) {
        return Json.object(
                "account", report.account(),
                "protocol", report.protocol().word(),
                "ok", report.ok(),
                "steps",
                        report.steps().stream()
                                .map(step -> Json.object(
                                        "stage", step.stage().word(),
                                        "status", step.status().word(),
                                        "detail", step.detail(),
                                        "took_ms", step.took().toMillis()))
                                .toList(),
                "findings", Findings.json(report.findings()));
    }

    static void people(Terminal terminal, Report report) {
        String verdict = report.ok() ? terminal.green("works") : terminal.red("does not work");
        terminal.line(terminal.bold(report.account() + " " + report.protocol().word()) + "  " + verdict);
        for (Step step : report.steps()) {
            String status = String.format("%-7s", step.status().word());
            String coloured = switch (step.status()) {
                case OK -> terminal.green(status);
                case FAILED -> terminal.red(status);
                case WARNING -> terminal.yellow(status);
                case SKIPPED -> terminal.dim(status);
            };
            String took =
                    step.status() == Step.Status.SKIPPED ? "" : step.took().toMillis() + " ms";
            terminal.line(String.format("  %-13s  %s  %8s  %s", step.stage().word(), coloured, took, step.detail()));
        }
        new Findings(terminal).print(report.findings());
        terminal.line("");
    }
}
