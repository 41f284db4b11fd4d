package signet.mail.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;

/** The peer's first octets are no TLS record; the message is what it said, printable characters only. */
final class NotTlsException extends SSLException {
    private static final long serialVersionUID = 1L;
    private static final int ALERT = 0x15;
    private static final int HANDSHAKE = 0x16;

    private NotTlsException(String said) {
        super(said);
    }

    static void check(ByteBuffer incoming) throws NotTlsException {
        int type = incoming.get(incoming.position());
        if (type != ALERT && type != HANDSHAKE) {
            byte[] head = new byte[Math.min(80, incoming.remaining())];
            incoming.get(incoming.position(), head);
            throw new NotTlsException(new String(head, StandardCharsets.US_ASCII)
                    .replaceAll("[^ -~].*", "")
                    .strip());
        }
    }
}
