package signet.server.listener;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Octets through two streams, such as those of TLS. Waits. */
record StreamLink(InputStream in, OutputStream out) implements Link {
    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        return in.read(octets, offset, length);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        out.write(octets, offset, length);
        out.flush();
    }
}
