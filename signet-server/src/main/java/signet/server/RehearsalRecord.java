package signet.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.doctor.Successor;
import signet.server.certificate.NewKeyPair;

/**
 * When each successor was rehearsed last and what came of it, beyond a restart: else each start would ask the login host, and
 * warn, anew. Thread-safe.
 */
final class RehearsalRecord {
    private static final String FILE = "credentials.rehearsed";
    private static final String HEAD =
            "# Rehearsals of what follows: credential, when, outcome, code, days told, what. Written by Signet.\n";
    private static final String NONE = "-";
    private static final int PARTS = 6;

    private final Path file;
    private final Prints prints = new Prints(new SecureRandom());
    private volatile Map<String, Last> all;

    /**
     * @param code of the finding that says why not; empty when a token was given
     * @param told the threshold in days at which somebody was warned last; empty when nobody was since it became so
     */
    record Last(Instant at, Rehearsal.Outcome outcome, Optional<String> code, Optional<Integer> told, String print) {}

    private RehearsalRecord(Path file, Map<String, Last> all) {
        this.file = file;
        this.all = all;
    }

    static RehearsalRecord of(Path data) throws IOException {
        Path file = data.resolve(FILE);
        Map<String, Last> all = new LinkedHashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] parts = line.split(" ", PARTS);
                last(parts).ifPresent(last -> all.put(parts[0], last));
            }
        }
        return new RehearsalRecord(file, Map.copyOf(all));
    }

    /** A line that cannot be read is none: it is rehearsed again. */
    private static Optional<Last> last(String[] parts) {
        Optional<Rehearsal.Outcome> outcome = parts.length == PARTS
                ? Arrays.stream(Rehearsal.Outcome.values())
                        .filter(one -> one.word().equals(parts[2]))
                        .findFirst()
                : Optional.empty();
        try {
            return outcome.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Last(
                            Instant.parse(parts[1]),
                            outcome.get(),
                            given(parts[3]),
                            given(parts[4]).map(Integer::valueOf),
                            parts[5]));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> given(String part) {
        return Optional.of(part).filter(text -> !text.equals(NONE));
    }

    /** The last rehearsal of whatever followed this credential then. */
    Optional<Last> last(String credential) {
        return Optional.ofNullable(all.get(credential));
    }

    /** The last rehearsal of this successor. */
    Optional<Last> last(String credential, Successor successor) {
        return last(credential).filter(last -> prints.isOf(last.print(), successor));
    }

    synchronized void put(
            String credential, Successor successor, Rehearsal rehearsal, Instant at, Optional<Integer> told)
            throws IOException {
        String print = last(credential, successor).map(Last::print).orElseGet(() -> prints.of(successor));
        Map<String, Last> next = new LinkedHashMap<>(all);
        next.put(credential, new Last(at, rehearsal.outcome(), code(rehearsal), told, print));
        write(next);
    }

    /** The finding that says why, behind the one that says that it is so. */
    static Optional<String> code(Rehearsal rehearsal) {
        return rehearsal.granted()
                ? Optional.empty()
                : rehearsal.findings().stream()
                        .map(finding -> finding.code())
                        .filter(code -> !code.equals(signet.doctor.Code.NEXT_REFUSED.word()))
                        .findFirst();
    }

    /** Forgets all but these credentials. */
    synchronized void keep(Set<String> credentials) throws IOException {
        if (!credentials.containsAll(all.keySet())) {
            Map<String, Last> next = new LinkedHashMap<>(all);
            next.keySet().retainAll(credentials);
            write(next);
        }
    }

    private void write(Map<String, Last> next) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        next.forEach((name, last) -> text.append(String.join(
                        " ",
                        name,
                        last.at().toString(),
                        last.outcome().word(),
                        last.code().orElse(NONE),
                        last.told().map(String::valueOf).orElse(NONE),
                        last.print()))
                .append('\n'));
        NewKeyPair.replaceFile(file, text.toString(), "rw-------");
        all = Map.copyOf(next);
    }
}
