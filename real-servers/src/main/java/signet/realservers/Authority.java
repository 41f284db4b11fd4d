package signet.realservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of our own, made by the openssl command, and what it signs. */
public final class Authority {
    /** Private key and certificate as PEM files. */
    public record Pair(Path key, Path certificate) {
        /** The certificate as base64 of its DER form, without line breaks. */
        public String certificateBase64() {
            return Base64.getEncoder().encodeToString(der(certificate));
        }
    }

    private final Path folder;
    private final Pair ca;

    private Authority(Path folder, Pair ca) {
        this.folder = folder;
        this.ca = ca;
    }

    /** Makes key and certificate of the authority below {@code folder}. */
    public static Authority create(Path folder) {
        Pair ca = new Pair(folder.resolve("ca.key"), folder.resolve("ca.pem"));
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 30)
                .with("-subj", "/CN=Real servers test CA " + folder.getFileName())
                .with("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
                .with("-keyout", ca.key(), "-out", ca.certificate())
                .run()
                .orFail();
        return new Authority(folder, ca);
    }

    /** The PEM file a client must trust. */
    public Path caFile() {
        return ca.certificate();
    }

    /** A server certificate for one DNS name (and no address). */
    public Pair serverPair(String dnsName) {
        Pair pair = new Pair(folder.resolve(dnsName + ".key"), folder.resolve(dnsName + ".pem"));
        Path request = folder.resolve(dnsName + ".csr");
        Path extensions = folder.resolve(dnsName + ".ext");
        write(extensions, "subjectAltName=DNS:" + dnsName + "\nextendedKeyUsage=serverAuth\n");
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + dnsName)
                .with("-keyout", pair.key(), "-out", request)
                .run()
                .orFail();
        openssl("x509", "-req", "-days", 30, "-in", request, "-CA", ca.certificate(), "-CAkey", ca.key())
                .with("-set_serial", System.nanoTime(), "-extfile", extensions, "-out", pair.certificate())
                .run()
                .orFail();
        return pair;
    }

    /** A self-signed pair as an application registers it at its identity provider. */
    public Pair applicationPair(String name) {
        Pair pair = new Pair(folder.resolve(name + ".key"), folder.resolve(name + ".pem"));
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 30, "-subj", "/CN=" + name)
                .with("-keyout", pair.key(), "-out", pair.certificate())
                .run()
                .orFail();
        return pair;
    }

    /** TLS that trusts this authority and nobody else. */
    public SSLContext tls() {
        return tls(caFile());
    }

    /** TLS that trusts what is in {@code caFile} and nothing else. */
    static SSLContext tls(Path caFile) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(caFile).getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust " + caFile, e);
        }
    }

    private static TrustManagerFactory trust(Path caFile) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(caFile)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust;
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] der(Path pem) {
        try (var in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot read " + pem, e);
        }
    }

    private static Command openssl(Object... words) {
        // a configuration file named in the environment would change what openssl writes
        return Command.of("openssl").with(words).withVariable("OPENSSL_CONF", "/etc/ssl/openssl.cnf");
    }
}
