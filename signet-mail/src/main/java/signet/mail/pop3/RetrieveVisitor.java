package signet.mail.pop3;

import java.io.IOException;
import java.io.InputStream;
import signet.mail.Reply;

/** Takes messages as they come from the server. */
public interface RetrieveVisitor {
    /**
     * One message, byte for byte.
     *
     * @param octets readable during this call only; need neither be read to the end nor closed
     * @throws IOException ends the retrieval and the session: it passes through unchanged
     */
    void message(Item item, InputStream octets) throws IOException;

    /** The server does not give this message; the others follow. */
    default void refused(Item item, Reply reply) throws IOException {}
}
