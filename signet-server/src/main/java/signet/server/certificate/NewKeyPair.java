package signet.server.certificate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Set;
import signet.oauth.KeyPairPem;
import signet.oauth.Secret;

/**
 * A key pair just made, in the forms its users need.
 *
 * @param keyPair        the pair itself
 * @param keyPem         {@code PRIVATE KEY} or {@code ENCRYPTED PRIVATE KEY}
 * @param certificatePem {@code CERTIFICATE}
 */
public record NewKeyPair(KeyPairPem keyPair, Secret keyPem, String certificatePem) {
    /** The files {@link #write} makes. */
    public static final String KEY_FILE = "key.pem";

    public static final String CERTIFICATE_FILE = "certificate.pem";
    public static final String UPLOAD_FILE = "certificate.cer";

    /**
     * Writes {@code key.pem} (readable by its owner only), {@code certificate.pem} and {@code certificate.cer}.
     *
     * @throws FileAlreadyExistsException when one of the three is there already; then nothing was written
     * @throws IOException                when the folder cannot be made or written
     */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : List.of(KEY_FILE, CERTIFICATE_FILE, UPLOAD_FILE)) {
            if (Files.exists(folder.resolve(name))) {
                throw new FileAlreadyExistsException(folder.resolve(name).toString());
            }
        }
        create(folder.resolve(KEY_FILE), keyPem.reveal().getBytes(StandardCharsets.US_ASCII), "rw-------");
        create(folder.resolve(CERTIFICATE_FILE), certificatePem.getBytes(StandardCharsets.US_ASCII), "rw-r--r--");
        create(folder.resolve(UPLOAD_FILE), certificateDer(), "rw-r--r--");
        force(folder);
    }

    /** The certificate in the form the portal takes as {@code .cer}. */
    public byte[] certificateDer() {
        try {
            return keyPair.certificate().getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate just made cannot be encoded: " + e.getMessage(), e);
        }
    }

    /** The file appears as a whole or not at all, whatever happens to the process or the machine. */
    private static void create(Path file, byte[] octets, String permissions, CopyOption... how) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh); // left by a crash
        // the permissions are set by open(2) itself: there is no moment in which others can read the key
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                attributes(file, PosixFilePermissions.fromString(permissions)))) {
            var buffer = java.nio.ByteBuffer.wrap(octets);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(fresh, file, how); // within a folder that is a rename; unless asked for, what is there already stays
    }

    /**
     * Writes a text in place of what the file held, with these permissions from the first moment on, and forces it to disk.
     *
     * @throws IOException when it cannot be written; the file is then as before
     */
    public static void replaceFile(Path file, String text, String permissions) throws IOException {
        create(file, text.getBytes(StandardCharsets.UTF_8), permissions, StandardCopyOption.ATOMIC_MOVE);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            force(folder);
        }
    }

    /** Makes the names in a folder durable: what was removed does not come back, what was made is there. */
    public static void force(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] attributes(Path file, Set<PosixFilePermission> permissions) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return "NewKeyPair[" + keyPair + "]";
    }
}
