package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mail with attachments goes out by SMTP and comes back by IMAP and POP3, byte for byte, with tokens from Keycloak. */
@ExtendWith(OneSite.class)
class MainJobTest {
    @ParameterizedTest(name = "{0}, {1}, {2}")
    @CsvSource({
        "secret, XOAUTH2,     starttls",
        "secret, OAUTHBEARER, implicit",
        "RS256,  XOAUTH2,     implicit",
        "RS256,  OAUTHBEARER, starttls",
        "PS256,  XOAUTH2,     starttls",
        "PS256,  XOAUTH2,     implicit",
        "PS256,  OAUTHBEARER, starttls",
        "PS256,  OAUTHBEARER, implicit",
    })
    void aMailWithAttachmentsComesBackByteForByte(String proof, String mechanism, String tls, Site site)
            throws IOException {
        Site.Box box = site.box();
        Setup setup =
                site.mail(credential(site, proof), tls).address(box.address()).mechanism(mechanism);
        byte[] letter = Letters.withAttachments(proof.hashCode(), box.address(), 200_000, false);

        sendRaw(site, setup, box, letter);
        box.await(1);

        for (String protocol : List.of("imap", "pop3")) {
            List<Path> fetched = site.fetch(setup, protocol);
            assertEquals(1, fetched.size(), protocol);
            Received.assertUnchanged(letter, Site.bytes(fetched.get(0)));
        }
    }

    @Test
    void attachedFilesArriveWithTheirNamesAndBytes(Site site) throws IOException, MessagingException {
        Site.Box box = site.box();
        Setup setup = site.mail(credential(site, "PS256"), "starttls").address(box.address());
        Path folder = site.folder();
        byte[] binary = new byte[70_001];
        new Random(3).nextBytes(binary);
        Path image = Files.write(folder.resolve("Foto größer.bin"), binary);
        Path text = Files.writeString(folder.resolve("list.csv"), "a;b\n.\n1;2\n");

        site.signet(setup, "send")
                .with("--to", box.address(), "--subject", "Prüfung", "--body", "Guten Tag\n.\nGrüße")
                .with("--attach", image, "--attach", text)
                .run()
                .orFail();
        box.await(1);

        Path file = site.fetch(setup, "imap").get(0);
        MimeMessage message =
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(Site.bytes(file)));
        assertEquals("Prüfung", message.getSubject());
        Map<String, byte[]> attachments = attachments(message);
        assertEquals(List.of("Foto größer.bin", "list.csv"), List.copyOf(attachments.keySet()));
        assertArrayEquals(binary, attachments.get("Foto größer.bin"));
        assertArrayEquals(Files.readAllBytes(text), attachments.get("list.csv"));
    }

    @Test
    void aSecondFetchBringsOnlyWhatIsNew(Site site) throws IOException {
        Site.Box box = site.box();
        Setup setup = site.mail(credential(site, "secret"), "implicit").address(box.address());
        for (String protocol : List.of("imap", "pop3")) {
            int before = box.maildir().count();
            Path into = site.folder();
            for (int i = 1; i <= 2; i++) {
                sendRaw(site, setup, box, Letters.ofSize(i, 3_000, box.address()));
                box.await(before + i);
                Command fetch = site.signet(setup, "fetch")
                        .with("--protocol", protocol, "--start", "beginning", "--into", into, "--json");
                long printed = fetch.run().orFail().out().lines().count();
                assertEquals(i == 1 ? before + 1 : 1, printed, protocol + ", run " + i);
                assertEquals(before + i, Site.letters(into).size());
            }
        }
    }

    private static Setup credential(Site site, String proof) {
        return proof.equals("secret") ? Setup.bySecret(site, RealServers.APP_SECRET) : Setup.byCertificate(site, proof);
    }

    private static void sendRaw(Site site, Setup setup, Site.Box box, byte[] letter) throws IOException {
        Path file = Files.write(site.folder().resolve("letter.eml"), letter);
        site.signet(setup, "send")
                .with("--to", box.address(), "--raw", file)
                .run()
                .orFail();
    }

    private static Map<String, byte[]> attachments(MimeMessage message) throws IOException, MessagingException {
        Map<String, byte[]> found = new LinkedHashMap<>();
        Multipart parts = (Multipart) message.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
                String name = MimeUtility.decodeText(part.getFileName());
                found.put(name, part.getInputStream().readAllBytes());
            }
        }
        return found;
    }
}
