package signet.cli;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Secrets that were planted, and a search for them: as they are, percent-encoded (also every octet), in hexadecimal, in base64 and
 * base64url at any of the three offsets, which is how SASL lines carry them, escaped for JSON, HTML and XML, and of all these forms
 * any piece of {@value #PIECE} characters. Not a mask: it knows nothing of how Signet masks.
 */
final class PlantedSecrets {
    /** Half of the shortest secret that is planted is longer. */
    static final int PIECE = 16;

    private static final int KEY = 8;

    private final Map<String, byte[]> planted = new LinkedHashMap<>();
    /** The pieces by their first octets. */
    private final Map<Long, Map<String, String>> pieces = new HashMap<>();

    /** Says of nearly every place that nothing begins there. */
    private final BitSet seldom = new BitSet(1 << 20);

    private final List<Permission> permissions = new ArrayList<>();

    /**
     * Where a kind of secret may be.
     *
     * @param place is told the place and the kind
     */
    private record Permission(BiPredicate<String, String> place, String reason) {}

    /** Plants a text. */
    String plant(String kind, String secret) {
        plant(kind, secret.getBytes(StandardCharsets.UTF_8));
        return secret;
    }

    /** Plants octets, such as a key. */
    void plant(String kind, byte[] secret) {
        if (secret.length < PIECE) {
            throw new IllegalArgumentException(kind + " is shorter than a piece");
        }
        planted.put(kind, secret);
        for (Map.Entry<String, byte[]> form : forms(secret).entrySet()) {
            byte[] octets = form.getValue();
            for (int i = 0; i + PIECE <= octets.length; i++) {
                seldom.set(bit(first(octets, i)));
                pieces.computeIfAbsent(first(octets, i), k -> new HashMap<>())
                        .putIfAbsent(latin(octets, i), kind + ", " + form.getKey());
            }
        }
    }

    byte[] octets(String kind) {
        byte[] secret = planted.get(kind);
        if (secret == null) {
            throw new IllegalArgumentException(kind + " is not planted");
        }
        return secret.clone();
    }

    Set<String> kinds() {
        return planted.keySet();
    }

    /** Lets a kind be at a place, for a reason that can be read here. */
    void allow(BiPredicate<String, String> place, String reason) {
        permissions.add(new Permission(place, reason));
    }

    /** What is found at a place, a line for each kind and form. */
    Set<String> in(String place, String text) {
        return in(place, text.getBytes(StandardCharsets.UTF_8));
    }

    Set<String> in(String place, byte[] octets) {
        Set<String> found = new LinkedHashSet<>();
        if (octets.length < PIECE) {
            return found;
        }
        long window = first(octets, 0);
        for (int i = 0; i + PIECE <= octets.length; i++) {
            if (i > 0) {
                window = (window << 8) | (octets[i + KEY - 1] & 0xff);
            }
            Map<String, String> candidates = seldom.get(bit(window)) ? pieces.get(window) : null;
            String what = candidates == null ? null : candidates.get(latin(octets, i));
            if (what != null && !allowed(place, what.substring(0, what.indexOf(',')))) {
                found.add(place + ": " + what + ", near: …" + near(octets, i) + "…");
                i += PIECE - 1; // one line for one occurrence
                window = i + 1 + KEY <= octets.length ? first(octets, i) : window;
            }
        }
        return found;
    }

    private boolean allowed(String place, String kind) {
        return permissions.stream().anyMatch(permission -> permission.place().test(place, kind));
    }

    /** What stands before it, which is no secret. */
    private static String near(byte[] octets, int at) {
        return new String(octets, Math.max(0, at - 60), Math.min(60, at), StandardCharsets.ISO_8859_1)
                .replaceAll("\\p{Cntrl}", ".");
    }

    private static int bit(long window) {
        return (int) ((window * 0x9E3779B97F4A7C15L) >>> 44);
    }

    private static long first(byte[] octets, int from) {
        long value = 0;
        for (int i = 0; i < KEY; i++) {
            value = (value << 8) | (octets[from + i] & 0xff);
        }
        return value;
    }

    private static String latin(byte[] octets, int from) {
        return new String(octets, from, PIECE, StandardCharsets.ISO_8859_1);
    }

    /** Every form by its name. */
    static Map<String, byte[]> forms(byte[] secret) {
        String text = new String(secret, StandardCharsets.UTF_8);
        Map<String, byte[]> forms = new LinkedHashMap<>();
        forms.put("as it is", secret);
        String percent = URLEncoder.encode(text, StandardCharsets.UTF_8);
        put(forms, "percent-encoded", percent);
        put(forms, "percent-encoded with %20", percent.replace("+", "%20"));
        String hex = HexFormat.of().formatHex(secret);
        put(forms, "percent-encoded octets", hex.toUpperCase(Locale.ROOT).replaceAll("..", "%$0"));
        put(forms, "percent-encoded in lower case", hex.replaceAll("..", "%$0"));
        put(forms, "hexadecimal", hex);
        put(forms, "hexadecimal in upper case", hex.toUpperCase(Locale.ROOT));
        put(forms, "hexadecimal with colons", hex.replaceAll("..", "$0:"));
        put(forms, "escaped for JSON", json(text, false));
        put(forms, "escaped for JSON in ASCII", json(text, true));
        put(forms, "escaped for JSON with \\/", json(text, false).replace("/", "\\/"));
        put(forms, "escaped for HTML", html(text, "&#39;"));
        put(forms, "escaped for XML", html(text, "&apos;"));
        for (int offset = 0; offset < 3; offset++) {
            String base64 = base64(secret, offset);
            put(forms, "base64 at offset " + offset, base64);
            put(forms, "base64url at offset " + offset, base64.replace('+', '-').replace('/', '_'));
            byte[] again = base64.getBytes(StandardCharsets.US_ASCII);
            put(forms, "base64 at offset " + offset + " of base64", base64(again, 0));
        }
        byte[] reversed = new byte[secret.length * 2]; // UTF-16, as some logs of other systems write
        for (int i = 0; i < secret.length; i++) {
            reversed[2 * i] = secret[i];
        }
        forms.put("UTF-16", reversed);
        return forms;
    }

    private static void put(Map<String, byte[]> forms, String name, String text) {
        forms.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The characters that hold the secret alone, whatever stands before and behind it. */
    private static String base64(byte[] secret, int offset) {
        byte[] shifted = new byte[offset + secret.length];
        System.arraycopy(secret, 0, shifted, offset, secret.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = offset == 0 ? 0 : offset + 1;
        return text.substring(from, shifted.length % 3 == 0 ? text.length() : text.length() - 1);
    }

    private static String json(String text, boolean ascii) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else if (c == '\n') {
                escaped.append("\\n");
            } else if (c == '\r') {
                escaped.append("\\r");
            } else if (c < ' ' || (ascii && c > '~')) {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String html(String text, String apostrophe) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", apostrophe);
    }

    /** The private part of a PKCS #8 RSA key: before it stands what everybody may know, among it the modulus. */
    static byte[] privatePart(byte[] der) {
        int publicPart = der.length / 4;
        return Arrays.copyOfRange(der, publicPart, der.length);
    }

    /** The body of a PEM block from where it is secret, with its line breaks. */
    static String privateLines(String pem) {
        List<String> lines =
                pem.lines().filter(line -> !line.startsWith("-----")).toList();
        return String.join("\n", lines.subList(lines.size() / 4 + 1, lines.size()));
    }

    /** As AUTH PLAIN sends it (RFC 4616). */
    static String plain(String user, String password) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(line.toByteArray());
    }

    /** As AUTH XOAUTH2 sends it. */
    static String xoauth2(String user, String token) {
        return base64("user=" + user + "\u0001auth=Bearer " + token + "\u0001\u0001");
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
