package signet.server.listener;

import java.io.IOException;

/** The way to a client and back. Not for several threads at once. */
interface Link {
    /**
     * Reads what has come.
     *
     * @return how many octets; -1 at the end; 0 when none has come, on a link that does not wait
     */
    int read(byte[] octets, int offset, int length) throws IOException;

    /** Sends, or keeps what cannot be sent yet, on a link that does not wait. */
    void write(byte[] octets, int offset, int length) throws IOException;
}
