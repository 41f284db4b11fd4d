package signet.mail.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Words of a server made fit for logs and people: UTF-8 where it is, no control characters, no endless lines. */
final class ServerText {
    private static final int LONGEST = 1000;

    private ServerText() {}

    static String of(byte[] octets, int from, int to) {
        String text = decode(octets, from, Math.min(to, from + LONGEST));
        StringBuilder clean = new StringBuilder(text.length());
        // C0, DEL, C1 and the direction marks of Unicode could forge a line of a log or of a terminal
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    private static String decode(byte[] octets, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, to - from))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }
}
