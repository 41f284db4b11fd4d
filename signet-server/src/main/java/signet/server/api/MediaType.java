package signet.server.api;

import java.util.Locale;

/** A {@code Content-Type} (RFC 9110 §8.3). */
final class MediaType {
    private MediaType() {}

    /** Type and subtype in lower case; empty when there is none. */
    static String of(String header) {
        String[] parts = header.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw new ProblemException(
                        415, "unsupported-media-type", "the charset has to be utf-8, which is also the default");
            }
        }
        return parts[0].strip().toLowerCase(Locale.ROOT);
    }
}
