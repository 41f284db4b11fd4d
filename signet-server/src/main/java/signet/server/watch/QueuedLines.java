package signet.server.watch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Writes records on a thread of its own; drops and counts them while that one is stuck. */
final class QueuedLines extends Handler {
    static final int LENGTH = 8_192;

    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(LENGTH);
    private final AtomicLong dropped = new AtomicLong();
    private final OutputStream out;
    private final Formatter formatter;
    private final Thread thread;
    private volatile boolean closed;
    private long admitted;

    QueuedLines(Formatter formatter, OutputStream out) {
        this.formatter = formatter;
        this.out = out;
        this.thread = Thread.ofPlatform().name("signet-log").daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    long dropped() {
        return dropped.get();
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record) && (closed || !queue.offer(formatter.format(record)))) {
            dropped.incrementAndGet();
        }
    }

    private void run() {
        List<String> lines = new ArrayList<>();
        try {
            while (!closed || !queue.isEmpty()) {
                String first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    lines.add(first);
                    queue.drainTo(lines, 255);
                    write(lines);
                    lines.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever interrupts us wants an end
        }
    }

    /** An error cannot be told anywhere: it counts as dropped lines, and the next ones are tried again. */
    private void write(List<String> lines) {
        try {
            long lost = dropped.get();
            if (lost > admitted) {
                LogRecord gap = new LogRecord(
                        Level.WARNING, (lost - admitted) + " log lines were dropped: nobody read standard error");
                gap.setLoggerName(QueuedLines.class.getName());
                lines.addFirst(formatter.format(gap));
            }
            out.write(String.join("", lines).getBytes(StandardCharsets.UTF_8));
            out.flush();
            admitted = lost;
        } catch (IOException e) {
            dropped.addAndGet(lines.size());
        }
    }

    @Override
    public void flush() {
        // the thread flushes after each piece; waiting for it would block whoever calls
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    void close(Duration deadline) {
        closed = true;
        try {
            if (deadline.isPositive() && thread.isAlive()) {
                thread.join(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
