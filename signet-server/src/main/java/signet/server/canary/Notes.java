package signet.server.canary;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.canary.CanaryState.Missed;
import signet.server.canary.CanaryState.Reason;
import signet.server.canary.CanaryState.Returned;
import signet.server.queue.EntryId;
import signet.server.watch.StateFile;

/**
 * What canaries remember beyond a restart, in a small text file, a fact a line. Without the file they begin anew: an open miss is
 * then told again.
 */
final class Notes {
    private static final System.Logger LOG = System.getLogger(Notes.class.getName());
    private static final String HEAD =
            "# Messages of accounts to themselves (canary: in signet.yaml). Without this file they begin anew.\n";
    private static final String NONE = "-";

    private final StateFile file;

    Notes(StateFile file) {
        this.file = file;
    }

    /** One under way is given back as lost: nobody knows how long it took. */
    Map<String, Canary> read() throws IOException {
        Map<String, Facts> facts = new LinkedHashMap<>();
        for (String line : file.read().orElse("").lines().toList()) {
            String[] words = line.split(" ", 7);
            if (!line.startsWith("#") && words.length >= 3) {
                try {
                    facts.computeIfAbsent(words[1], name -> new Facts()).add(words);
                } catch (DateTimeParseException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                    LOG.log(System.Logger.Level.WARNING, "a line of {0} is not understood and left out", file.path());
                }
            }
        }
        Map<String, Canary> canaries = new LinkedHashMap<>();
        facts.forEach((name, of) -> canaries.put(name, of.canary(name)));
        return canaries;
    }

    /** What the lines of one account say. */
    private static final class Facts {
        private Optional<Instant> sent = Optional.empty();
        private Optional<Returned> returned = Optional.empty();
        private Optional<Missed> missed = Optional.empty();
        private final List<Lost> lost = new java.util.ArrayList<>();

        void add(String[] words) {
            Instant at = Instant.parse(words[2]);
            switch (words[0]) {
                case "sent" -> sent = Optional.of(at);
                case "returned" ->
                    returned = Optional.of(new Returned(at, Duration.ofMillis(Long.parseLong(words[3]))));
                case "missed" ->
                    missed = Optional.of(new Missed(
                            at,
                            Integer.parseInt(words[3]),
                            reason(words[4]),
                            words.length > 6 ? words[6] : "",
                            words[5].equals(NONE) ? "" : words[5]));
                case "underway", "lost" -> lost.add(new Lost(words[3], at, EntryId.parse(words[4])));
                default -> throw new IllegalArgumentException(words[0]);
            }
        }

        private static Reason reason(String word) {
            return Arrays.stream(Reason.values())
                    .filter(reason -> reason.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(word));
        }

        Canary canary(String name) {
            Canary canary = new Canary(name);
            canary.remember(sent, returned, missed);
            lost.forEach(canary::rememberLost);
            return canary;
        }
    }

    /** When this returns, the notes survive a power cut. */
    void write(Collection<Canary> canaries) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        for (Canary canary : canaries) {
            String name = canary.account();
            canary.sent().ifPresent(at -> line(text, "sent", name, at));
            canary.returned()
                    .ifPresent(back ->
                            line(text, "returned", name, back.at(), back.took().toMillis()));
            canary.missed()
                    .ifPresent(one -> line(
                            text,
                            "missed",
                            name,
                            one.since(),
                            one.inARow(),
                            one.reason().word(),
                            one.code().isEmpty() ? NONE : one.code(),
                            one.detail().replaceAll("\\s+", " ")));
            canary.flight()
                    .ifPresent(flight ->
                            line(text, "underway", name, flight.sent(), flight.mark(), entry(flight.entry())));
            canary.lost().forEach(one -> line(text, "lost", name, one.sent(), one.mark(), entry(one.entry())));
        }
        file.write(text.toString());
    }

    private static String entry(Optional<EntryId> entry) {
        return entry.map(EntryId::toString).orElse(NONE);
    }

    private static void line(StringBuilder text, Object... words) {
        for (int i = 0; i < words.length; i++) {
            text.append(i == 0 ? "" : " ").append(words[i]);
        }
        text.append('\n');
    }
}
