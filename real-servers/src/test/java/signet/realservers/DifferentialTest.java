package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same mailbox and the same message through Signet, curl and Angus Mail: the same names and the same bytes. */
@ExtendWith(OneSite.class)
class DifferentialTest {
    private static final int LETTERS = 12;

    @Test
    void imapGivesTheSameUidsAndBytesToAll(Site site) throws MessagingException, IOException {
        Site.Box box = filled(site);
        String token = token(site);
        Map<String, byte[]> bySignet =
                names(site.fetch(setup(site, box), "imap").stream().toList());
        Map<String, byte[]> byAngus = imapByAngus(site, box, token);
        assertSame(byAngus, bySignet);
        assertEquals(LETTERS, bySignet.size());

        String url = "imaps://localhost:" + site.dovecot().imaps() + "/INBOX";
        String found = curl(site, box, token, url, "-X", "UID SEARCH ALL").out();
        Map<String, byte[]> byCurl = new TreeMap<>();
        String validity = bySignet.keySet().iterator().next().split("-", 2)[0];
        for (String uid : found.replaceFirst("^\\* SEARCH", "").trim().split(" ")) {
            // curl itself refuses when the UIDVALIDITY is another one
            String message = url + ";UIDVALIDITY=" + validity + "/;UID=" + uid;
            byCurl.put(validity + "-" + uid, curl(site, box, token, message).outBytes());
        }
        assertSame(byCurl, bySignet);
    }

    @Test
    void pop3GivesTheSameUidlsAndBytesToAll(Site site) throws MessagingException, IOException {
        Site.Box box = filled(site);
        String token = token(site);
        Map<String, byte[]> bySignet =
                names(site.fetch(setup(site, box), "pop3").stream().toList());
        Map<String, byte[]> byAngus = pop3ByAngus(site, box, token);
        assertSame(byAngus, bySignet);
        assertEquals(LETTERS, bySignet.size());

        String url = "pop3s://localhost:" + site.dovecot().pop3s() + "/";
        Map<String, byte[]> byCurl = new TreeMap<>();
        for (String line :
                curl(site, box, token, url, "-X", "UIDL").out().lines().toList()) {
            String[] numberAndUidl = line.split(" ", 2);
            byCurl.put(
                    fileName(numberAndUidl[1]),
                    curl(site, box, token, url + numberAndUidl[0]).outBytes());
        }
        assertSame(byCurl, bySignet);
    }

    @Test
    void smtpDeliversTheSameBytesFromAll(Site site) throws MessagingException, IOException {
        Site.Box box = site.box();
        byte[] letter = Letters.withAttachments(1, box.address(), 30_000, false);
        sendBySignet(site, box, letter);
        box.await(1);
        sendByCurl(site, box, letter);
        box.await(2);
        sendByAngus(site, box, letter);
        box.await(3);
        for (byte[] received : box.maildir().messages()) {
            Received.assertUnchanged(letter, received);
        }
    }

    @Test
    void aBccFieldAndBareLineFeedsAreWhereTheyDiffer(Site site) throws MessagingException, IOException {
        Site.Box box = site.box();
        byte[] withBcc = Letters.withAttachments(2, box.address(), 1_000, true);
        sendBySignet(site, box, withBcc);
        box.await(1);
        sendByAngus(site, box, withBcc);
        box.await(2);
        String lf = new String(withBcc, StandardCharsets.UTF_8).replace("\r\n", "\n");
        sendBySignet(site, box, lf.getBytes(StandardCharsets.UTF_8));
        box.await(3);

        byte[] first = box.maildir().messages().get(0);
        byte[] second = box.maildir().messages().get(1);
        byte[] third = box.maildir().messages().get(2);
        Received.assertUnchanged(withBcc, first);
        // Angus Mail never sends the field (MimeMessage.writeTo with "Bcc" ignored, in SMTPTransport)
        byte[] withoutBcc = new String(withBcc, StandardCharsets.UTF_8)
                .replaceFirst("Bcc: [^\r]*\r\n", "")
                .getBytes(StandardCharsets.UTF_8);
        Received.assertUnchanged(withoutBcc, second);
        // a file with LF line ends is the same message: CRLF on the wire (RFC 5321 section 2.3.8)
        Received.assertUnchanged(withBcc, third);
    }

