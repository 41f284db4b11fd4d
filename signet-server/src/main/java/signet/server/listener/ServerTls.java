package signet.server.listener;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;

/** The identity a listener shows. */
public final class ServerTls {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    /** Clients on the same machine do not check it, and shaking hands with 2,048 bits takes a third of the time. */
    private static final CertificateOrder SELF_MADE = new CertificateOrder(
            "CN=localhost", Duration.ofDays(3650), 2048, Optional.empty(), List.of("localhost", "127.0.0.1", "::1"));

    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private ServerTls() {}

    /**
     * From PEM files.
     *
     * @param certificate the server's own first, then those that signed it
     * @param key         unencrypted PKCS#8: RSA, EC or Ed25519
     * @throws IOException when one cannot be used; the message names the file and what to do
     */
    public static SSLContext of(Path certificate, Path key) throws IOException {
        try {
            Certificate[] chain = chain(certificate);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("listener", privateKey(key), new char[0], chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the certificate " + certificate + " cannot be used with the key " + key + ": " + e.getMessage(),
                    e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new IOException(file + " has no certificate in it (-----BEGIN CERTIFICATE-----)");
            }
            return chain;
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = PRIVATE_KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IOException(
                    file + " has no unencrypted PKCS#8 key in it; make one by: openssl pkcs8 -topk8 -nocrypt -in "
                            + file + " -out key.pem");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        for (String algorithm : ALGORITHMS) {
            Optional<PrivateKey> key = privateKey(algorithm, der);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new IOException(file + " has a key of an unknown kind; RSA, EC and Ed25519 are known");
    }

    private static Optional<PrivateKey> privateKey(String algorithm, byte[] der) throws GeneralSecurityException {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (InvalidKeySpecException e) {
            return Optional.empty(); // of another algorithm
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
            if (Files.exists(folder)) {
                NewKeyPair.force(
                        folder); // after a power cut an old certificate beside a new key would be worse than none
            }
            new CertificateMaker(new SecureRandom()).make(SELF_MADE, now).write(folder);
        }
        return of(certificate, key);
    }

    private static boolean ends(Path certificate, Instant now) throws IOException {
        try {
            return chain(certificate)[0] instanceof X509Certificate own
                    && own.getNotAfter().toInstant().isBefore(now.plus(RENEW_BEFORE));
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " cannot be read: " + e.getMessage(), e);
        }
    }
}
