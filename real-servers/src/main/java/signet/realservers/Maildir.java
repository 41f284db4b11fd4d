package signet.realservers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A mailbox of Dovecot's as the files it is: filled before a test, looked at after one. */
public final class Maildir {
    private final Path folder;

    public Maildir(Path folder) {
        this.folder = folder;
    }

    /** Puts a message (CRLF lines) in, as a delivery agent does: LF lines and both sizes in the name. */
    public void add(int number, byte[] message) {
        byte[] stored = withoutCr(message);
        String name =
                "%d.M%06dP1.real,S=%d,W=%d".formatted(1_790_000_000L + number, number, stored.length, message.length);
        try {
            if (!Files.exists(folder)) {
                make();
            }
            Path file = Files.write(folder.resolve("new").resolve(name), stored);
            Dovecot.own(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make() throws IOException {
        for (String sub : List.of("cur", "new", "tmp")) {
            Dovecot.own(Files.createDirectories(folder.resolve(sub)));
        }
        Dovecot.own(folder);
        Dovecot.own(folder.resolve("..").normalize());
    }

    /** Fills it with {@code count} messages of {@link Letters#mailboxSize}; returns the bytes a client will receive. */
    public long fill(int count, String address) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            byte[] letter = Letters.ofSize(i, Letters.mailboxSize(i), address);
            add(i, letter);
            total += letter.length;
        }
        return total;
    }

    /** How many messages are in it. */
    public int count() {
        return files().size();
    }

    /** The messages in the order of their names, CRLF lines. */
    public List<byte[]> messages() {
        return files().stream().map(Maildir::withCr).toList();
    }

    private List<Path> files() {
        return Stream.of("cur", "new")
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .flatMap(Maildir::list)
                .sorted((a, b) -> a.getFileName().compareTo(b.getFileName()))
                .toList();
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] withoutCr(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length);
        for (byte b : message) {
            if (b != '\r') {
                out.write(b);
            }
        }
        return out.toByteArray();
    }

    private static byte[] withCr(Path file) {
        try {
            byte[] stored = Files.readAllBytes(file);
            ByteArrayOutputStream out = new ByteArrayOutputStream(stored.length + stored.length / 40);
            for (int i = 0; i < stored.length; i++) {
                if (stored[i] == '\n' && (i == 0 || stored[i - 1] != '\r')) {
                    out.write('\r');
                }
                out.write(stored[i]);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
