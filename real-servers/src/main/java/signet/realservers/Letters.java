package signet.realservers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** Messages to send and to find again: the same seed gives the same bytes. Lines end in CRLF. */
public final class Letters {
    private static final Base64.Encoder MIME = Base64.getMimeEncoder();

    private Letters() {}

    /** A plain message of about {@code size} bytes, whose body does not compress. */
    public static byte[] ofSize(long seed, int size, String to) {
        Random random = new Random(seed);
        String head = header(to, "Letter " + seed, "letter-" + seed) + "Content-Type: text/plain\r\n\r\n";
        byte[] noise = new byte[Math.max(54, (size - head.length()) / 78 * 57)];
        random.nextBytes(noise);
        return bytes(head + MIME.encodeToString(noise) + "\r\n");
    }

    /** Size in bytes of the {@code index}th message of a mailbox: 2 to 50 KB, small ones more often, 15 KB on average. */
    public static int mailboxSize(long index) {
        return (int) (2_000 * Math.pow(25, new Random(index * 31 + 7).nextDouble()));
    }

    /**
     * A message with two attachments and everything in it that careless programs change: lines of dots, blanks at line
     * ends, folded fields, 8-bit text, a line of 998 bytes, empty lines at the end, a Bcc field where {@code bcc} says.
     */
    public static byte[] withAttachments(long seed, String to, int attachmentBytes, boolean bcc) {
        Random random = new Random(seed);
        byte[] binary = new byte[attachmentBytes];
        random.nextBytes(binary);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(header(to, "Zeugnis =?UTF-8?Q?f=C3=BCr?= two\r\n\tfolded lines", "attached-" + seed)));
        out.writeBytes(bytes(bcc ? "Bcc: hidden@university.example\r\n" : ""));
        out.writeBytes(bytes("X-Spaces:   kept   \r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed;\r\n  boundary=\"=_edge " + seed + "\"\r\n\r\nPreamble stays.\r\n"));
        out.writeBytes(bytes("--=_edge " + seed + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\nGrüße aus Zürich – 100 %\r\n.\r\n..\r\n.leading dot\r\n"
                + "From the start of a line\r\nblanks at the end   \r\n\ttab\t\r\n" + "x".repeat(998) + "\r\n"));
        out.writeBytes(bytes("--=_edge " + seed + "\r\nContent-Type: application/pdf; name=\"Zeugnis.pdf\"\r\n"
                + "Content-Disposition: attachment; filename=\"Zeugnis.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + MIME.encodeToString(binary) + "\r\n"));
        out.writeBytes(bytes("--=_edge " + seed + "\r\nContent-Type: text/csv\r\n"
                + "Content-Disposition: attachment; filename*=utf-8''Pr%C3%BCfung.csv\r\n\r\na;b\r\n1;2\r\n"));
        out.writeBytes(bytes("--=_edge " + seed + "--\r\nEpilogue stays.\r\n\r\n\r\n"));
        return out.toByteArray();
    }

    private static String header(String to, String subject, String id) {
        return "Date: Mon, 23 Nov 2026 08:00:00 +0100\r\nFrom: Sender <" + to + ">\r\nTo: " + to + "\r\nSubject: "
                + subject + "\r\nMessage-ID: <" + id + "@university.example>\r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
