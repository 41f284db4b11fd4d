package signet.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import signet.doctor.Catalogue;
import signet.doctor.Finding;

@Command(
        name = "explain",
        description = {
            "Explain an error message or a log: meaning, causes, fix. Works offline.",
            "Takes one sentence or a whole pasted log, with stack traces, quote marks, JSON or HTML around it; every known"
                    + " sentence in it is explained, the root cause first."
        },
        footer = {
            "",
            "Examples:",
            "  signet explain \"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled\"",
            "  signet explain AADSTS700027",
            "  grep ERROR app.log | signet explain -",
            "",
            "What is not in the catalogue is said so, with the nearest known answer. docs/findings has a page",
            "for each code.",
            "",
            "Exit status: 0 = explained, be it as unknown, 2 = wrong usage."
        })
final class ExplainCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "TEXT", description = "The words, or - to read standard input.")
    private List<String> words = List.of();

    @Option(names = "--json", description = "Print an array of findings.")
    private boolean json;

    private final Terminal terminal;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        String text = words.equals(List.of("-")) ? terminal.readAll() : String.join(" ", words);
        if (text.isBlank()) {
            throw Failure.usage(
                    "there is nothing to explain; pass the provider's words or - with a log on standard input");
        }
        List<Finding> findings = Catalogue.load().explain(text);
        if (json) {
            terminal.line(Json.indented(Findings.json(findings)));
        } else {
            new Findings(terminal).print(findings);
        }
        return 0;
    }
}
