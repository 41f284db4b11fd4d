package signet.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The folder everything durable is in: {@code signet.db} with its log, {@code contents/}, {@code tmp/} for SQLite's library, a
 * lock, and a marker that says there was a database. Readable by its owner only; one process at a time.
 */
final class DataFolder implements AutoCloseable {
    static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");
    static final Set<PosixFilePermission> PRIVATE_FOLDER = PosixFilePermissions.fromString("rwx------");

    private static final System.Logger LOG = System.getLogger(DataFolder.class.getName());
    private static final Set<String> NETWORK = Set.of(
            "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs");
    private static final Set<String> FLEETING = Set.of("tmpfs", "ramfs", "overlay");

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /** @throws IOException when another process has it, or the file system is none to keep mail on */
    static DataFolder open(Path given) throws IOException {
        Path folder = given.toAbsolutePath().normalize();
        privateFolder(folder);
        checkFileSystem(folder);
        Path owner = folder.resolve("owner");
        String self = self();
        String present = Files.exists(owner) ? Files.readString(owner, UTF_8) : "";
        if (present.equals(self)) { // a second lock in one process would, when closed, release the first
            throw inUse(folder, present);
        }
        FileChannel channel = FileChannel.open(
                folder.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PRIVATE_FILE));
        FileLock lock = lock(channel, folder, present);
        Files.writeString(owner, self, UTF_8);
        Files.setPosixFilePermissions(owner, PRIVATE_FILE);
        DataFolder opened = new DataFolder(folder, channel, lock);
        privateFolder(opened.contents());
        privateFolder(opened.temporary());
        opened.removeUnfinished();
        return opened;
    }

    /**
     * Removes what a killed process left: the library that SQLite's driver unpacks at each start, a megabyte each, which it means to
     * delete at the end; and files that were to replace another one. We have the folder, so nobody else is using them.
     */
    private void removeUnfinished() throws IOException {
        List<Path> left = new ArrayList<>(names(temporary(), "*"));
        left.addAll(names(folder, "*.new"));
        for (Path file : left) {
            try {
                Files.delete(file);
            } catch (IOException e) { // it costs space only
                LOG.log(System.Logger.Level.WARNING, "{0}, left by a crash, cannot be removed: {1}", file, e);
            }
        }
    }

    private static List<Path> names(Path folder, String pattern) throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(names::add);
        }
        return names;
    }

    private static FileLock lock(FileChannel channel, Path folder, String present) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            LOG.log(System.Logger.Level.DEBUG, "this process holds the lock already", e);
        }
        channel.close();
        throw inUse(folder, present);
    }

    private static IOException inUse(Path folder, String owner) {
        String process = owner.isEmpty() ? "another process" : "process " + owner.split(" ", 2)[0];
        return new IOException("the data folder " + folder + " is in use by " + process
                + ". Stop it first, or give this one a folder of its own with server.data or --data.");
    }

    /** This process, told apart from a later one of the same number, as containers have them. */
    private static String self() {
        ProcessHandle process = ProcessHandle.current();
        String start = process.info().startInstant().map(Object::toString).orElse("");
        return process.pid() + " " + start;
    }

    private static void checkFileSystem(Path folder) throws IOException {
        String type = Files.getFileStore(folder).type().toLowerCase(Locale.ROOT);
        if (NETWORK.contains(type)) {
            throw new IOException("the data folder " + folder + " is on a network file system (" + type
                    + "), where locks and forced writes are not reliable. Put it on a local disk with server.data.");
        }
        if (FLEETING.contains(type)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the data folder {0} is on {1}: what is accepted there does not outlive the machine or container",
                    folder,
                    type);
        }
    }

    static void privateFolder(Path folder) throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PRIVATE_FOLDER));
        if (!Files.getPosixFilePermissions(folder).equals(PRIVATE_FOLDER)) {
            Files.setPosixFilePermissions(folder, PRIVATE_FOLDER);
        }
    }

    /** Whether there is, or was, a database. */
    static boolean holdsDatabase(Path given) {
        Path folder = given.toAbsolutePath().normalize();
        return Files.exists(folder.resolve("signet.db")) || Files.exists(folder.resolve("signet.db.made"));
    }

    Path path() {
        return folder;
    }

    Path database() {
        return folder.resolve("signet.db");
    }

    Path contents() {
        return folder.resolve("contents");
    }

    Path temporary() {
        return folder.resolve("tmp");
    }

    /**
     * Makes room for a database where there never was one. SQLite gives its log the permissions of this file.
     *
     * @throws IOException when there was one and it is gone
     */
    void prepareDatabase() throws IOException {
        if (Files.exists(database())) {
            Files.setPosixFilePermissions(database(), PRIVATE_FILE);
            return;
        }
        if (marked()) {
            throw new IOException("the database " + database() + " is missing, though this folder has held one. Put it "
                    + "back from a backup; to begin with an empty queue, delete " + marker() + " and the folder "
                    + contents() + ".");
        }
        Files.createFile(database(), PosixFilePermissions.asFileAttribute(PRIVATE_FILE));
    }

    /** Whether a database was made here. */
    boolean marked() {
        return Files.exists(marker());
    }

    /** From now on a missing database is an accident. */
    void markDatabase() throws IOException {
        if (Files.notExists(marker())) {
            Files.writeString(marker(), "A database was made here. See signet.db.\n", UTF_8);
            Files.setPosixFilePermissions(marker(), PRIVATE_FILE);
            force(marker());
            force(folder);
        }
    }

    private Path marker() {
        return folder.resolve("signet.db.made");
    }

    /** Tells one database file from another of the same name. */
    Object databaseIdentity() throws StorageException {
        try {
            Object key =
                    Files.readAttributes(database(), BasicFileAttributes.class).fileKey();
            return key == null ? database() : key;
        } catch (IOException e) {
            throw new StorageException("the database " + database() + " is gone or cannot be looked at", e);
        }
    }

    /** Forces a file, or the names in a folder, to disk. */
    static void force(Path path) throws StorageException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new StorageException("forcing " + path + " to disk failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve("owner"));
        lock.release();
        channel.close();
    }
}
