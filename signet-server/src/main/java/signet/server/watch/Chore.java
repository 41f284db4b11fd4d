package signet.server.watch;

import java.io.IOException;
import java.time.Duration;

/**
 * Something to be done now and then.
 *
 * @param name  for logs
 * @param every from its end to its next beginning
 */
record Chore(String name, Duration every, Task task) {
    /** What is done. */
    @FunctionalInterface
    interface Task {
        /** @return whether more of the same waits: it is gone on with after a second, others first */
        boolean run() throws IOException;
    }

    /** One that does everything at once. */
    static Chore simple(String name, Duration every, Whole task) {
        return new Chore(name, every, () -> {
            task.run();
            return false;
        });
    }

    /** A task without a rest. */
    @FunctionalInterface
    interface Whole {
        void run() throws IOException;
    }
}
