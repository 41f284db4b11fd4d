package signet.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What kind of disk the data folder is on: a queue is as durable as that. */
public final class DataFolder {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs", "devtmpfs");
    private static final Set<String> OF_CONTAINER = Set.of("overlay", "overlayfs", "aufs");
    private static final Set<String> OVER_NETWORK =
            Set.of("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph");

    private DataFolder() {}

    /** Why a disk is not good enough, as the end of a sentence about the folder, and what to do. */
    public record Weakness(String words, String remedy) {}

    /** What speaks against {@code folder}, which need not be there yet; empty when nothing is known to. */
    public static Optional<Weakness> weakness(Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            return ofType(Files.getFileStore(existing).type());
        } catch (IOException e) {
            return Optional.empty(); // who may not look at the disk cannot use it either, and hears that from the store
        }
    }

    static Optional<Weakness> ofType(String type) {
        String disk = type.toLowerCase(Locale.ROOT);
        if (IN_MEMORY.contains(disk)) {
            return Optional.of(new Weakness(
                    "which is in memory (" + type + "): a restart of the machine loses every mail in the queue",
                    "Name a folder on a disk, such as /var/lib/signet."));
        }
        if (OVER_NETWORK.contains(disk)) {
            return Optional.of(new Weakness(
                    "which is on a network file system (" + type
                            + "): SQLite's locks and its write-ahead log do not hold there",
                    "Name a folder on a local disk."));
        }
        if (OF_CONTAINER.contains(disk)) {
            return Optional.of(new Weakness(
                    "which is in the writable layer of a container (" + type + "): it goes when the container goes",
                    "Mount a volume there."));
        }
        return Optional.empty();
    }
}
