package signet.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import signet.oauth.AccessToken;
import signet.oauth.Secret;
import signet.oauth.TokenSource;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.exchange.Folder;
import signet.simulator.exchange.FolderRole;
import signet.simulator.exchange.StoredMessage;

/** A simulator, a mailbox in it, and the account that opens it with real tokens of the simulator's token endpoint. */
public final class SimulatedMailbox implements AutoCloseable {
    private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

    private final Scenario scenario = Scenario.defaults();
    private final Simulator simulator = Simulator.start(scenario);
    private final HttpClient http =
            HttpClient.newBuilder().sslContext(simulator.clientTls()).build();

    public Simulator simulator() {
        return simulator;
    }

    public String address() {
        return scenario.mailboxes().get(0);
    }

    public signet.simulator.exchange.Mailbox mailbox() {
        return simulator.exchange().mailbox(address()).orElseThrow();
    }

    public Folder inbox() {
        return mailbox().folder(FolderRole.INBOX);
    }

    /** Puts {@code count} messages of random octets, CRLF at the end, into the inbox. */
    public void fill(int count) {
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            inbox().append(
                            message(random, i),
                            Set.of(),
                            Instant.parse("2026-07-01T00:00:00Z").plusSeconds(i));
        }
    }

    /** Lines of any length with dots at their starts, 8-bit octets, words of the protocols. */
    private static byte[] message(Random random, int number) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(ascii("Subject: message " + number + "\r\nMessage-ID: <" + number + "@example.org>\r\n\r\n"));
        for (int line = random.nextInt(40); line > 0; line--) {
            switch (random.nextInt(5)) {
                case 0 -> octets.writeBytes(ascii(".".repeat(1 + random.nextInt(3))));
                case 1 -> octets.writeBytes(ascii(")\r\nA7 OK done\r\n* BYE\r\n+OK\r\n-ERR"));
                case 2 -> octets.writeBytes(ascii("x".repeat(random.nextInt(3000))));
                default -> {
                    for (int i = random.nextInt(100); i > 0; i--) {
                        octets.write(0x80 + random.nextInt(0x80));
                    }
                }
            }
            octets.writeBytes(ascii("\r\n"));
        }
        return octets.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What the inbox holds: octets by UID. */
    public Map<Long, byte[]> stored() {
        Map<Long, byte[]> stored = new java.util.TreeMap<>();
        for (StoredMessage message : inbox().messages()) {
            stored.put(message.uid(), message.content().octets());
        }
        return stored;
    }

    /** A new token of the simulator. */
    public String token() {
        String form = "grant_type=client_credentials&client_id=" + scenario.clientId() + "&client_secret="
                + java.net.URLEncoder.encode(scenario.clientSecret(), StandardCharsets.UTF_8)
                + "&scope=https%3A%2F%2Foutlook.office365.com%2F.default";
        URI url = simulator.tokenUrl(scenario.tenantId());
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            String body =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            Matcher token = TOKEN.matcher(body);
            if (!token.find()) {
                throw new AssertionError("no token: " + body);
            }
            return token.group(1);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A token source that asks the simulator each time a token was refused. */
    public TokenSource tokens() {
        return new TokenSource() {
            private AccessToken current = make();

            @Override
            public AccessToken token() {
                return current;
            }

            @Override
            public AccessToken replace(AccessToken rejected) {
                current = make();
                return current;
            }

            private AccessToken make() {
                Instant now = Instant.now();
                return new AccessToken(Secret.of(SimulatedMailbox.this.token()), now, now, now.plusSeconds(3600));
            }
        };
    }

    public Account account(Protocol protocol, TlsMode mode) {
        boolean implicit = mode == TlsMode.IMPLICIT;
        int port = switch (protocol) {
            case SMTP -> implicit ? simulator.smtpsPort() : simulator.smtpPort();
            case IMAP -> implicit ? simulator.imapsPort() : simulator.imapPort();
            case POP3 -> implicit ? simulator.pop3sPort() : simulator.pop3Port();
        };
        Network network = new Network(
                trust(),
                Optional.empty(),
                TestAccounts.PATIENT,
                "client.example",
                Dialer.DIRECT,
                InstantSource.system());
        return new Account(
                "portal",
                address(),
                new Authentication.Bearer(address(), tokens()),
                Map.of(protocol, new Endpoint(simulator.host(), port, mode)),
                network);
    }

    private X509TrustManager trust() {
        try {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", simulator.ca());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(anchors);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        simulator.close();
    }
}
