package signet.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import signet.mail.TlsMode;
import signet.oauth.KeyPairPem;
import signet.oauth.PemReader;
import signet.oauth.Secret;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.server.settings.ConfiguredListener;
import signet.server.settings.TlsIdentity;

/**
 * Who our listeners are. Where no certificate is configured, which the settings allow on loopback only, one is made and kept in
 * the data folder, so that programs can be told to trust it: {@code tls/certificate.pem}.
 */
final class ServerTls {
    private static final String FOLDER = "tls";
    private static final List<String> HOSTS = List.of("localhost", "127.0.0.1", "::1");
    /** A new one is made when the old one has less than this to live. */
    private static final Duration LEAST = Duration.ofDays(30);

    private ServerTls() {}

    /** Absent for a listener without TLS. @throws IOException when the certificate cannot be made, read or used */
    static Optional<SSLContext> of(ConfiguredListener listener, Path data, InstantSource clock) throws IOException {
        if (listener.tls() == TlsMode.NONE) {
            return Optional.empty();
        }
        TlsIdentity identity = listener.identity().isPresent()
                ? listener.identity().get()
                : ownMade(data.resolve(FOLDER), clock.instant());
        return Optional.of(context(identity));
    }

    private static TlsIdentity ownMade(Path folder, Instant now) throws IOException {
        Path key = folder.resolve(NewKeyPair.KEY_FILE);
        Path certificate = folder.resolve(NewKeyPair.CERTIFICATE_FILE);
        if (Files.exists(key) && Files.exists(certificate)) {
            Optional<KeyPairPem> kept = PemReader.keyPair(
                            Secret.of(Files.readString(key)),
                            Optional.empty(),
                            Secret.of(Files.readString(certificate)),
                            now)
                    .keyPair()
                    .filter(pair ->
                            pair.certificate().getNotAfter().toInstant().isAfter(now.plus(LEAST)));
            if (kept.isPresent()) {
                return new TlsIdentity(kept.get().privateKey(), List.of(kept.get().certificate()));
            }
        }
        Files.createDirectories(folder);
        for (String old : List.of(NewKeyPair.KEY_FILE, NewKeyPair.CERTIFICATE_FILE, NewKeyPair.UPLOAD_FILE)) {
            Files.deleteIfExists(folder.resolve(old));
        }
        NewKeyPair made = new CertificateMaker(new SecureRandom())
                .make(new CertificateOrder("CN=localhost", CertificateOrder.TWO_YEARS, 2048, Optional.empty(), HOSTS), now);
        made.write(folder);
        return new TlsIdentity(made.keyPair().privateKey(), List.of(made.keyPair().certificate()));
    }

    private static SSLContext context(TlsIdentity identity) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] nobody = new char[0];
            store.setKeyEntry(
                    "server", identity.key(), nobody, identity.chain().toArray(new Certificate[0]));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, nobody);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            X509Certificate first = identity.chain().getFirst();
            throw new IOException(
                    "the certificate " + first.getSubjectX500Principal() + " and its key cannot be used for TLS: "
                            + e.getMessage(),
                    e);
        }
    }
}
