package signet.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import signet.mail.Account;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.server.mime.HeaderSummary;
import signet.server.retrieval.AfterRetrieval;
import signet.server.retrieval.Arrival;
import signet.server.retrieval.ArrivalHandler;
import signet.server.retrieval.Retrieval;
import signet.server.retrieval.RetrievalListener;
import signet.server.retrieval.RetrievalOrder;
import signet.server.retrieval.RetrievalStart;

@Command(
        name = "fetch",
        description = {
            "Fetch new mail into a folder, directly: one file per message.",
            "Each is byte for byte what the server has, and forced to disk.",
            "A cursor in the folder (.signet-cursor) remembers how far the mailbox has been read; the next run fetches only"
                    + " what is new. A run cut off anywhere loses nothing."
        },
        footer = {
            "",
            "Files are named UIDVALIDITY-UID.eml (IMAP) or by a digest of the UIDL (POP3).",
            "",
            "Examples:",
            "  signet fetch --into mail",
            "  signet fetch --into mail --start now            only what comes from now on",
            "  signet fetch --into mail --after move:Done --exec ./process    runs: ./process FILE",
            "  signet fetch --into mail --json | jq -r .subject"
        })
final class FetchCommand implements Callable<Integer> {
    @Mixin
    private final Settled settled = new Settled();

    @Option(names = "--account", paramLabel = "A", description = "The account; default the only one.")
    private Optional<String> account = Optional.empty();

    @Option(
            names = "--into",
            required = true,
            paramLabel = "DIR",
            description = "Where the files go; one mailbox per folder.")
    private Path into = Path.of("");

    @Option(names = "--protocol", paramLabel = "imap|pop3", description = "Default imap where the account has it.")
    private Optional<Protocol> protocol = Optional.empty();

    @Option(names = "--folder", paramLabel = "F", description = "The mailbox folder; default ${DEFAULT-VALUE}.")
    private String folder = "INBOX";

    @Option(
            names = "--after",
            paramLabel = "keep|seen|delete|move:F",
            description = "What happens in the mailbox to a message that is safely on disk; default ${DEFAULT-VALUE}.")
    private String after = "keep";

    @Option(names = "--unseen", description = "Only messages nobody has read.")
    private boolean unseen;

    @Option(
            names = "--since",
            paramLabel = "DATE",
            description = "Only messages received on 2026-11-23, say, or later.")
    private Optional<LocalDate> since = Optional.empty();

    @Option(names = "--from", paramLabel = "TEXT", description = "Only messages with this text in From.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--subject", paramLabel = "TEXT", description = "Only messages with this text in the subject.")
    private Optional<String> subject = Optional.empty();

    @Option(
            names = "--start",
            paramLabel = "now|beginning|DATE",
            description = "Where a first run begins; default ${DEFAULT-VALUE}.")
    private String start = "beginning";

    @Option(names = "--limit", paramLabel = "N", description = "Most messages in this run.")
    private Optional<Integer> limit = Optional.empty();

    @Option(
            names = "--exec",
            paramLabel = "CMD",
            description =
                    "Run CMD FILE for each message; it may be told of a message twice. A status other than 0 stops the"
                            + " run before this message.")
    private Optional<String> exec = Optional.empty();

    @Option(names = "--json", description = "Print one line per message.")
    private boolean json;

    private final Terminal terminal;

    FetchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RetrievalOrder order = new RetrievalOrder(
                folder,
                new RetrievalOrder.Selection(unseen, since, from, subject),
                RetrievalStart.parse(start),
                limit.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                AfterRetrieval.parse(after));
        if (limit.orElse(1) < 1) {
            throw Failure.usage("--limit must be at least 1");
        }
        Protocol by = protocol.orElseGet(this::preferred);
        Account mailbox = settled.usable(terminal, account, by);
        Watcher watcher = new Watcher();
        terminal.progress("connecting to " + mailbox.endpoint(by).orElseThrow() + " ...");
        int fetched = new Retrieval(mailbox, by, order).run(into, new Handler(), watcher);
        terminal.clearProgress();
        if (!json) {
            terminal.line(fetched + (fetched == 1 ? " message" : " messages") + " fetched into " + into + " ("
                    + Sizes.of(watcher.octets) + ")");
        }
        return 0;
    }

    private Protocol preferred() {
        return settled.account(terminal, account).routes().containsKey(Protocol.IMAP) ? Protocol.IMAP : Protocol.POP3;
    }

    /** Runs the command and prints the line, in this order: whoever reads the line may rely on the command. */
    private final class Handler implements ArrivalHandler {
        @Override
        public void handle(Arrival arrival) throws IOException {
            if (exec.isPresent()) {
                run(exec.get(), arrival);
            }
            if (json) {
                HeaderSummary header = HeaderSummary.read(arrival.path());
                terminal.line(Json.line(Json.object(
                        "path", arrival.path(),
                        "uid", arrival.uid(),
                        "messageId", header.messageId(),
                        "from", header.from(),
                        "subject", header.subject(),
                        "date", header.date().or(arrival::received),
                        "size", arrival.size())));
                terminal.out().flush();
            }
        }

        @Override
        public boolean singly() {
            return exec.isPresent();
        }
    }

    private void run(String command, Arrival arrival) throws IOException {
        boolean windows = File.separatorChar == '\\';
        String path = arrival.path().toString();
        List<String> line = windows
                ? List.of("cmd", "/c", command + " \"" + path + "\"")
                : List.of("/bin/sh", "-c", command + " \"$1\"", "signet", path);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectInput(new File(windows ? "NUL" : "/dev/null"))
                .redirectErrorStream(true);
        builder.environment().put("SIGNET_UID", arrival.uid());
        Process process = builder.start();
        try {
            process.getInputStream().transferTo(terminal.err()); // standard output is for results
            int status = process.waitFor();
            if (status != 0) {
                throw Failure.failed("the command ended with status " + status + " for " + path
                        + "; it will be tried again with this message by the next run");
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the command ran for " + path, e);
        }
    }

    private final class Watcher implements RetrievalListener {
        private final long began = System.nanoTime();
        private int found;
        private int passed;
        private long octets;

        @Override
        public void found(int messages) {
            found = passed + messages;
        }

        @Override
        public void passed(int messages, long more) {
            passed += messages;
            octets += more;
            long rate = passed * 1_000_000_000L / Math.max(1, System.nanoTime() - began);
            terminal.progress(passed + " of " + found + " messages, " + Sizes.of(octets) + ", " + rate + "/s");
        }

        @Override
        public void renumbered(long before, long now) {
            terminal.note("The server has numbered this mailbox anew (UIDVALIDITY " + before + " is now " + now
                    + "): it is read from the " + start + "; files fetched before are kept.");
        }

        @Override
        public void reconnecting(MailException why) {
            terminal.note("The connection broke (" + why.getMessage() + "); continuing with a new one.");
        }

        @Override
        public void leftMarked() {
            terminal.note(
                    "The messages are marked as deleted but still there: this server cannot remove single messages,"
                            + " and others are marked too.");
        }
    }
}
