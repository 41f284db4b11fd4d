package signet.mail.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Octets both ways, every wait bounded by a deadline that the caller names. */
interface Pipe {
    /**
     * Reads at least one octet into an array-backed buffer.
     *
     * @return the number of octets, or -1 at the end of the stream
     * @throws java.net.SocketTimeoutException when the deadline passes
     */
    int read(ByteBuffer into, Deadline deadline) throws IOException;

    /** Writes all of {@code from}. */
    void write(ByteBuffer from, Deadline deadline) throws IOException;

    /** Closes at once; says goodbye only as far as that does not wait. */
    void close();
}
