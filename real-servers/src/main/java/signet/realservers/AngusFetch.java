package signet.realservers;

import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;

/**
 * The program a good Java developer writes to fetch a mailbox with Angus Mail: batches of a hundred with their whole
 * content, each file forced to disk and renamed before the cursor, forced too, passes the batch.
 */
public final class AngusFetch {
    private static final int BATCH = 100;

    private AngusFetch() {}

    /** Arguments: imaps port, user, password, CA file, folder to fill. */
    public static void main(String[] arguments) throws MessagingException, IOException {
        Path into = Files.createDirectories(Path.of(arguments[4]));
        try (Store store = AngusSession.of("imaps", Integer.parseInt(arguments[0]), Path.of(arguments[3]), false)
                .getStore("imaps")) {
            store.connect(arguments[1], arguments[2]);
            try (IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                fetch(inbox, into);
            }
        }
    }

    private static void fetch(IMAPFolder inbox, Path into) throws MessagingException, IOException {
        FetchProfile everything = new FetchProfile();
        everything.add(UIDFolder.FetchProfileItem.UID);
        everything.add(IMAPFolder.FetchProfileItem.MESSAGE);
        int count = inbox.getMessageCount();
        for (int first = 1; first <= count; first += BATCH) {
            Message[] batch = inbox.getMessages(first, Math.min(count, first + BATCH - 1));
            inbox.fetch(batch, everything);
            long last = 0;
            for (Message message : batch) {
                last = inbox.getUID(message);
                write(into, inbox.getUIDValidity() + "-" + last + ".eml", message::writeTo);
                ((IMAPMessage) message).invalidateHeaders();
            }
            byte[] cursor = String.valueOf(last).getBytes(StandardCharsets.US_ASCII);
            write(into, ".cursor", out -> out.write(cursor));
        }
    }

    /** Something that writes itself. */
    private interface Written {
        void to(OutputStream out) throws IOException, MessagingException;
    }

    private static void write(Path into, String name, Written content) throws IOException, MessagingException {
        Path temporary = into.resolve(name + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.to(out);
            out.flush();
            channel.force(true);
        }
        Files.move(temporary, into.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
