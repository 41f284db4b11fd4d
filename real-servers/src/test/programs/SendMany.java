import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
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

/**
 * Sends one file several times in one session, with the packaged library. Arguments: submission port, CA file, address
 * (sender and recipient), access token, file, count.
 */
class SendMany {
    public static void main(String[] arguments) throws Exception {
        String address = arguments[2];
        try (SmtpSession session = SmtpSession.open(account(arguments, address), SessionListener.NONE)) {
            for (int i = Integer.parseInt(arguments[5]); i > 0; i--) {
                Delivery delivery = session.send(
                        Envelope.of(address, List.of(address)), Content.of(Path.of(arguments[4])), () -> {});
                if (delivery.dispositions().get(0).kind() != Disposition.Kind.ACCEPTED) {
                    throw new IllegalStateException(delivery.toString());
                }
            }
        }
    }

    private static Account account(String[] arguments, String address) throws Exception {
        Instant now = Instant.now();
        AccessToken fixed = new AccessToken(Secret.of(arguments[3]), now, now.plusSeconds(300), now.plusSeconds(300));
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
                trust(Path.of(arguments[1])),
                Optional.empty(),
                Timeouts.DEFAULTS,
                "localhost",
                Dialer.DIRECT,
                InstantSource.system());
        return new Account(
                "far",
                address,
                new Authentication.Bearer(address, tokens),
                Map.of(
                        Protocol.SMTP,
                        new Endpoint("localhost", Integer.parseInt(arguments[0]), TlsMode.STARTTLS)),
                network);
    }

    private static X509TrustManager trust(Path caFile) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(caFile)) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
