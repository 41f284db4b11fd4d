package signet.mail.imap;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Hears untagged responses, wherever they come. */
interface ResponseHandler {
    default void status(Condition condition) {}

    default void capabilities(Set<String> words) {}

    /** The mailbox holds {@code count} messages now. */
    default void exists(long count) {}

    /** A message is gone; the number is a sequence number and good for nothing but counting. */
    default void expunged() {}

    default void folder(Folder folder) {}

    default void namespaces(Namespaces namespaces) {}

    default void found(long uid) {}

    /** Whether {@code attribute} of a FETCH response is what was asked for, rather than something beside it. */
    default boolean isBody(String attribute) {
        return attribute.equals("BODY[]");
    }

    /** A message with its octets; what the handler leaves unread is passed over. */
    default void fetched(Fetched message, InputStream body) throws IOException {}

    /** Flags or other attributes of a message changed. */
    default void changed() {}
}
