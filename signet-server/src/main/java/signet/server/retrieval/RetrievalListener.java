package signet.server.retrieval;

import signet.mail.MailException;
import signet.mail.Reply;

/** Hears how a retrieval goes on. Called on the thread that runs it. */
public interface RetrievalListener {
    RetrievalListener NONE = new RetrievalListener() {};

    /** So many messages are to be fetched over this connection. */
    default void found(int messages) {}

    /** The cursor passed so many more messages. */
    default void passed(int messages, long octets) {}

    /** The server numbers the mailbox anew (RFC 9051 §2.3.1.1); it is read by the rule for a first run. */
    default void renumbered(long before, long now) {}

    /** The connection broke after some messages; a new one is made. */
    default void reconnecting(MailException why) {}

    /** Messages were marked as deleted but not removed: the server lacks UIDPLUS and others' marks are there too. */
    default void leftMarked() {}

    /** The server does not give one message; it is asked for again in the next run. */
    default void refused(String uid, Reply reply) {}
}
