package signet.mail.imap;

import java.io.IOException;
import java.io.InputStream;

/** Takes messages as they come from the server. */
public interface FetchVisitor {
    /**
     * One message, byte for byte as the server sends it. Called at most once per UID asked for, in the order the server
     * chooses (ascending in practice), never for a message that is gone meanwhile.
     *
     * @param octets readable during this call only; need neither be read to the end nor closed
     * @throws IOException ends the fetch and the session: it passes through unchanged
     */
    void message(Fetched message, InputStream octets) throws IOException;

    /**
     * Every message of {@code batch} that still exists has been visited. Batches come in ascending order, so a cursor may
     * now pass {@code batch.last()}.
     */
    default void completed(UidSet batch) throws IOException {}
}
