package signet.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes {@code docs/findings/CODE.md}: one page for each code, from the list of codes, the catalogue and findings.txt. */
final class FindingPages {
    private static final String NOTE =
            "<!-- Made by FindingsPageTest: mvn -pl signet-doctor -am test -Dtest=FindingsPageTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dsignet.findings.write=true -->\n";

    private static final Pattern COMMAND = Pattern.compile(
            "((?:[^`]*: )?)"
                    + "((?:(?:Get|Set|Add|New|Update|Remove)-[A-Z]\\w+|signet \\w+|openssl|dig|delv|nslookup|timedatectl)"
                    + "(?: (?!must |shows |says |prints |tells |lists |names |compares |succeeds |goes |and |from |with )[^ ]+)*)");

    /** What findings.txt says of a code. */
    record Text(String proof, List<String[]> causes, List<String> steps) {}

    private final Map<String, Text> texts = new LinkedHashMap<>();

    FindingPages() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(FindingPages.class.getResourceAsStream("findings.txt"), "no findings.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(this::read);
        }
    }

    private void read(String line) {
        String[] cells = line.split(" \\| ", -1);
        boolean whole = cells.length == 4 && Arrays.stream(cells).noneMatch(String::isBlank);
        if (!whole || texts.containsKey(cells[0])) {
            throw new IllegalStateException("findings.txt: not \"code | proof | causes | steps\", or twice: " + line);
        }
        List<String[]> causes = Arrays.stream(cells[2].split(" ;; "))
                .map(cause -> cause.split(" => ", -1))
                .peek(parts -> {
                    if (parts.length != 2) {
                        throw new IllegalStateException("findings.txt, " + cells[0] + ": a cause without its proof");
                    }
                })
                .toList();
        texts.put(cells[0], new Text(cells[1], causes, List.of(cells[3].split(" ;; "))));
    }

    /** Codes of keys, certificates and assertions, whose title and severity stand in findings.txt. */
    List<String> problems() {
        return texts.entrySet().stream()
                .filter(entry -> entry.getValue().proof().matches("(error|warning|info): .*"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Every page by its code. */
    Map<String, String> pages() {
        Map<String, String> pages = new TreeMap<>();
        for (Code code : Code.values()) {
            pages.put(
                    code.word(),
                    page(
                            code.word(),
                            word(code.severity()),
                            code.title(),
                            text(code.word()).proof()));
        }
        for (String code : List.of(Unknown.ANSWER, Unknown.NUMBER)) {
            pages.put(
                    code,
                    page(
                            code,
                            "warning",
                            "Signet does not know this answer",
                            text(code).proof()));
        }
        for (String code : problems()) {
            String[] parts = text(code).proof().split(": ", 2);
            String title = Character.toUpperCase(parts[1].charAt(0))
                    + parts[1].substring(1).replaceFirst("\\.$", "");
            pages.put(code, page(code, parts[0], title, "Signet reads what is in the field before anything is sent."));
        }
        for (Entry entry : Catalogue.load().entries()) {
            pages.put(entry.id(), page(entry));
        }
        return pages;
    }

    /** How the finding is proved; of a problem, its severity and title. */
    String proof(String code) {
        return text(code).proof();
    }

    private Text text(String code) {
        Text text = texts.get(code);
        if (text == null) {
            throw new IllegalStateException("findings.txt has no line for " + code);
        }
        return text;
    }

    private String page(String code, String severity, String title, String proof) {
        Text text = text(code);
        StringBuilder page = head(code, plain(title) + ".");
        page.append("*Severity:* ").append(severity).append("\n\n## How Signet proves it\n\n");
        page.append(plain(proof)).append('\n');
        causes(page, text.causes());
        steps(page, text.steps());
        return page.append(foot()).toString();
    }

    private static String page(Entry entry) {
        StringBuilder page = head(entry.id(), plain(Entry.filled(entry.meaning(), Map.of())));
        page.append("*Severity:* ").append(word(entry.severity()));
        page.append(" · *Class:* ").append(entry.kind().word());
        page.append(" · *Said by:* ").append(speaker(entry));
        page.append(" · *Shows at:* ").append(entry.stage().word());
        page.append(" · *Words:* ")
                .append(entry.mark().name().toLowerCase(Locale.ROOT))
                .append("\n\n");
        page.append("For example:\n\n    ").append(entry.sample()).append("\n\n## How Signet proves it\n\n");
        page.append(proof(entry)).append('\n');
        causes(
                page,
                entry.causes().stream()
                        .map(cause ->
                                new String[] {Entry.filled(cause.why(), Map.of()), Entry.filled(cause.proof(), Map.of())
                                })
                        .toList());
        steps(
                page,
                entry.steps().stream().map(step -> Entry.filled(step, Map.of())).toList());
        if (entry.speaker().equals("smtp") || entry.speaker().equals("token")) {
            page.append("\n## Mail that waits meanwhile\n\n")
                    .append(meanwhile(entry))
                    .append('\n');
        }
        return page.append(foot()).toString();
    }

    private static String proof(Entry entry) {
        if (entry.speaker().equals("status")) {
            return "The answer carries this status code, with 2, 4 or 5 in place of x, and its words are in no other row of the"
                    + " catalogue.";
        }
        StringBuilder words =
                new StringBuilder("These words stand in the answer, in any case and with anything in place of `…`:\n");
        for (Phrase phrase : entry.phrases()) {
            words.append("\n- `").append(String.join(" … ", phrase.pieces())).append('`');
        }
        return words.toString();
    }

    private static String meanwhile(Entry entry) {
        String after = duration(entry.hold().after());
        return switch (entry.kind()) {
            case RECIPIENT, MESSAGE ->
                "With a code that begins with 5 the mail fails and its sender is told; with 4 it is tried again.";
            case NOTICE -> "Nothing waits.";
            case PERMISSION, CREDENTIAL, POLICY, CONFIG, RATE, QUOTA, SERVER, NETWORK ->
                entry.kind() == Entry.Kind.PERMISSION
                                && entry.hold().parked()
                                && entry.speaker().equals("smtp")
                        ? "Mail of this sender is held until a person releases it; other mail of the account goes on."
                        : entry.hold().parked()
                                ? "It is kept and not tried in vain: Signet looks again after " + after
                                        + " and sends it by itself once the cause is mended."
                                : "It is kept and tried again after " + after + ".";
        };
    }

    private static String duration(Duration duration) {
        if (duration.isZero()) {
            return "no time at all";
        }
        long minutes = duration.toMinutes();
        return minutes == 0 ? duration.toSeconds() + " s" : minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
    }

    private static String speaker(Entry entry) {
        return switch (entry.speaker()) {
            case "token" -> "the token endpoint";
            case "client" -> "a mail program or library";
            case "status" -> "any mail server, by its code alone";
            default -> "the mail server (" + entry.speaker().toUpperCase(Locale.ROOT) + ")";
        };
    }

    private static StringBuilder head(String code, String meaning) {
        return new StringBuilder(NOTE)
                .append("\n# ")
                .append(code)
                .append("\n\n")
                .append(meaning)
                .append("\n\n");
    }

    private static void causes(StringBuilder page, List<String[]> causes) {
        page.append("\n## Causes, the most likely first\n\n");
        int number = 1;
        for (String[] cause : causes) {
            page.append(number++).append(". ").append(plain(cause[0])).append(".  \n   *Check:* ");
            page.append(commands(cause[1])).append('\n');
        }
    }

    private static void steps(StringBuilder page, List<String> steps) {
        page.append("\n## Fix\n\n");
        int number = 1;
        for (String step : steps) {
            String text = commands(step);
            page.append(number++).append(". ");
            page.append(Character.toUpperCase(text.charAt(0)))
                    .append(text.substring(1))
                    .append('\n');
        }
    }

    /** What is a command as a whole is set so that it can be copied: no full stop behind it, no escapes in it. */
    private static String commands(String text) {
        return Arrays.stream(text.split("; "))
                .map(part -> {
                    Matcher matcher = COMMAND.matcher(part);
                    return matcher.matches()
                            ? plain(Objects.requireNonNullElse(matcher.group(1), "")) + "`" + matcher.group(2) + "`"
                            : plain(part);
                })
                .collect(Collectors.joining("; "));
    }

    private static String foot() {
        return "\n[All findings](../findings.md)\n";
    }

    /** Marks of Markdown and HTML are meant as they stand. */
    private static String plain(String text) {
        return text.replace("\\", "\\\\")
                .replace("*", "\\*")
                .replace("<", "&lt;")
                .replace("|", "\\|");
    }

    private static String word(signet.oauth.Problem.Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
