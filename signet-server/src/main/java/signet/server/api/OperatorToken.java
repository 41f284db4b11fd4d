package signet.server.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.oauth.Secret;
import signet.server.account.ApiTokens;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.ApiTokens.Token;
import signet.server.queue.EntryId;

/**
 * The token of whoever may read the data folder: {@code operator.token} in it, readable by its owner only, with all scopes. The
 * command uses it where no other is given.
 */
public final class OperatorToken {
    /** The file's name in the data folder. */
    public static final String FILE = "operator.token";

    private static final String NAME = "operator";

    private OperatorToken() {}

    /**
     * Makes the token where the file is missing or the store does not know it; an earlier one is revoked then.
     *
     * @throws IOException when file or store cannot be read or written
     */
    public static Path ensure(Path data, ApiTokens tokens, Instant now) throws IOException {
        Path file = data.resolve(FILE);
        Optional<byte[]> digest = read(file).flatMap(TokenSecret::digest);
        if (digest.isPresent() && tokens.find(digest.get(), now).isPresent()) {
            return file;
        }
        for (Token old : tokens.list()) {
            if (old.name().equals(NAME) && !old.revoked()) {
                tokens.revoke(old.id());
            }
        }
        SecureRandom random = new SecureRandom();
        Secret secret = TokenSecret.make(random);
        tokens.create(
                new Token(
                        EntryId.at(now, random).toString(),
                        NAME,
                        EnumSet.allOf(Scope.class),
                        List.of(),
                        now,
                        Optional.empty(),
                        Optional.empty(),
                        false),
                TokenSecret.digest(secret));
        write(file, secret);
        return file;
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static void write(Path file, Secret secret) throws IOException {
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(fresh);
        try (var channel = Files.newByteChannel(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(owner))) {
            channel.write(java.nio.ByteBuffer.wrap((secret.reveal() + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
