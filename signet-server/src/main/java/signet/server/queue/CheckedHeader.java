package signet.server.queue;

import java.util.Optional;
import signet.server.mime.HeaderEdit;

/**
 * A header that met the rules.
 *
 * @param edit      what has to be changed in it
 * @param messageId as written, or the one that was added
 * @param subject   decoded, at most 256 characters
 */
record CheckedHeader(HeaderEdit edit, Optional<String> messageId, String subject) {}
