package signet.server.retrieval;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.mail.Cursor;
import signet.mail.Protocol;

/**
 * {@code .signet-cursor}: lines of {@code name: value}, readable by people, replaced as a whole and forced to disk each time
 * it moves.
 */
final class CursorFile {
    static final String NAME = ".signet-cursor";

    private static final String HEAD = "# How far Signet has read this mailbox. Delete this file to begin again.\n";

    private final Path folder;

    CursorFile(Path folder) {
        this.folder = folder;
    }

    boolean exists() {
        return Files.exists(folder.resolve(NAME));
    }

    /**
     * The progress of {@code mailbox} in this folder; none when there is no cursor yet.
     *
     * @throws ForeignCursorException when the folder belongs to another mailbox
     * @throws IOException            when the file cannot be read or makes no sense
     */
    Progress read(MailboxIdentity mailbox) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return Progress.none(mailbox);
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int colon = line.indexOf(": ");
            if (!line.startsWith("#") && colon > 0) {
                values.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                        .add(line.substring(colon + 2));
            }
        }
        try {
            Progress progress = progress(values);
            if (!progress.mailbox().equals(mailbox)) {
                throw new ForeignCursorException(folder, progress.mailbox(), mailbox);
            }
            return progress;
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " is damaged (" + e.getMessage() + "); delete it to fetch everything again", e);
        }
    }

    private static Progress progress(Map<String, List<String>> values) {
        MailboxIdentity mailbox = new MailboxIdentity(
                one(values, "server"),
                one(values, "account"),
                Protocol.valueOf(one(values, "protocol").toUpperCase(Locale.ROOT)),
                one(values, "folder"));
        Optional<Cursor> cursor = values.containsKey("uid-validity")
                ? Optional.of(new Cursor(
                        Long.parseLong(one(values, "uid-validity")), Long.parseLong(one(values, "last-uid"))))
                : Optional.empty();
        Set<String> done = new LinkedHashSet<>(values.getOrDefault("done", List.of()));
        Progress.Pending pending = values.containsKey("still-to")
                ? new Progress.Pending(
                        AfterRetrieval.parse(one(values, "still-to")),
                        new LinkedHashSet<>(values.getOrDefault("pending", List.of())))
                : Progress.Pending.NOTHING;
        return new Progress(mailbox, cursor, done, pending);
    }

    private static String one(Map<String, List<String>> values, String name) {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() != 1) {
            throw new IllegalArgumentException("\"" + name + "\" stands there " + all.size() + " times");
        }
        return all.get(0);
    }

    /** Replaces the file; when this returns, the new one survives a power cut. */
    void write(Progress progress) throws IOException {
        Path fresh = folder.resolve(NAME + ".new");
        ByteBuffer octets = ByteBuffer.wrap(text(progress).getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(
                fresh,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) { // in a folder of others a link could make us empty a file of ours
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(false);
        }
        Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        force(folder);
    }

    private static String text(Progress progress) {
        MailboxIdentity mailbox = progress.mailbox();
        StringBuilder text = new StringBuilder(HEAD);
        line(text, "server", mailbox.server());
        line(text, "account", mailbox.account());
        line(text, "protocol", mailbox.protocol().word());
        line(text, "folder", mailbox.folder());
        progress.cursor().ifPresent(cursor -> {
            line(text, "uid-validity", Long.toString(cursor.uidValidity()));
            line(text, "last-uid", Long.toString(cursor.lastUid()));
        });
        progress.done().forEach(name -> line(text, "done", name));
        if (!progress.pending().isNothing()) {
            line(text, "still-to", progress.pending().change().toString());
            progress.pending().names().forEach(name -> line(text, "pending", name));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append('\n');
    }

    /** Forces the names in a folder to disk; Windows has no such thing and needs none. */
    static void force(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
