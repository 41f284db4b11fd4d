package signet.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;
import signet.server.InUse;
import signet.server.settings.JsonSchema;
import signet.server.settings.Settings;
import signet.server.settings.SettingsReading;

@Command(
        name = "check",
        description = {
            "Check the settings without touching the network.",
            "Looked at are structure, secrets, keys and certificates, and what is known"
                    + " to go wrong. Everything that is wrong is listed at once, with file and line."
        },
        footer = {
            "",
            "Examples:",
            "  signet check",
            "  signet check --strict -f /etc/signet/signet.yaml",
            "  signet check --schema > signet.schema.json",
            "",
            "Exit status: 0 = usable, 2 = something must be changed first (with --strict also for a warning)."
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final Settled settled = new Settled();

    @Option(names = "--strict", description = "A warning counts as an error.")
    private boolean strict;

    @Option(names = "--schema", description = "Print the JSON Schema of signet.yaml and end.")
    private boolean schema;

    @Option(names = "--json", description = "Print an array of findings.")
    private boolean json;

    private final Terminal terminal;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (schema) {
            terminal.line(Json.indented(JsonSchema.of()));
            return 0;
        }
        SettingsReading reading = settled.read(terminal);
        List<Finding> findings = findings(reading);
        if (json) {
            terminal.line(Json.indented(Findings.json(findings)));
        } else {
            new Findings(terminal).print(findings);
            terminal.line(summary(reading, findings));
            next(reading).ifPresent(terminal::note);
        }
        boolean wrong = reading.hasErrors() || (strict && Findings.any(findings, Severity.WARNING));
        return wrong ? Failure.USAGE : 0;
    }

    /** With what a server of these settings uses already, where its note can be read. */
    private static List<Finding> findings(SettingsReading reading) throws IOException {
        List<Finding> findings = new ArrayList<>(reading.findings());
        if (reading.settings().isPresent()) {
            Settings settings = reading.settings().get();
            findings.addAll(
                    InUse.of(settings.serving().server().data()).apply(settings).findings());
            findings.sort(Comparator.comparing(Finding::severity));
        }
        return findings;
    }

    private String summary(SettingsReading reading, List<Finding> findings) {
        String file = settled.path(terminal).toString();
        String counted = reading.settings()
                .map(settings -> counted(settings.accounts().size(), "account") + ", "
                        + counted(settings.credentials().size(), "credential"))
                .orElse("nothing in it can be used");
        return file + ": " + counted + "; " + counted(findings, Severity.ERROR) + ", "
                + counted(findings, Severity.WARNING);
    }

    /** What to do next; nothing where something has to be changed first. */
    private static Optional<String> next(SettingsReading reading) {
        if (reading.hasErrors() || reading.settings().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                reading.settings().get().accounts().isEmpty()
                        ? "Next: signet setup writes an account; or make one in the console: signet serve"
                        : "Next: signet test asks the provider");
    }

    private static String counted(List<Finding> findings, Severity severity) {
        long count = findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
        return counted(count, severity == Severity.ERROR ? "error" : "warning");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
