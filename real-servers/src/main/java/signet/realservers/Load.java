package signet.realservers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Processor time as the kernel counts it ({@code proc(5)}), in clock ticks of a hundredth of a second. */
final class Load {
    private static final long TICK_MILLIS = 10;

    private Load() {}

    /** How many processes wanted a core, on an average of one, five and fifteen minutes: whether others disturb. */
    static String average() {
        String[] words = read(Path.of("/proc/loadavg")).orElseThrow().split(" ");
        return words[0] + " " + words[1] + " " + words[2];
    }

    /** What a process, its living descendants and the children it has waited for have used so far. */
    static Duration used(ProcessHandle process) {
        Stream<ProcessHandle> family = Stream.concat(Stream.of(process), process.descendants());
        return Duration.ofMillis(family.mapToLong(Load::ticks).sum() * TICK_MILLIS);
    }

    private static long ticks(ProcessHandle process) {
        return fields(Path.of("/proc", Long.toString(process.pid()), "stat"))
                .map(fields -> {
                    // after the name: field 3 is at 0, so utime 14, stime 15, cutime 16, cstime 17 are at 11 to 14
                    return fields.subList(11, 15).stream()
                            .mapToLong(Long::parseLong)
                            .sum();
                })
                .orElse(0L); // ended in between: its parent has waited for it
    }

    /** What all processors of the machine have been busy with so far, whoever asked for it. */
    static Duration busy() {
        String first =
                read(Path.of("/proc/stat")).orElseThrow().lines().findFirst().orElseThrow();
        String[] fields = first.trim().split("\\s+");
        long busy = 0;
        for (int i = 1; i <= 8; i++) { // user nice system idle iowait irq softirq steal
            busy += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
        }
        return Duration.ofMillis(busy * TICK_MILLIS);
    }

    private static Optional<List<String>> fields(Path file) {
        return read(file)
                .map(text ->
                        List.of(text.substring(text.lastIndexOf(')') + 2).trim().split(" ")));
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return Optional.empty();
            }
            throw new IllegalStateException("cannot read " + file, e);
        }
    }
}
