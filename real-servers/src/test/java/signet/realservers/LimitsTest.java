package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Large messages in a small heap, and few round trips to servers far away. */
@ExtendWith(OneSite.class)
class LimitsTest {
    private static final Duration FAR = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Connecting, TLS, greeting, logging in, opening and leaving a mailbox: round trips that no message causes. */
    private static final int SESSION = 16;

    @Test
    void aHundredMegabytesGoOutAndComeBackInA64MegabyteHeap(Site site) throws IOException {
        Site.Box box = site.box();
        Setup setup = site.mail(Setup.byCertificate(site, "PS256"), "implicit").address(box.address());
        Path letter = hugeLetter(site.folder().resolve("huge.eml"), box.address());
        small(site.signet(setup, "send").with("--to", box.address(), "--raw", letter));
        box.await(1);
        for (String protocol : List.of("imap", "pop3")) {
            Path into = site.folder();
            small(site.signet(setup, "fetch").with("--protocol", protocol, "--start", "beginning", "--into", into));
            List<Path> fetched = Site.letters(into);
            assertEquals(1, fetched.size());
            long trace = Files.size(fetched.get(0)) - Files.size(letter);
            assertTrue(trace > 0 && trace < 2_000, protocol + ": " + trace + " bytes on top");
            assertEquals(digest(letter, 0), digest(fetched.get(0), trace), protocol);
            Files.delete(fetched.get(0));
        }
    }

    private static void small(Command command) {
        command.withVariable("SIGNET_JAVA_OPTS", "-Xmx64m")
                .within(PATIENCE)
                .run()
                .orFail();
    }

    @Test
    void fetchNeedsAtMostTwoRoundTripsAMessage(Site site) throws IOException {
        int messages = 40;
        for (String protocol : List.of("imap", "pop3")) {
            Site.Box box = site.box();
            for (int i = 0; i < messages; i++) {
                box.maildir().add(i, Letters.ofSize(i, Letters.mailboxSize(i), box.address()));
            }
            int near = protocol.equals("imap")
                    ? site.dovecot().imaps()
                    : site.dovecot().pop3s();
            try (LagProxy far = LagProxy.inFrontOf(near, FAR)) {
                Setup setup = Setup.bySecret(site, RealServers.APP_SECRET)
                        .endpoint(protocol, "localhost", far.port(), "implicit")
                        .address(box.address());
                assertEquals(messages, site.fetch(setup, protocol).size());
                assertEquals(1, far.connections());
                assertFew(protocol, far, messages);
            }
        }
    }

    @Test
    void sendNeedsAtMostTwoRoundTripsAMessage(Site site) throws IOException {
        Site.Box box = site.box();
        Path letter = Files.write(
                site.folder().resolve("letter.eml"), Letters.withAttachments(5, box.address(), 20_000, false));
        int one = sendMany(site, box, letter, 1);
        int eleven = sendMany(site, box, letter, 11);
        System.out.printf("smtp: %d round trips for one message in a session, %d for eleven%n", one, eleven);
        assertTrue(one <= 2 + SESSION, one + " round trips for one");
        assertTrue(eleven - one <= 2 * 10, eleven - one + " round trips for ten more");
        box.await(12);
    }

    /** How many round trips a session with {@code count} messages takes. The command sends one message in a session. */
    private static int sendMany(Site site, Site.Box box, Path letter, int count) throws IOException {
        Path app = Path.of(System.getProperty("signet.command")).resolveSibling("signet-cli/target/app");
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        String token = site.keycloak().tokenBySecret(RealServers.APP_SECRET, RealServers.SECRET);
        try (LagProxy far = LagProxy.inFrontOf(site.smtp().submission(), FAR)) {
            Command.of(java, "-cp", app.resolve("lib") + "/*", System.getProperty("signet.programs") + "/SendMany.java")
                    .with(far.port(), site.servers().authority().caFile(), box.address(), token, letter, count)
                    .run()
                    .orFail();
            assertEquals(1, far.connections());
            return far.roundTrips();
        }
    }

    private static void assertFew(String protocol, LagProxy far, int messages) {
        System.out.printf(
                "%s: %d messages in one session, %d round trips of %d ms%n",
                protocol, messages, far.roundTrips(), FAR.toMillis());
        assertTrue(far.roundTrips() <= 2 * messages + SESSION, protocol + ": " + far.roundTrips() + " round trips");
    }

    private static Path hugeLetter(Path file, String address) throws IOException {
        byte[] block = new byte[57 * 1024];
        Random random = new Random(11);
        Base64.Encoder lines = Base64.getMimeEncoder();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(("From: " + address + "\r\nTo: " + address + "\r\nSubject: huge\r\nMIME-Version: 1.0\r\n"
                            + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (long written = 0; written < 100_000_000; written += 78 * 1024) {
                random.nextBytes(block);
                out.write(lines.encode(block));
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        return file;
    }

    private static String digest(Path file, long skip) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(skip);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
