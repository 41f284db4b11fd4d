package signet.realservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A server process of ours and all its children: started in the foreground, ended together. */
final class Daemon implements Closeable {
    private final Process process;

    private Daemon(Process process) {
        this.process = process;
    }

    static Daemon start(List<String> words, Map<String, String> environment, Path folder, Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            return new Daemon(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + words.get(0), e);
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    void awaitListening(int port, Duration patience) {
        Ports.awaitListening(port, process, patience);
    }

    /** SIGKILL to it alone, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        // kc.sh keeps Java as a child; Dovecot and Postfix end their own children on TERM
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        family.forEach(ProcessHandle::destroy);
        family.forEach(Daemon::await);
    }

    private static void await(ProcessHandle handle) {
        try {
            handle.onExit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handle.destroyForcibly();
        } catch (ExecutionException | TimeoutException e) {
            handle.destroyForcibly();
        }
    }
}
