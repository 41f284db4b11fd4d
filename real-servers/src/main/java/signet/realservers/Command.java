package signet.realservers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of a foreign program to its end, with a deadline. Immutable; every {@code with} gives a new one. */
public record Command(List<String> words, Map<String, String> environment, Path folder, Duration deadline) {

    /**
     * What a program left behind.
     *
     * @param octets standard output, one character (0-255) per byte, so that nothing of it is lost
     */
    public record Result(List<String> words, int status, String octets, String err, Duration took) {
        /** Standard output as the bytes it was. */
        public byte[] outBytes() {
            return octets.getBytes(StandardCharsets.ISO_8859_1);
        }

        /** Standard output read as UTF-8. */
        public String out() {
            return utf8(outBytes());
        }

        /** This result, or an exception with the whole output where the program failed. */
        public Result orFail() {
            if (status != 0) {
                throw new IllegalStateException(this.toString());
            }
            return this;
        }

        @Override
        public String toString() {
            return String.join(" ", words) + "\n-> status " + status + " after " + took.toMillis() + " ms\n" + out()
                    + err;
        }
    }

    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    public static Command of(String... words) {
        return new Command(List.of(words), Map.of(), Path.of("."), Duration.ofSeconds(60));
    }

    public Command with(Object... more) {
        List<String> all = new ArrayList<>(words);
        for (Object word : more) {
            all.add(word.toString());
        }
        return new Command(all, environment, folder, deadline);
    }

    public Command in(Path folder) {
        return new Command(words, environment, folder, deadline);
    }

    public Command within(Duration deadline) {
        return new Command(words, environment, folder, deadline);
    }

    public Command withVariable(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put(name, value);
        return new Command(words, all, folder, deadline);
    }

    /** Runs it with nothing on standard input. */
    public Result run() {
        return run(new byte[0]);
    }

    /** Runs it; a program that outlives the deadline is ended and is an error. */
    public Result run(byte[] input) {
        long start = System.nanoTime();
        try {
            ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            CompletableFuture<byte[]> out = drain(process.getInputStream());
            CompletableFuture<byte[]> err = drain(process.getErrorStream());
            try (var stdin = process.getOutputStream()) {
                stdin.write(input);
            }
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException(
                        "still running after " + deadline + ": " + String.join(" ", words) + "\n"
                                + err.exceptionally(lost -> new byte[0])
                                        .thenApply(Command::utf8)
                                        .join());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            String octets = new String(out.join(), StandardCharsets.ISO_8859_1);
            return new Result(words, process.exitValue(), octets, utf8(err.join()), took);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + words.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + words.get(0) + " ran", e);
        }
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static CompletableFuture<byte[]> drain(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
