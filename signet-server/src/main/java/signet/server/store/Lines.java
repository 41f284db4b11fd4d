package signet.server.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists and small maps as text: one item a line, key and value parted by a tab; backslash escapes. */
final class Lines {
    private Lines() {}

    static String of(List<String> items) {
        StringBuilder text = new StringBuilder();
        for (String item : items) {
            escape(item, text);
            text.append('\n');
        }
        return text.toString();
    }

    static String of(Map<String, String> map) {
        StringBuilder text = new StringBuilder(96);
        map.forEach((key, value) -> {
            escape(key, text);
            text.append('\t');
            escape(value, text);
            text.append('\n');
        });
        return text.toString();
    }

    static List<String> list(String text) {
        List<String> items = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            items.add(unescape(line));
        }
        items.removeLast(); // what follows the last line break
        return items;
    }

    static Map<String, String> map(String text) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int tab = line.indexOf('\t');
            if (tab >= 0) {
                map.put(unescape(line.substring(0, tab)), unescape(line.substring(tab + 1)));
            }
        }
        return map;
    }

    private static void escape(String item, StringBuilder text) {
        for (int i = 0; i < item.length(); i++) {
            char c = item.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> text.append(c);
            }
        }
    }

    private static String unescape(String line) {
        if (line.indexOf('\\') < 0) {
            return line;
        }
        StringBuilder text = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                i++;
                c = switch (line.charAt(i)) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    default -> line.charAt(i);
                };
            }
            text.append(c);
        }
        return text.toString();
    }
}
