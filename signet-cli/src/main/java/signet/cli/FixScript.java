package signet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import signet.doctor.Remedy;
import signet.doctor.RemedyScript;
import signet.doctor.Report;

/** Writes what mends the findings of a test, one file for each application. */
final class FixScript {
    /** In every script of ours, so that no other file is overwritten. */
    private static final String MARK = "Made by \"signet test --script\"";

    private final Terminal terminal;
    private final Path file;

    FixScript(Terminal terminal, Path file) {
        this.terminal = terminal;
        this.file = file;
    }

    void write(List<Report> reports) throws IOException {
        Map<Remedy.Target, String> scripts = RemedyScript.of(
                reports.stream().flatMap(report -> report.remedies().stream()).toList());
        if (scripts.isEmpty()) {
            terminal.note("there is nothing that a script could mend at Microsoft; " + file + " was not written");
            return;
        }
        int number = 1;
        for (Map.Entry<Remedy.Target, String> script : scripts.entrySet()) {
            Path path = number == 1 ? file : numbered(number);
            write(path, script.getValue());
            terminal.note(path + " is for application " + script.getKey().client() + " in tenant "
                    + script.getKey().tenant() + "; read it, then: pwsh " + path + " -WhatIf");
            number++;
        }
    }

    private static void write(Path path, String script) throws IOException {
        if (Files.exists(path)
                && !Files.readString(path, StandardCharsets.UTF_8).contains(MARK)) {
            throw Failure.usage(path + " is another file; name one that does not exist yet");
        }
        Files.writeString(path, script, StandardCharsets.US_ASCII);
    }

    private Path numbered(int number) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(
                dot < 0 ? name + "-" + number : name.substring(0, dot) + "-" + number + name.substring(dot));
    }
}
