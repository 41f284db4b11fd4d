package signet.oauth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Takes a secret out of a text that somebody else wrote after seeing it: endpoints, proxies and mail servers quote what they
 * were sent, also encoded and cut short. Knows the secret as it is, percent-encoded, in base64 at any offset, and escaped for
 * JSON and HTML; of a form of more than 16 characters also any piece of 12.
 */
public final class SecretEcho {
    private static final String MASK = Secret.of("").toString();
    /** A shorter secret would mask ordinary words. */
    private static final int SHORTEST = 6;

    private static final int WHOLE_ONLY = 16;
    private static final int PIECE = 12;

    private static final Pattern JWT = Pattern.compile("eyJ[A-Za-z0-9_-]{8,}(\\.[A-Za-z0-9_-]*){0,4}");
    private static final Pattern NAMED =
            Pattern.compile("(?i)\\b((?:access|refresh|id)_token|client_secret|client_assertion|assertion|password)"
                    + "((?:=|%3D)|\\\\?[\"']\\s*:\\s*\\\\?[\"'])[^\\s\"'&<>]+");

    private final Secret secret;
    private final Set<String> whole = new LinkedHashSet<>();

    /**
     * Hashes of all pieces, sorted. Every open connection guards its access token, and a token has some ten thousand pieces: as
     * texts they would be most of a server's memory. Where a hash is known the forms are made again and looked through.
     */
    private final int[] pieces;

    public SecretEcho(Secret secret) {
        this.secret = secret;
        String value = secret.reveal();
        IntStream.Builder hashes = IntStream.builder();
        for (String form : value.length() < SHORTEST ? Set.<String>of() : forms(value)) {
            if (form.length() > WHOLE_ONLY) {
                for (int i = 0; i + PIECE <= form.length(); i++) {
                    hashes.add(hash(form, i));
                }
            } else if (form.length() >= SHORTEST) {
                whole.add(form);
            }
        }
        pieces = hashes.build().sorted().distinct().toArray();
    }

    /** Of the piece that begins at {@code from}. */
    private static int hash(String text, int from) {
        int hash = 0;
        for (int i = from; i < from + PIECE; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }

    private boolean known(String text, int from) {
        return from + PIECE <= text.length() && Arrays.binarySearch(pieces, hash(text, from)) >= 0;
    }

    /** {@code text} with a mask in place of every echo of the secret. */
    public String masked(String text) {
        String shown = text;
        for (String form : whole) {
            shown = shown.replace(form, MASK);
        }
        return pieces.length == 0 || shown.length() < PIECE ? shown : withoutPieces(shown);
    }

    private String withoutPieces(String text) {
        if (IntStream.range(0, text.length()).noneMatch(i -> known(text, i))) {
            return text;
        }
        List<String> forms = forms(secret.reveal()).stream()
                .filter(form -> form.length() > WHOLE_ONLY)
                .toList();
        StringBuilder shown = new StringBuilder(text.length());
        int from = 0;
        int end = -1; // where the echo that has begun ends; -1 = none has
        for (int i = 0; i < text.length(); i++) {
            if (known(text, i) && hasPiece(forms, text.substring(i, i + PIECE))) {
                if (end < 0) {
                    shown.append(text, from, i).append(MASK);
                }
                end = i + PIECE;
            }
            if (end == i + 1) {
                from = end;
                end = -1;
            }
        }
        return shown.append(text, from, text.length()).toString();
    }

    private static boolean hasPiece(List<String> forms, String piece) {
        return forms.stream().anyMatch(form -> form.contains(piece));
    }

    /** {@code text} without whatever looks like a token or a named secret, also of others. */
    static String withoutTokens(String text) {
        return JWT.matcher(NAMED.matcher(text).replaceAll("$1$2" + MASK)).replaceAll(MASK);
    }

    private static Set<String> forms(String value) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(value);
        String percent = URLEncoder.encode(value, StandardCharsets.UTF_8);
        forms.add(percent);
        forms.add(percent.replace("+", "%20"));
        forms.add(lowerCaseEscapes(percent));
        forms.add(value.replace("\\", "\\\\").replace("\"", "\\\""));
        forms.add(value.replace("/", "\\/"));
        forms.add(value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;"));
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        for (int offset = 0; offset < 3; offset++) {
            String base64 = base64(octets, offset);
            forms.add(base64);
            forms.add(base64.replace('+', '-').replace('/', '_'));
        }
        return forms;
    }

    /** What every base64 text has in it that holds {@code octets} at {@code offset} modulo 3. */
    private static String base64(byte[] octets, int offset) {
        byte[] shifted = new byte[offset + octets.length];
        System.arraycopy(octets, 0, shifted, offset, octets.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int shared = offset == 0 ? 0 : offset + 1; // these characters hold bits of what stands before, too
        return text.substring(shared, shifted.length % 3 == 0 ? text.length() : text.length() - 1);
    }

    private static String lowerCaseEscapes(String percent) {
        return Arrays.stream(percent.split("(?=%)", -1))
                .map(part -> part.startsWith("%") && part.length() >= 3
                        ? part.substring(0, 3).toLowerCase(Locale.ROOT) + part.substring(3)
                        : part)
                .reduce("", String::concat);
    }

    @Override
    public String toString() {
        return "SecretEcho";
    }
}
