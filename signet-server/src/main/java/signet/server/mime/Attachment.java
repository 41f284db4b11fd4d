package signet.server.mime;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.mail.Content;

/**
 * A file inside a message. It arrives byte for byte.
 *
 * @param name     the file's name for the reader; no folder
 * @param type     media type such as {@code application/pdf}
 * @param encoding {@code base64}, or {@code 7bit} for a message that needs no encoding
 */
public record Attachment(String name, String type, String encoding, Content content) {
    private static final String ANY = "application/octet-stream";

    /** The types mail readers open most, where the operating system has no list of its own. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("csv", "text/csv"),
            Map.entry("html", "text/html"),
            Map.entry("xml", "application/xml"),
            Map.entry("json", "application/json"),
            Map.entry("zip", "application/zip"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("ics", "text/calendar"),
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Map.entry("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"));

    /**
     * A file, its type by its name.
     *
     * @throws IOException when it cannot be read
     */
    public static Attachment of(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IOException("the attachment " + file + " is no readable file");
        }
        String name = Optional.ofNullable(file.getFileName()).orElse(file).toString();
        String type = type(file, name);
        if (type.equals("message/rfc822")) {
            // RFC 2046 §5.2.1: such a part may not be encoded; what would not survive as it is goes as plain octets
            return passesAsItIs(file)
                    ? new Attachment(name, type, "7bit", Content.of(file))
                    : new Attachment(name, ANY, "base64", Content.of(file));
        }
        return new Attachment(name, type, "base64", Content.of(file));
    }

    private static String type(Path file, String name) throws IOException {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (ending.equals("eml")) {
            return "message/rfc822";
        }
        String known = TYPES.get(ending);
        if (known != null) {
            return known;
        }
        String probed = Files.probeContentType(file);
        boolean usable = probed != null && probed.matches("[a-z]+/[A-Za-z0-9.+-]+") && !probed.startsWith("multipart/");
        return usable && !probed.startsWith("message/") ? probed : ANY;
    }

    /** Whether every line is ASCII, ends in CRLF and is at most 998 octets long (RFC 5322 §2.1.1). */
    private static boolean passesAsItIs(Path file) throws IOException {
        try (InputStream octets = new BufferedInputStream(Files.newInputStream(file))) {
            int length = 0;
            int before = -1;
            for (int octet = octets.read(); octet >= 0; octet = octets.read()) {
                if (octet == 0 || octet > 126 || (octet == '\n') != (before == '\r')) {
                    return false;
                }
                length = octet == '\n' ? 0 : length + 1;
                if (length > 999) { // 998 and the CR
                    return false;
                }
                before = octet;
            }
            return before == '\n';
        }
    }
}
