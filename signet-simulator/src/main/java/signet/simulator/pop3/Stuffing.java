package signet.simulator.pop3;

import java.io.IOException;
import signet.simulator.wire.Dialog;

/** A multi-line reply of POP3: dots doubled at line starts, ended by CRLF.CRLF (RFC 1939 §3). */
final class Stuffing {
    private final Dialog dialog;
    private final byte[] out = new byte[32_768];
    private final int bodyLines;
    private int used;
    private int lines;
    private boolean inBody;
    private boolean lineEmpty = true;
    private boolean lineStart = true;
    private byte last;

    Stuffing(Dialog dialog, int bodyLines) {
        this.dialog = dialog;
        this.bodyLines = bodyLines;
    }

    /** Whether the lines asked for have gone out. */
    boolean enough() {
        return inBody && lines >= bodyLines;
    }

    void write(byte[] octets, int count) throws IOException {
        for (int i = 0; i < count && !enough(); i++) {
            byte octet = octets[i];
            if (lineStart && octet == '.') {
                put((byte) '.');
            }
            put(octet);
            follow(octet);
        }
        flush();
    }

    private void follow(byte octet) {
        lineStart = octet == '\n' && last == '\r';
        if (lineStart) {
            lines += inBody ? 1 : 0;
            inBody |= lineEmpty;
            lineEmpty = true;
        } else if (octet != '\r') {
            lineEmpty = false;
        }
        last = octet;
    }

    void end() throws IOException {
        dialog.send((lineStart ? ".\r\n" : "\r\n.\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private void put(byte octet) throws IOException {
        if (used == out.length) {
            flush();
        }
        out[used++] = octet;
    }

    private void flush() throws IOException {
        dialog.send(out, 0, used);
        used = 0;
    }
}