    private static Site.Box filled(Site site) {
        Site.Box box = site.box();
        for (int i = 0; i < LETTERS - 1; i++) {
            box.maildir().add(i, Letters.ofSize(i, Letters.mailboxSize(i), box.address()));
        }
        box.maildir().add(LETTERS, Letters.withAttachments(9, box.address(), 300_000, true));
        return box;
    }

    private static Setup setup(Site site, Site.Box box) {
        return site.mail(Setup.bySecret(site, RealServers.APP_SECRET), "implicit")
                .address(box.address());
    }

    private static String token(Site site) {
        return site.keycloak().tokenBySecret(RealServers.APP_SECRET, RealServers.SECRET);
    }

    private static Command.Result curl(Site site, Site.Box box, String token, String url, Object... more) {
        return Command.of("curl", "-sS", "--cacert")
                .with(site.servers().authority().caFile(), "--user", box.address() + ":", "--oauth2-bearer", token)
                .with(more)
                .with(url)
                .run()
                .orFail();
    }

    private static Map<String, byte[]> imapByAngus(Site site, Site.Box box, String token)
            throws MessagingException, IOException {
        Map<String, byte[]> found = new TreeMap<>();
        try (Store store = angus(site, "imaps", site.dovecot().imaps()).getStore("imaps")) {
            store.connect(box.address(), token);
            try (IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                for (Message message : inbox.getMessages()) {
                    found.put(inbox.getUIDValidity() + "-" + inbox.getUID(message), bytes(message));
                }
            }
        }
        return found;
    }

    private static Map<String, byte[]> pop3ByAngus(Site site, Site.Box box, String token)
            throws MessagingException, IOException {
        Map<String, byte[]> found = new TreeMap<>();
        try (Store store = angus(site, "pop3s", site.dovecot().pop3s()).getStore("pop3s")) {
            store.connect(box.address(), token);
            try (POP3Folder inbox = (POP3Folder) store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                for (Message message : inbox.getMessages()) {
                    found.put(fileName(inbox.getUID(message)), bytes(message));
                }
            }
        }
        return found;
    }

    private static Session angus(Site site, String protocol, int port) {
        return AngusSession.of(protocol, port, site.servers().authority().caFile(), true);
    }

    private static byte[] bytes(Message message) throws MessagingException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toByteArray();
    }

    private static void sendBySignet(Site site, Site.Box box, byte[] letter) throws IOException {
        Path file = Files.write(site.folder().resolve("letter.eml"), letter);
        site.signet(setup(site, box), "send")
                .with("--to", box.address(), "--raw", file)
                .run()
                .orFail();
    }

    private static void sendByCurl(Site site, Site.Box box, byte[] letter) throws IOException {
        Path file = Files.write(site.folder().resolve("letter.eml"), letter);
        String url = "smtps://localhost:" + site.smtp().implicit();
        curl(site, box, token(site), url, "--mail-from", box.address(), "--mail-rcpt", box.address(), "-T", file);
    }

    private static void sendByAngus(Site site, Site.Box box, byte[] letter) throws MessagingException {
        Session session = angus(site, "smtps", site.smtp().implicit());
        try (Transport transport = session.getTransport("smtps")) {
            transport.connect(box.address(), token(site));
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(letter));
            transport.sendMessage(message, new InternetAddress[] {new InternetAddress(box.address())});
        }
    }

    /** The contract's name for a POP3 message: the first 32 hex digits of SHA-256 of its UIDL. */
    private static String fileName(String uidl) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(uidl.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, byte[]> names(Iterable<Path> files) {
        Map<String, byte[]> found = new TreeMap<>();
        for (Path file : files) {
            found.put(file.getFileName().toString().replace(".eml", ""), Site.bytes(file));
        }
        return found;
    }

    private static void assertSame(Map<String, byte[]> theirs, Map<String, byte[]> ours) {
        assertEquals(theirs.keySet(), ours.keySet());
        assertTrue(!ours.isEmpty());
        theirs.forEach((name, bytes) -> assertArrayEquals(bytes, ours.get(name), name));
    }
}
