package signet.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;
import signet.server.settings.JsonSchema;
import signet.server.settings.SettingsReading;

@Command(
        name = "check",
        description = {
            "Check the settings without touching the network: structure, secrets, keys and certificates, and what is known"
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
    public Integer call() {
        if (schema) {
            terminal.line(Json.indented(JsonSchema.of()));
            return 0;
        }
        SettingsReading reading = settled.read(terminal);
        List<Finding> findings = reading.findings();
        if (json) {
            terminal.line(Json.indented(Findings.json(findings)));
        } else {
            new Findings(terminal).print(findings);
            terminal.line(summary(reading));
        }
        boolean wrong = reading.hasErrors() || (strict && Findings.any(findings, Severity.WARNING));
        return wrong ? Failure.USAGE : 0;
    }

    private String summary(SettingsReading reading) {
        String file = settled.path(terminal).toString();
        String counted = reading.settings()
                .map(settings -> settings.accounts().size() + " accounts, "
                        + settings.credentials().size() + " credentials")
                .orElse("nothing in it can be used");
        return file + ": " + counted + "; " + count(reading, Severity.ERROR) + " errors, "
                + count(reading, Severity.WARNING) + " warnings";
    }

    private static long count(SettingsReading reading, Severity severity) {
        return reading.findings().stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
