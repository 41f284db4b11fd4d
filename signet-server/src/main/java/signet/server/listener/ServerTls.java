package signet.server.listener;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import signet.oauth.PemReader;
import signet.oauth.Secret;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;

/** The identity a listener shows. */
public final class ServerTls {
    /** Clients on the same machine do not check it, and shaking hands with 2,048 bits takes a third of the time. */
    private static final CertificateOrder SELF_MADE = new CertificateOrder(
            "CN=localhost", Duration.ofDays(3650), 2048, Optional.empty(), List.of("localhost", "127.0.0.1", "::1"));

    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private ServerTls() {}

    /**
     * A TLS server.
     *
     * @param chain its own certificate first, then those that signed it
     * @throws IOException when the two cannot be used together
     */
    public static SSLContext of(PrivateKey key, List<X509Certificate> chain) throws IOException {
        try {
            char[] none = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("listener", key, none, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the certificate of " + chain.getFirst().getSubjectX500Principal()
                            + " cannot be used with its key for TLS: " + e.getMessage(),
                    e);
        }
    }

    /**
     * A self-made identity for loopback, kept in {@code folder} and made anew a month before it ends.
     *
     * @throws IOException when the folder cannot be written, or what is in it cannot be used
     */
    public static SSLContext selfMade(Path folder, Instant now) throws IOException {
        Path certificate = folder.resolve(NewKeyPair.CERTIFICATE_FILE);
        Path key = folder.resolve(NewKeyPair.KEY_FILE);
        if (!Files.exists(certificate) || !Files.exists(key) || ends(certificate, now)) {
            for (String name : List.of(NewKeyPair.KEY_FILE, NewKeyPair.CERTIFICATE_FILE, NewKeyPair.UPLOAD_FILE)) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            NewKeyPair.force(folder); // after a power cut an old certificate beside a new key would be worse than none
            new CertificateMaker(new SecureRandom()).make(SELF_MADE, now).write(folder);
        }
        return of(key(key), chain(certificate));
    }

    private static boolean ends(Path certificate, Instant now) throws IOException {
        return chain(certificate).getFirst().getNotAfter().toInstant().isBefore(now.plus(RENEW_BEFORE));
    }

    private static List<X509Certificate> chain(Path file) throws IOException {
        List<X509Certificate> chain = PemReader.certificates(Files.readString(file, StandardCharsets.ISO_8859_1))
                .certificates();
        if (chain.isEmpty()) {
            throw new IOException(file + " has no certificate in it that can be read; delete the folder "
                    + file.getParent() + " to have one made anew");
        }
        return chain;
    }

    private static PrivateKey key(Path file) throws IOException {
        Secret pem = Secret.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        return PemReader.privateKey(pem, Optional.empty()).keys().stream()
                .findFirst()
                .orElseThrow(
                        () -> new IOException(file + " has no private key in it that can be read; delete the folder "
                                + file.getParent() + " to have one made anew"));
    }
}
