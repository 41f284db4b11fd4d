package signet.server.support;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Shortens the local part of every mail address to its first character: who wrote to whom is nobody's business, which domain it was
 * may be the cause. Addresses of the accounts themselves stay, and so do Message-IDs, by which a provider finds a message.
 */
public final class ShortAddresses {
    private static final Pattern ADDRESS =
            Pattern.compile("(\"(?:[^\"\\\\]|\\\\.){1,64}\"|[^\\s<>\"',;:()\\[\\]\\\\@]+)@([^\\s<>\"',;:()\\\\@]+)");

    private static final Set<String> MESSAGE_ID = Set.of("message-id", "messageId");

    private final boolean all;
    private final Set<String> kept = new HashSet<>();

    private ShortAddresses(boolean all, Iterable<String> kept) {
        this.all = all;
        kept.forEach(address -> this.kept.add(address.toLowerCase(Locale.ROOT)));
    }

    /** @param kept addresses that stay as they are */
    public static ShortAddresses but(Iterable<String> kept) {
        return new ShortAddresses(false, kept);
    }

    /** Shortens nothing. */
    public static ShortAddresses none() {
        return new ShortAddresses(true, List.of());
    }

    boolean keepsAll() {
        return all;
    }

    /** The text with its addresses shortened. */
    public String in(String text) {
        return all
                ? text
                : ADDRESS.matcher(text)
                        .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(
                                kept.contains(found.group().toLowerCase(Locale.ROOT))
                                        ? found.group()
                                        : shortened(found.group(1)) + "@" + found.group(2)));
    }

    private static String shortened(String local) {
        String bare = local.startsWith("\"") ? local.substring(1) : local;
        return bare.substring(0, bare.offsetByCodePoints(0, 1)) + "…";
    }

    /** The value with the addresses in its texts shortened; names of members stay. */
    public Object in(Object value) {
        return switch (value) {
            case String text -> in(text);
            case Optional<?> optional -> optional.map(this::in);
            case Map<?, ?> map -> {
                Map<Object, Object> members = new LinkedHashMap<>();
                map.forEach((name, member) -> members.put(
                        name,
                        member == null ? Optional.empty() : MESSAGE_ID.contains(name) ? member : in((Object) member)));
                yield members;
            }
            case List<?> list -> {
                List<Object> items = new ArrayList<>();
                list.forEach(item -> items.add(item == null ? Optional.empty() : in((Object) item)));
                yield items;
            }
            default -> value;
        };
    }
}
