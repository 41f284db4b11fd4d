package signet.realservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory as the kernel counts it ({@code proc(5)}), in MB of 1024 x 1024 octets. */
final class Memory {
    private Memory() {}

    static long resident(ProcessHandle process) {
        return field(process, "VmRSS");
    }

    /** Of it, what is no page of a file: heap, stacks, the virtual machine's own. */
    static long anonymous(ProcessHandle process) {
        return field(process, "RssAnon");
    }

    private static long field(ProcessHandle process, String name) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                            .filter(line -> line.startsWith(name + ":"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
