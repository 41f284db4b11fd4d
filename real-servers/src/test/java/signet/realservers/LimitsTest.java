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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Content;
import signet.mail.Dialer;
import signet.mail.Disposition;
import signet.mail.Endpoint;
import signet.mail.Envelope;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.Timeouts;
import signet.mail.TlsMode;
import signet.mail.smtp.Delivery;
import signet.mail.smtp.SmtpSession;
import signet.oauth.AccessToken;
import signet.oauth.Secret;
import signet.oauth.TokenSource;

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
        int messages = 10;
        Site.Box box = site.box();
        try (LagProxy far = LagProxy.inFrontOf(site.smtp().submission(), FAR);
                SmtpSession session = SmtpSession.open(account(site, box, far.port()), SessionListener.NONE)) {
            int before = far.roundTrips();
            Envelope envelope = Envelope.of(box.address(), List.of(box.address()));
            for (int i = 0; i < messages; i++) {
                Content letter = Content.of(Letters.withAttachments(i, box.address(), 20_000, false));
                Delivery delivery = session.send(envelope, letter, () -> {});
                assertEquals(
                        Disposition.Kind.ACCEPTED,
                        delivery.dispositions().get(0).kind());
            }
            int trips = far.roundTrips() - before;
            System.out.printf("smtp: %d messages in one session, %d round trips for them%n", messages, trips);
            assertTrue(trips <= 2 * messages, trips + " round trips");
        }
        box.await(messages);
    }

    private static Account account(Site site, Site.Box box, int port) {
        String token = site.keycloak().tokenBySecret(RealServers.APP_SECRET, RealServers.SECRET);
        Instant now = Instant.now();
        Instant end = now.plusSeconds(300);
        AccessToken fixed = new AccessToken(Secret.of(token), now, end, end);
        TokenSource tokens = new TokenSource() {
            @Override
            public AccessToken token() {
                return fixed;
            }

            @Override
            public AccessToken replace(AccessToken rejected) {
                return fixed;
            }
        };
        Network network = new Network(
                site.servers().authority().trustManager(),
                Optional.empty(),
                Timeouts.DEFAULTS,
                "localhost",
                Dialer.DIRECT,
                InstantSource.system());
        return new Account(
                "far",
                box.address(),
                new Authentication.Bearer(box.address(), tokens),
                Map.of(Protocol.SMTP, new Endpoint("localhost", port, TlsMode.STARTTLS)),
                network);
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
