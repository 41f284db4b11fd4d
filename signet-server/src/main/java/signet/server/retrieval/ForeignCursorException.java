package signet.server.retrieval;

import java.io.IOException;
import java.nio.file.Path;

/** The folder on disk belongs to another mailbox: mixing two would make both cursors wrong. */
public final class ForeignCursorException extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignCursorException(Path folder, MailboxIdentity there, MailboxIdentity wanted) {
        super(folder + " holds the " + there + ", not the " + wanted + "; use another folder for it");
    }
}
