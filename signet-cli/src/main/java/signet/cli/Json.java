package signet.cli;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes JSON (RFC 8259) from maps, lists, strings, numbers, booleans, times and optionals; an empty optional is null. */
final class Json {
    private final StringBuilder text = new StringBuilder();
    private final boolean indented;

    private Json(boolean indented) {
        this.indented = indented;
    }

    /** Over several lines, for results that people read too. */
    static String indented(Object value) {
        return new Json(true).write(value, 0).text.toString();
    }

    /** On one line, for streams of results. */
    static String line(Object value) {
        return new Json(false).write(value, 0).text.toString();
    }

    /** An object from names and values in turn. */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    private Json write(Object value, int depth) {
        switch (value) {
            case Map<?, ?> map -> entries(map, depth);
            case List<?> list -> elements(list, depth);
            case Optional<?> optional -> optional.ifPresentOrElse(v -> write(v, depth), () -> text.append("null"));
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            case Instant time -> quoted(time.toString());
            default -> quoted(value.toString());
        }
        return this;
    }

    private void entries(Map<?, ?> map, int depth) {
        text.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            lineBreak(depth + 1);
            quoted(String.valueOf(entry.getKey()));
            text.append(indented ? ": " : ":");
            write(entry.getValue(), depth + 1);
            text.append(entries.hasNext() ? "," : "");
        }
        if (!map.isEmpty()) {
            lineBreak(depth);
        }
        text.append('}');
    }

    private void elements(List<?> list, int depth) {
        text.append('[');
        Iterator<?> elements = list.iterator();
        while (elements.hasNext()) {
            lineBreak(depth + 1);
            write(elements.next(), depth + 1);
            text.append(elements.hasNext() ? "," : "");
        }
        if (!list.isEmpty()) {
            lineBreak(depth);
        }
        text.append(']');
    }

    private void lineBreak(int depth) {
        if (indented) {
            text.append('\n').append("  ".repeat(depth));
        }
    }

    private void quoted(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    boolean escaped = Character.isISOControl(c)
                            || drivesTerminals(c)
                            || (Character.isSurrogate(c) && !paired(string, i));
                    text.append(escaped ? String.format("\\u%04x", (int) c) : String.valueOf(c));
                }
            }
        }
        text.append('"');
    }

    /** JSON is looked at, too: direction marks and Unicode's line separators mean the same when they are written out. */
    private static boolean drivesTerminals(char c) {
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean paired(String string, int i) {
        return Character.isHighSurrogate(string.charAt(i))
                ? i + 1 < string.length() && Character.isLowSurrogate(string.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(string.charAt(i - 1));
    }
}
