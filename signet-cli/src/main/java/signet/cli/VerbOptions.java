package signet.cli;

import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** On which messages a verb of the queue works, and how. */
final class VerbOptions {
    @Parameters(paramLabel = "ID", arity = "0..*", description = "Messages; or use a filter, or --all.")
    private List<String> ids = List.of();

    @Option(names = "--dry-run", description = "Only say what would change.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    List<String> ids() {
        return ids;
    }

    boolean dryRun() {
        return dryRun;
    }

    boolean json() {
        return json;
    }
}
