package signet.mail.imap;

import java.io.IOException;

/** What the parser needs of a connection; the tests put recorded bytes here. */
interface Octets {
    /** One line without its line end. */
    byte[] line(int limit) throws IOException;

    /** At least one octet, at most {@code length}; -1 at the end. */
    int read(byte[] buffer, int offset, int length) throws IOException;
}
