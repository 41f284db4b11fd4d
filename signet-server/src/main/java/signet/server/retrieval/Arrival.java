package signet.server.retrieval;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A message that is safely on disk.
 *
 * @param uid      the UID (IMAP) or the UIDL (POP3)
 * @param path     the file, byte for byte the message
 * @param size     octets in the file
 * @param received when the server got it, where it says so
 */
public record Arrival(String uid, Path path, long size, Optional<Instant> received) {}
