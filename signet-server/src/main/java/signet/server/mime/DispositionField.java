package signet.server.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.RawField;

/** {@code Content-Disposition: attachment} with a file name of any length in any script (RFC 2183, RFC 2231). */
final class DispositionField {
    private static final int SEGMENT = 54; // "; filename*NN*=" and this fit into a line of 78
    private static final String ATTRIBUTE_CHARACTERS = "!#$&+-.^_`{}~"; // RFC 5987 §3.2.1, inside RFC 2231 §7

    private DispositionField() {}

    static Field attachment(String fileName) {
        return new RawField("Content-Disposition", "attachment; " + String.join("; ", parameters(fileName)));
    }

    private static List<String> parameters(String name) {
        boolean plain = name.length() <= SEGMENT && name.chars().allMatch(c -> c >= ' ' && c < 127);
        if (plain) {
            return List.of("filename=\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        }
        List<String> segments = segments("UTF-8''", name);
        if (segments.size() == 1) {
            return List.of("filename*=" + segments.get(0));
        }
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            parameters.add("filename*" + i + "*=" + segments.get(i));
        }
        return parameters;
    }

    private static List<String> segments(String charset, String name) {
        List<String> segments = new ArrayList<>();
        StringBuilder segment = new StringBuilder(charset);
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            String encoded = encoded(octet);
            if (segment.length() + encoded.length() > SEGMENT) {
                segments.add(segment.toString());
                segment.setLength(0);
            }
            segment.append(encoded);
        }
        segments.add(segment.toString());
        return segments;
    }

    private static String encoded(byte octet) {
        boolean asItIs = octet > ' '
                && octet < 127
                && (Character.isLetterOrDigit(octet) || ATTRIBUTE_CHARACTERS.indexOf(octet) >= 0);
        return asItIs ? String.valueOf((char) octet) : String.format("%%%02X", octet & 0xff);
    }
}
