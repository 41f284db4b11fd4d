package signet.server.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A thread that waits for many channels together. What it runs must not wait: it would keep all the others waiting. Everything is for
 * this thread but {@link #execute}, {@link #wake} and {@link #close}.
 */
final class ChannelLoop implements AutoCloseable {
    private static final Logger LOG = System.getLogger("signet.listener");

    private final Selector selector;
    private final Duration tick;
    private final Runnable ticked;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;

    /** @param ticked run about this often */
    ChannelLoop(String name, Duration tick, Runnable ticked) throws IOException {
        this.selector = Selector.open();
        this.tick = tick;
        this.ticked = ticked;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Has this run whenever the channel is ready for one of the operations. The channel must not wait. */
    SelectionKey add(SelectableChannel channel, int operations, Runnable ready) throws IOException {
        if (channel.keyFor(selector) != null) {
            selector.selectNow(ChannelLoop::run); // it was here before, and its cancelled key is gone only now
        }
        return channel.register(selector, operations, ready);
    }

    /** Lets go of channels that were closed: until then their ports are taken. */
    void forgetClosed() throws IOException {
        selector.selectNow(ChannelLoop::run);
    }

    /** Has this run by the loop's thread soon; by the caller when the loop has ended. For every thread. */
    void execute(Runnable task) {
        tasks.add(task);
        wake();
        if (ended && tasks.remove(task)) {
            task.run();
        }
    }

    /** Has the loop look at once at what changed. For every thread. */
    void wake() {
        if (Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    private static void run(SelectionKey key) {
        if (key.attachment() instanceof Runnable ready) {
            ready.run();
        }
    }

    private void run() {
        long next = System.nanoTime() + tick.toNanos();
        while (!closing) {
            try {
                selector.select(ChannelLoop::run, tick.toMillis());
                runTasks();
                long now = System.nanoTime();
                if (now - next >= 0) {
                    next = now + tick.toNanos();
                    ticked.run();
                }
            } catch (IOException | RuntimeException | Error e) { // nobody else serves these channels
                LOG.log(Level.ERROR, "a loop met a failure of its own and goes on", e);
            }
        }
        end();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void end() {
        try {
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing a selector: {0}", e.getMessage());
        }
        ended = true;
        runTasks();
    }

    /** Ends the loop behind what it does at the moment; open channels stay open. For every thread. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
    }
}
