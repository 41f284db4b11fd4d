package signet.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import signet.doctor.Successor;
import signet.oauth.Secret;
import signet.server.certificate.NewKeyPair;

/**
 * The two files of a credential's pair, and beside them those of the pair that follows: {@code key.pem.next} beside
 * {@code key.pem}. A file that is replaced is kept under another name: a private key cannot be had back.
 */
record PairFiles(Path key, Path certificate) {
    private static final String FILE = "file:";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Empty unless both are files of their own. */
    static Optional<PairFiles> of(Path folder, Optional<String> key, Optional<String> certificate) {
        if (key.filter(text -> text.startsWith(FILE)).isEmpty()
                || certificate.filter(text -> text.startsWith(FILE)).isEmpty()
                || key.equals(certificate)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PairFiles(
                    folder.resolve(key.get().substring(FILE.length())),
                    folder.resolve(certificate.get().substring(FILE.length()))));
        } catch (InvalidPathException e) {
            return Optional.empty(); // complained of where the settings are read
        }
    }

    private static Path next(Path file) {
        return file.resolveSibling(file.getFileName() + ".next");
    }

    /** Writes what follows; false where that is not allowed. */
    boolean keep(Successor successor) throws IOException {
        if (!writable(key) || !writable(certificate)) {
            return false;
        }
        NewKeyPair.replaceFile(next(key), successor.privateKey().orElseThrow().reveal(), "rw-------");
        NewKeyPair.replaceFile(
                next(certificate), successor.certificate().orElseThrow().reveal(), "rw-r--r--");
        return true;
    }

    private static boolean writable(Path file) {
        Path folder = file.getParent();
        return folder != null && Files.isWritable(folder);
    }

    /** Puts what follows in place, or the rest of it; the old files stay beside, with the time in their names. */
    void replace(Instant now) throws IOException {
        for (Path file : List.of(key, certificate)) {
            if (Files.exists(next(file))) {
                if (Files.exists(file)) {
                    Files.move(file, file.resolveSibling(file.getFileName() + ".until-" + STAMP.format(now)));
                }
                Files.move(next(file), file);
                NewKeyPair.force(file.resolveSibling(""));
            }
        }
    }

    /** The pair that {@link #replace} has begun to put in place and not brought to its end; or somebody else left it like that. */
    Optional<Successor> begun() throws IOException {
        List<Path> files = List.of(key, certificate);
        boolean any = files.stream().anyMatch(file -> Files.exists(next(file)));
        boolean untouched = files.stream().allMatch(file -> Files.exists(next(file)) && Files.exists(file));
        boolean whole = files.stream().allMatch(file -> Files.exists(next(file)) || Files.exists(file));
        return any && !untouched && whole
                ? Optional.of(new Successor(
                        Optional.of(latest(key)),
                        Optional.empty(),
                        Optional.of(latest(certificate)),
                        Optional.empty(),
                        Optional.empty()))
                : Optional.empty();
    }

    private static Secret latest(Path file) throws IOException {
        return Secret.of(Files.readString(Files.exists(next(file)) ? next(file) : file));
    }

    void forget() throws IOException {
        Files.deleteIfExists(next(key));
        Files.deleteIfExists(next(certificate));
    }
}
