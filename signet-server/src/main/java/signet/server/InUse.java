package signet.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.doctor.Code;
import signet.doctor.Finding;
import signet.doctor.Successor;
import signet.mail.Stage;
import signet.server.certificate.NewKeyPair;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.ConfiguredSuccessor;
import signet.server.settings.Settings;

/**
 * Which credentials of {@code signet.yaml} are used by what stands under {@code next} there: the file is its owner's and is not
 * written, so this is remembered beside the database. The note names the certificate by its SHA-256 and a secret by its argon2id
 * hash; once {@code next} is something else, or gone, it means nothing any more. Thread-safe.
 */
public final class InUse {
    private static final String FILE = "credentials.next";
    private static final String HEAD =
            "# Credentials of signet.yaml that are used by their next: name, since, what. Written by Signet.\n";

    private final Path file;
    private final Prints prints = new Prints(new SecureRandom());
    private Map<String, Mark> marks;
    /** Names of those that the settings applied last still speak of. */
    private Set<String> meaningful;

    /** @param print of what follows, as {@link Prints} makes it */
    private record Mark(Instant since, String print) {}

    /**
     * The settings as they are in force.
     *
     * @param findings what the file should now say, one for each credential whose next is in use
     */
    public record Applied(Settings settings, List<Finding> findings) {
        public Applied {
            findings = List.copyOf(findings);
        }
    }

    private InUse(Path file, Map<String, Mark> marks) {
        this.file = file;
        this.marks = marks;
        this.meaningful = marks.keySet();
    }

    /** What the server of this data folder remembers; nothing where it never ran, or where it may not be read. */
    public static InUse of(Path data) throws IOException {
        Path file = data.resolve(FILE);
        Map<String, Mark> marks = new LinkedHashMap<>();
        if (Files.isReadable(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                read(line).forEach(marks::put);
            }
        }
        return new InUse(file, Map.copyOf(marks));
    }

    /** A line that cannot be read is no note: the login host is asked again. */
    private static Map<String, Mark> read(String line) {
        String[] parts = line.split(" ", 3);
        if (line.startsWith("#") || parts.length != 3) {
            return Map.of();
        }
        try {
            return Map.of(parts[0], new Mark(Instant.parse(parts[1]), parts[2]));
        } catch (DateTimeException e) {
            return Map.of();
        }
    }

    /** The settings with what is in use in its place, in credentials and in the accounts that log in by them. */
    public synchronized Applied apply(Settings settings) {
        Map<String, ConfiguredCredential> credentials = new LinkedHashMap<>();
        List<Finding> findings = new ArrayList<>();
        Set<String> meant = new HashSet<>();
        settings.credentials().forEach((name, credential) -> {
            Optional<Instant> since = credential.next().flatMap(next -> since(name, next));
            if (since.isPresent()) {
                Finding finding = finding(name, credential.next().orElseThrow(), since.get());
                findings.add(finding);
                meant.add(name);
                ConfiguredCredential renewed = credential.renewed().orElseThrow();
                credentials.put(name, renewed.saying(finding));
            } else {
                credentials.put(name, credential);
            }
        });
        meaningful = Set.copyOf(meant);
        if (findings.isEmpty()) {
            return new Applied(settings, findings);
        }
        return new Applied(settings.with(credentials), findings);
    }

    private Optional<Instant> since(String name, ConfiguredSuccessor next) {
        return Optional.ofNullable(marks.get(name))
                .filter(mark -> next.origin() == ConfiguredSuccessor.Origin.DECLARED
                        && next.credential().isPresent()
                        && prints.isOf(mark.print(), next.material()))
                .map(Mark::since);
    }

    private static Finding finding(String name, ConfiguredSuccessor next, Instant since) {
        return new Finding(
                Code.NEXT_IN_USE.word(),
                Code.NEXT_IN_USE.severity(),
                "credential " + name + ": since " + since + " the server uses what stands under next.",
                List.of(),
                next.advice(),
                Stage.CONFIGURATION);
    }

    /** From now on {@code name} is used by {@code next}, after a restart too; in force with the next reload. */
    synchronized void use(String name, Successor next, Instant now) throws IOException {
        Map<String, Mark> all = new LinkedHashMap<>(marks);
        all.put(name, new Mark(now, prints.of(next)));
        write(all);
        Set<String> meant = new HashSet<>(meaningful); // until the reload that follows has looked
        meant.add(name);
        meaningful = meant;
    }

    /** Forgets what meant nothing to the settings that were applied last. */
    synchronized void tidy() throws IOException {
        if (!meaningful.containsAll(marks.keySet())) {
            Map<String, Mark> all = new LinkedHashMap<>(marks);
            all.keySet().retainAll(meaningful);
            write(all);
        }
    }

    private void write(Map<String, Mark> all) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        all.forEach((name, mark) -> text.append(name)
                .append(' ')
                .append(mark.since())
                .append(' ')
                .append(mark.print())
                .append('\n'));
        NewKeyPair.replaceFile(file, text.toString(), "rw-------");
        marks = Map.copyOf(all);
    }
}
