package signet.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import signet.doctor.Finding;
import signet.mail.Account;
import signet.mail.Protocol;
import signet.oauth.Credential;
import signet.oauth.Problem.Severity;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.Settings;
import signet.server.settings.SettingsReader;
import signet.server.settings.SettingsReading;

/** The option {@code -f} and what the file says. */
final class Settled {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The settings; default SIGNET_CONFIG, ./signet.yaml or%n/etc/signet/signet.yaml.")
    private Optional<Path> file = Optional.empty();

    Path path(Terminal terminal) {
        if (file.isPresent()) {
            return file.get();
        }
        Optional<String> named = terminal.variable("SIGNET_CONFIG");
        if (named.isPresent()) {
            return Path.of(named.get());
        }
        Path here = Path.of("signet.yaml");
        Path system = Path.of("/etc/signet/signet.yaml");
        return Files.exists(here) || !Files.exists(system) ? here : system;
    }

    /** Whether somebody said which file: then it must be there. */
    boolean named(Terminal terminal) {
        return file.isPresent() || terminal.variable("SIGNET_CONFIG").isPresent();
    }

    SettingsReading read(Terminal terminal) {
        return new SettingsReader(
                        name -> Optional.ofNullable(terminal.environment().get(name)),
                        terminal.clock().instant())
                .read(path(terminal));
    }

    /** The settings, or the end of the command with everything that is wrong with the file's structure. */
    Settings settings(Terminal terminal) {
        SettingsReading reading = read(terminal);
        return reading.settings()
                .orElseThrow(() ->
                        unusable(terminal, reading.findings(), path(terminal).toString()));
    }

    private static Failure unusable(Terminal terminal, List<Finding> findings, String what) {
        List<Finding> errors = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
        for (Finding error : errors) {
            terminal.note("signet: " + error.summary());
            terminal.note("  fix: " + error.remedy());
        }
        return Failure.usage(what + " cannot be used; signet check says more");
    }

    /** The account called {@code name}; the only one when no name is given. */
    ConfiguredAccount account(Terminal terminal, Optional<String> name) {
        return one(settings(terminal).accounts(), name, "account", "--account");
    }

    /** The credential called {@code name}, as it stands in the file. */
    ConfiguredCredential credential(Terminal terminal, String name) {
        return one(settings(terminal).credentials(), Optional.of(name), "credential", "CREDENTIAL");
    }

    private static <T> T one(Map<String, T> all, Optional<String> name, String kind, String option) {
        if (name.isEmpty() && all.size() == 1) {
            return all.values().iterator().next();
        }
        if (name.isEmpty()) {
            throw Failure.usage("which " + kind + "? Name it with " + option + ": " + String.join(", ", all.keySet()));
        }
        return Optional.ofNullable(all.get(name.get()))
                .orElseThrow(() -> Failure.usage("there is no " + kind + " \"" + name.get() + "\"; there is: "
                        + (all.isEmpty() ? "none" : String.join(", ", all.keySet()))));
    }

    /** The account ready for use, or the end of the command with what keeps it from being used. */
    Account usable(Terminal terminal, Optional<String> name, Protocol protocol) {
        ConfiguredAccount configured = account(terminal, name);
        if (!configured.routes().containsKey(protocol)) {
            throw Failure.usage("account " + configured.name() + " has no " + protocol.word() + "; add a line to it:  "
                    + protocol.word() + ": {}");
        }
        configured.credential().ifPresent(credential -> usable(terminal, credential));
        Optional<Account> account =
                configured.usable() ? new Connections(terminal).account(configured, protocol) : Optional.empty();
        return account.orElseThrow(() -> unusable(terminal, configured.findings(), "account " + configured.name()));
    }

    /** The credential ready for use, or the end of the command. */
    Credential usable(Terminal terminal, ConfiguredCredential configured) {
        return configured
                .credential()
                .orElseThrow(() -> unusable(terminal, configured.findings(), "credential " + configured.name()));
    }
}
