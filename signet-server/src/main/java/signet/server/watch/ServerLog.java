package signet.server.watch;

import java.io.OutputStream;
import java.time.Duration;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the server says on standard error: one line per record, as text or as JSON. Lines wait in a queue of bounded length for a
 * thread of their own; when nobody reads standard error and the queue is full, lines are dropped and counted. So a pipe that
 * blocks never blocks a thread that says something.
 */
public final class ServerLog implements AutoCloseable {
    /** How lines look. */
    public enum Form {
        TEXT,
        JSON
    }

    /** What libraries say at level INFO is about themselves. */
    private final Logger libraries = Logger.getLogger("org");

    private final Logger root;
    private final Handler[] before;
    private final QueuedLines lines;

    private ServerLog(Logger root, QueuedLines lines) {
        this.root = root;
        this.before = root.getHandlers();
        this.lines = lines;
    }

    /**
     * Puts it in the place of the root logger's handlers. Close it to have those back.
     *
     * @param out  standard error
     * @param from the least level that is shown
     */
    public static ServerLog install(Form form, OutputStream out, Level from) {
        return install(Logger.getLogger(""), form, out, from);
    }

    static ServerLog install(Logger root, Form form, OutputStream out, Level from) {
        QueuedLines lines = new QueuedLines(
                switch (form) {
                    case TEXT -> new LogLine.Text();
                    case JSON -> new LogLine.Json();
                },
                out);
        ServerLog log = new ServerLog(root, lines);
        for (Handler handler : log.before) {
            root.removeHandler(handler);
        }
        lines.setLevel(from);
        root.addHandler(lines);
        root.setLevel(from);
        log.libraries.setLevel(Level.WARNING);
        lines.start();
        return log;
    }

    /** Lines dropped because standard error was not read. */
    public long dropped() {
        return lines.dropped();
    }

    /** Writes what waits, for at most two seconds. */
    @Override
    public void close() {
        root.removeHandler(lines);
        for (Handler handler : before) {
            root.addHandler(handler);
        }
        lines.close(Duration.ofSeconds(2));
    }
}
