package signet.oauth;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The digest of a certificate's DER encoding, in any of the forms people meet: upper-case hex (the Entra and Windows
 * dialogs), hex with colons (OpenSSL), and base64url without padding (RFC 7515 §4.1.7 {@code x5t}, §4.1.8
 * {@code x5t#S256}).
 *
 * @param kind which digest
 * @param hex  upper-case hex without separators: 40 or 64 characters
 */
public record Thumbprint(Kind kind, String hex) {
    /** The two digests in use; each knows the JOSE header it belongs to. */
    public enum Kind {
        SHA1("SHA-1", 20, AssertionSettings.Thumbprint.X5T),
        SHA256("SHA-256", 32, AssertionSettings.Thumbprint.X5T_S256);

        private final String algorithm;
        private final int octets;
        private final AssertionSettings.Thumbprint header;

        Kind(String algorithm, int octets, AssertionSettings.Thumbprint header) {
            this.algorithm = algorithm;
            this.octets = octets;
            this.header = header;
        }

        /** The digest's name, as {@code MessageDigest} takes it. */
        public String algorithm() {
            return algorithm;
        }

        /** The JOSE header that carries this digest. */
        public AssertionSettings.Thumbprint header() {
            return header;
        }

        private static Optional<Kind> ofLength(int octets) {
            for (Kind kind : values()) {
                if (kind.octets == octets) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** The form a JOSE header wants: base64url, no padding; 27 characters for SHA-1, 43 for SHA-256. */
    public String base64url() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets());
    }

    /** The form OpenSSL prints: {@code 06:CA:C0…}. */
    public String colons() {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(octets());
    }

    /** The digest itself. */
    public byte[] octets() {
        return HexFormat.of().parseHex(hex);
    }

    static Thumbprint of(Kind kind, byte[] digest) {
        return new Thumbprint(kind, HexFormat.of().withUpperCase().formatHex(digest));
    }

    /**
     * Reads a thumbprint as somebody copied it: hex in either case with colons, hyphens or blanks, base64 or base64url with
     * or without padding, or base64url of the hex <em>text</em> (a frequent mistake), each with the invisible characters
     * that come along from dialogs and web pages, such as the U+200E before the first digit in the Windows certificate
     * dialog.
     */
    public static Optional<Thumbprint> parse(String anyForm) {
        // a certificate dialog puts U+200E first; web pages add zero-width and no-break spaces
        String visible = anyForm.replaceAll("[\\p{Cf}\\p{Cc}\\p{Z}]", "");
        String hexDigits = visible.replaceAll("[:\\-]", "").toUpperCase(Locale.ROOT);
        if (hexDigits.matches("[0-9A-F]{40}|[0-9A-F]{64}")) {
            return Kind.ofLength(hexDigits.length() / 2).map(kind -> new Thumbprint(kind, hexDigits));
        }
        return base64(visible).flatMap(Thumbprint::ofDecoded);
    }

    private static Optional<Thumbprint> ofDecoded(byte[] decoded) {
        Optional<Kind> kind = Kind.ofLength(decoded.length);
        if (kind.isPresent()) {
            return Optional.of(of(kind.get(), decoded));
        }
        return hexText(decoded).flatMap(Thumbprint::parse);
    }

    /** The hex text inside wrongly encoded base64, if that is what it is. */
    static Optional<String> hexText(byte[] decoded) {
        String text = new String(decoded, java.nio.charset.StandardCharsets.ISO_8859_1);
        return text.matches("[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}") ? Optional.of(text) : Optional.empty();
    }

    /** Decodes base64 of either alphabet, padded or not. */
    static Optional<byte[]> base64(String text) {
        String url = text.replace('+', '-').replace('/', '_').replaceAll("=+$", "");
        try {
            return Optional.of(Base64.getUrlDecoder().decode(url));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
