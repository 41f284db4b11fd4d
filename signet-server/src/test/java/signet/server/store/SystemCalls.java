package signet.server.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code strace -f -y -xx} wrote, call by call: where each begins and where it has succeeded. */
final class SystemCalls {
    /** Every call that changes a file, its name, or what is on the disk of it. */
    static final String TRACED = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,link";

    private static final Pattern BEGIN = Pattern.compile("^(\\d+) +(\\w+)\\((.*)$");
    private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. \\w+ resumed>.*\\) += (-?\\d+).*$");
    private static final Pattern DONE = Pattern.compile("^(.*)\\) += (-?\\d+)(?: .*)?$");
    private static final String UNFINISHED = " <unfinished ...>";

    private SystemCalls() {}

    /**
     * A call.
     *
     * @param path   of the file it was given, or the first name
     * @param other  the second name, of rename and link
     * @param octets written
     * @param number offset of a write, length of a truncation; -1 where it writes at the end
     */
    record Call(String name, String path, String other, List<byte[]> octets, long number) {}

    /** Told of calls in their order. */
    interface Witness {
        void began(Call call) throws IOException;

        void succeeded(Call call) throws IOException;
    }

    static void replay(Path log, Witness witness) throws IOException {
        Map<String, Call> open = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.US_ASCII)) {
            String line;
            while ((line = lines.readLine()) != null) {
                Matcher resumed = line.contains(" resumed>") ? RESUMED.matcher(line) : null;
                if (resumed != null && resumed.matches()) {
                    Optional<Call> call = Optional.ofNullable(open.remove(resumed.group(1)));
                    if (call.isPresent() && Long.parseLong(resumed.group(2)) >= 0) {
                        witness.succeeded(call.get());
                    }
                    continue;
                }
                begin(line, open, witness);
            }
        }
    }

    private static void begin(String line, Map<String, Call> open, Witness witness) throws IOException {
        Matcher begin = BEGIN.matcher(line);
        if (!begin.matches()) {
            return;
        }
        String rest = begin.group(3);
        if (rest.endsWith(UNFINISHED)) {
            Call call = call(begin.group(2), rest.substring(0, rest.length() - UNFINISHED.length()));
            witness.began(call);
            open.put(begin.group(1), call);
            return;
        }
        Matcher done = DONE.matcher(rest);
        if (done.matches()) {
            Call call = call(begin.group(2), done.group(1));
            witness.began(call);
            if (Long.parseLong(done.group(2)) >= 0) {
                witness.succeeded(call);
            }
        }
    }

    private static Call call(String name, String arguments) {
        String[] parts = arguments.split(", ", -1);
        return switch (name) {
            case "pwrite64" -> new Call(name, file(parts[0]), "", List.of(quoted(parts[1])), number(parts[3]));
            case "write" -> new Call(name, file(parts[0]), "", List.of(quoted(parts[1])), -1);
            case "ftruncate" -> new Call(name, file(parts[0]), "", List.of(), number(parts[1]));
            case "rename", "link" -> new Call(name, text(quoted(parts[0])), text(quoted(parts[1])), List.of(), 0);
            case "unlink" -> new Call(name, text(quoted(parts[0])), "", List.of(), 0);
            default -> new Call(name, file(parts[0]), "", List.of(), 0);
        };
    }

    private static long number(String text) {
        return Long.parseLong(text.strip());
    }

    /** The path in {@code 12<\x2f…>}; a standard stream is its number. */
    private static String file(String argument) {
        int from = argument.indexOf('<');
        String number = from < 0 ? argument : argument.substring(0, from);
        return number.equals("1") ? number : text(octets(argument, from + 1, argument.lastIndexOf('>')));
    }

    private static byte[] quoted(String argument) {
        return octets(argument, argument.indexOf('"') + 1, argument.lastIndexOf('"'));
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    /** Octets as {@code \x41\x42}. */
    private static byte[] octets(String text, int from, int to) {
        if (to <= from) {
            return new byte[0];
        }
        byte[] octets = new byte[(to - from) / 4];
        for (int i = 0; i < octets.length; i++) {
            int at = from + 4 * i + 2;
            octets[i] = (byte) (Character.digit(text.charAt(at), 16) << 4 | Character.digit(text.charAt(at + 1), 16));
        }
        return octets;
    }

    /** The watched command. */
    static List<String> watched(Path log, List<String> command) {
        return watched(log, List.of(), command);
    }

    /**
     * The watched command, whose system calls fail as told.
     *
     * @param injected as after {@code strace -e inject=}
     */
    static List<String> watched(Path log, List<String> injected, List<String> command) {
        List<String> watched = new ArrayList<>(
                List.of("strace", "-f", "-y", "-xx", "-s", "3000000", "-e", "trace=" + TRACED, "-o", log.toString()));
        injected.forEach(fault -> watched.addAll(List.of("-e", "inject=" + fault)));
        watched.addAll(command);
        return watched;
    }
}
