package signet.server.store;

import java.io.IOException;

/** A file of the store could not be written or forced: storage is not sound. */
final class StorageException extends IOException {
    private static final long serialVersionUID = 1L;

    StorageException(String message, Throwable cause) {
        super(message, cause);
    }

    StorageException(String message) {
        super(message);
    }
}
