package signet.server.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import signet.oauth.Secret;

/**
 * The key of the {@link Vault}: what {@code server.secrets-key} says, else {@value #FILE} in the data folder, made when the
 * server starts there for the first time. Who loses the key loses what is sealed with it, so an existing file that cannot be used
 * stops the start and is never replaced.
 */
public final class SecretsKey {
    /** The file's name in the data folder. */
    public static final String FILE = "secrets.key";

    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{43}=?");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final String FORM = "32 octets, as 64 hex digits or in base64";

    private SecretsKey() {}

    /**
     * The key as the settings have it.
     *
     * @param configured the value of {@code server.secrets-key}; absent = the file in the data folder, made when {@code mayMake}
     *                   and not there
     * @param mayMake    false where the database already holds sealed values: a new key would open none of them
     * @throws IOException saying what is wrong with the key and what to do
     */
    public static Vault vault(Path dataFolder, Optional<Secret> configured, boolean mayMake) throws IOException {
        if (configured.isPresent()) {
            return new Vault(octets(configured.get(), "server.secrets-key"));
        }
        Path file = dataFolder.resolve(FILE).toAbsolutePath();
        if (!Files.exists(file) && mayMake) {
            make(file);
        }
        return new Vault(read(file));
    }

    private static byte[] read(Path file) throws IOException {
        try {
            closedToOthers(file);
            return octets(Secret.of(Files.readString(file, StandardCharsets.ISO_8859_1)), file.toString());
        } catch (NoSuchFileException e) {
            throw new IOException(
                    file
                            + " is missing, and the database holds secrets that only this key opens. Put the file back from a"
                            + " backup, or name the key under server.secrets-key.",
                    e);
        }
    }

    private static void closedToOthers(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new IOException(file + " may be read or changed by others ("
                    + PosixFilePermissions.toString(permissions) + "). Correct it: chmod 600 " + file);
        }
    }

    /** @param where it came from, for messages; the value itself is never repeated */
    private static byte[] octets(Secret written, String where) throws IOException {
        String text = written.reveal().strip();
        if (HEX.matcher(text).matches()) {
            return HexFormat.of().parseHex(text);
        }
        if (BASE64.matcher(text).matches()) {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        }
        throw new IOException(where + " is no key: expected are " + FORM + ", and there are " + text.length()
                + " characters. Make one with: openssl rand -base64 32");
    }

    /** The file appears complete or not at all, and is on the disk before anything is sealed with it. */
    private static void make(Path file) throws IOException {
        byte[] key = new byte[Vault.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        byte[] line = (Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII);
        Path folder = file.resolveSibling(".").normalize();
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, FILE, ".new", ownerOnly(file));
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer octets = ByteBuffer.wrap(line);
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
                channel.force(true);
            }
            Files.createLink(file, fresh); // unlike a rename, it replaces nothing that another process made meanwhile
        } catch (FileAlreadyExistsException e) {
            return; // another process was first; its key holds
        } finally {
            Files.delete(fresh);
        }
        forceFolder(folder);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
