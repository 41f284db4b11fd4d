package signet.server.support;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of a bundle.
 *
 * @param name  in the bundle, such as {@code settings.yaml}
 * @param about one line for whoever looks through it
 * @param text  at most {@value #MOST} octets of UTF-8 and one line more
 * @param cut   what did not fit, as a sentence; empty when all did
 */
public record Part(String name, String about, String text, Optional<String> cut) {
    /** Octets. Enough for some thousand lines, little enough for a mail with all parts. */
    public static final int MOST = 1 << 20;

    /** What would drive a terminal: controls, direction marks, line separators of Unicode. */
    private static final Pattern DRIVES =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n\\t\u00ad\u200c\u200d]]");

    /** A JSON document. */
    public static Part json(String name, String about, Object value) {
        return text(name, about, JsonText.indented(value));
    }

    /** A text, fit for a terminal; what is beyond the limit is cut at the end of a line. */
    public static Part text(String name, String about, String written) {
        String text = DRIVES.matcher(written).replaceAll("?");
        if (octets(text) <= MOST) {
            return new Part(name, about, text, Optional.empty());
        }
        StringBuilder kept = new StringBuilder();
        int size = 0;
        int lines = 0;
        List<String> all = text.lines().toList();
        for (String line : all) {
            size += octets(line) + 1;
            if (size > MOST) {
                break;
            }
            kept.append(line).append('\n');
            lines++;
        }
        return new Part(
                name, about, kept.toString(), Optional.of("the first " + lines + " of " + all.size() + " lines"));
    }

    /**
     * A JSON array with one element on each line, those first that come first; elements that do not fit are left out.
     *
     * @param more whether there were more than {@code items} already
     */
    public static Part list(String name, String about, List<?> items, boolean more) {
        StringBuilder text = new StringBuilder("[\n");
        int size = 0;
        int kept = 0;
        for (Object item : items) {
            String line = JsonText.line(item);
            size += octets(line) + 2;
            if (size > MOST) {
                break;
            }
            text.append(kept == 0 ? "" : ",\n").append(line);
            kept++;
        }
        boolean cut = more || kept < items.size();
        return new Part(
                name,
                about,
                text.append("\n]\n").toString(),
                cut
                        ? Optional.of("the first " + kept + (more ? "; there are more" : " of " + items.size()))
                        : Optional.empty());
    }

    int size() {
        return octets(text);
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
