package signet.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Remedies as PowerShell for an administrator of Microsoft 365: idempotent, with {@code -WhatIf} and {@code -Undo}. Values of
 * the settings appear as literals and nowhere else, so none of them can be read as a command. The text is ASCII, because
 * Windows PowerShell takes a file without a mark for the machine's own code page.
 */
public final class RemedyScript {
    private static final String RESOURCE = "remedy.ps1";
    private static final Map<String, String> SECTIONS = sections();

    private RemedyScript() {}

    /**
     * One script for each application and tenant, in the order of the remedies.
     *
     * @param remedies of any number of reports; what is in it twice is done once
     */
    public static Map<Remedy.Target, String> of(Collection<Remedy> remedies) {
        Map<Remedy.Target, Set<Remedy>> byTarget = new LinkedHashMap<>();
        for (Remedy remedy : remedies) {
            byTarget.computeIfAbsent(remedy.target(), target -> new LinkedHashSet<>())
                    .add(remedy);
        }
        Map<Remedy.Target, String> scripts = new LinkedHashMap<>();
        byTarget.forEach((target, wanted) -> scripts.put(target, script(target, ordered(wanted))));
        return scripts;
    }

    /** What others need comes first: enterprise application, consent, registration, then the mailboxes. */
    private static List<Remedy> ordered(Set<Remedy> remedies) {
        return remedies.stream()
                .sorted(java.util.Comparator.comparing(Remedy::kind))
                .toList();
    }

    private static String script(Remedy.Target target, List<Remedy> remedies) {
        String roles =
                remedies.stream().map(remedy -> remedy.kind().role()).distinct().collect(Collectors.joining(", "));
        StringBuilder script = new StringBuilder(section("begin")
                .replace("{{roles}}", roles)
                .replace("{{tenant}}", literal(target.tenant()))
                .replace("{{client}}", literal(target.client()))
                .replace("{{object}}", literal(target.object().orElse(""))));
        script.append(section("undo"));
        remedies.stream().map(Remedy::kind).distinct().forEach(kind -> script.append(section(kind.section())));
        script.append('\n');
        remedies.forEach(remedy -> script.append(call(remedy)).append('\n'));
        return script.append(section("end")).toString();
    }

    private static String call(Remedy remedy) {
        StringBuilder name = new StringBuilder("Repair-");
        for (String word : remedy.kind().section().split("-")) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        if (!remedy.on().isEmpty()) {
            name.append(' ').append(literal(remedy.on()));
        }
        if (!remedy.more().isEmpty()) {
            name.append(' ').append(literal(remedy.more()));
        }
        return name.toString();
    }

    /**
     * The value as PowerShell's expression for exactly it. In single quotes nothing is expanded and a quote is written
     * twice; PowerShell takes the typographic quotes U+2018 to U+201B for the same, so these, like everything outside of
     * printable ASCII, are written by their number.
     */
    public static String literal(String value) {
        StringBuilder plain = new StringBuilder();
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c <= '~') {
                plain.append(c == '\'' ? "''" : c);
            } else {
                expression
                        .append('\'')
                        .append(plain)
                        .append("' + [char] ")
                        .append((int) c)
                        .append(" + ");
                plain.setLength(0);
            }
        }
        String last = "'" + plain + "'";
        return expression.length() == 0 ? last : "(" + expression + last + ")";
    }

    private static String section(String name) {
        return Objects.requireNonNull(SECTIONS.get(name), name);
    }

    private static Map<String, String> sections() {
        try (InputStream resource =
                Objects.requireNonNull(RemedyScript.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            Map<String, String> sections = new LinkedHashMap<>();
            String text = new String(resource.readAllBytes(), StandardCharsets.US_ASCII);
            for (String part : text.split("(?m)^#: ")) {
                if (!part.isEmpty()) {
                    int end = part.indexOf('\n');
                    sections.put(part.substring(0, end).strip(), part.substring(end + 1));
                }
            }
            return Map.copyOf(sections);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
