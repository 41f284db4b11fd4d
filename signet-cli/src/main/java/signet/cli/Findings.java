package signet.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import signet.cli.ApiClient.Answer;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;

/** Findings for people and for programs. */
final class Findings {
    private static final int WIDTH = 100;

    private final Terminal terminal;

    Findings(Terminal terminal) {
        this.terminal = terminal;
    }

    static List<Object> json(List<Finding> findings) {
        return findings.stream().<Object>map(Findings::json).toList();
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = Json.object(
                "code", finding.code(),
                "severity", word(finding.severity()),
                "summary", finding.summary(),
                "causes", finding.causes(),
                "remedy", finding.remedy(),
                "stage", finding.stage().word());
        if (!finding.facts().isEmpty()) {
            json.put("facts", finding.facts());
        }
        return json;
    }

    /** A finding as a server wrote it. */
    static Finding read(Answer finding) {
        Map<String, String> facts = new LinkedHashMap<>();
        finding.object("facts")
                .ifPresent(all ->
                        all.members().forEach((key, value) -> facts.put(String.valueOf(key), String.valueOf(value))));
        return new Finding(
                finding.word("code"),
                Severity.valueOf(finding.word("severity").toUpperCase(Locale.ROOT)),
                finding.word("summary"),
                finding.texts("causes"),
                finding.word("remedy"),
                Stage.valueOf(finding.word("stage").toUpperCase(Locale.ROOT).replace('-', '_')),
                facts);
    }

    private static String word(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "info";
        };
    }

    static boolean any(List<Finding> findings, Severity severity) {
        return findings.stream().anyMatch(finding -> finding.severity() == severity);
    }

    void print(List<Finding> findings) {
        findings.forEach(this::print);
    }

    private void print(Finding finding) {
        String word = word(finding.severity());
        String mark = switch (finding.severity()) {
            case ERROR -> terminal.red(word);
            case WARNING -> terminal.yellow(word);
            case INFO -> terminal.dim(word);
        };
        List<String> summary = wrapped(finding.summary(), WIDTH - word.length() - 2);
        terminal.line(mark + ": " + terminal.bold(summary.get(0)));
        summary.stream().skip(1).forEach(line -> terminal.line("  " + terminal.bold(line)));
        int number = 1;
        for (String cause : finding.causes()) {
            hanging(finding.causes().size() > 1 ? "  " + number++ + ". " : "  cause: ", cause);
        }
        finding.facts().forEach((name, value) -> hanging("  " + name + ": ", value));
        hanging("  fix: ", finding.remedy());
        terminal.line(terminal.dim("  (" + finding.code() + ")"));
    }

    private void hanging(String label, String text) {
        String indent = " ".repeat(label.length());
        String lead = label;
        for (String line : wrapped(text, WIDTH - label.length())) {
            terminal.line(lead + line);
            lead = indent;
        }
    }

    /** Lines of at most {@code width} characters where blanks allow it; line breaks of the text stay. */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split(" ", -1)) {
                if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
