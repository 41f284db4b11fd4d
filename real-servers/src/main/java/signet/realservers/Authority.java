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

    /** Whose authorities these are, in their names. */
    private static final String ORGANISATION = "/O=Real servers";

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
                .with("-subj", ORGANISATION + "/CN=Real servers test CA " + folder.getFileName())
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

    /** A server certificate for one DNS name (and no address); the same for whoever asks for the name again. */
    public Pair serverPair(String dnsName) {
        Pair pair = pair(dnsName);
        // servers read their certificate again while they run
        return Files.exists(pair.certificate()) ? pair : sign(ca, request(pair, dnsName), serverExtensions(dnsName));
    }

    /** A server certificate that nobody renewed: it ended in February 2025. */
    Pair endedPair(String dnsName) {
        Pair pair = pair(dnsName + "-ended");
        request(pair, dnsName);
        Path settings = folder.resolve("ended.conf");
        write(folder.resolve("ended.index"), "");
        write(settings, """
                [ca]
                default_ca = ended
                [ended]
                database = %1$s/ended.index
                new_certs_dir = %1$s
                rand_serial = yes
                default_md = sha256
                policy = any
                x509_extensions = server
                [any]
                commonName = supplied
                [server]
                %2$s""".formatted(folder, serverExtensions(dnsName)));
        openssl("ca", "-batch", "-notext", "-config", settings, "-cert", ca.certificate(), "-keyfile", ca.key())
                .with("-startdate", "20250101000000Z", "-enddate", "20250201000000Z")
                .with("-in", requestOf(pair), "-out", pair.certificate())
                .run()
                .orFail();
        return pair;
    }

    /** A server certificate by an authority between this one and the server, whose own certificate is not in the file. */
    Pair pairWithoutIntermediate(String dnsName) {
        Pair between = pair("intermediate");
        sign(ca, requestAs(between, ORGANISATION + "/CN=Mail CA 2"), "basicConstraints=critical,CA:TRUE\n");
        return sign(between, request(pair(dnsName + "-chained"), dnsName), serverExtensions(dnsName));
    }

    /** A server certificate that its own key signed. */
    Pair selfSignedPair(String dnsName) {
        Pair pair = pair(dnsName + "-alone");
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 30, "-subj", "/CN=" + dnsName)
                .with("-addext", "subjectAltName=DNS:" + dnsName, "-keyout", pair.key(), "-out", pair.certificate())
                .run()
                .orFail();
        return pair;
    }

    private static String serverExtensions(String dnsName) {
        return "subjectAltName=DNS:" + dnsName + "\nextendedKeyUsage=serverAuth\n";
    }

    private Pair pair(String name) {
        return new Pair(folder.resolve(name + ".key"), folder.resolve(name + ".pem"));
    }

    private static Path requestOf(Pair pair) {
        return pair.key().resolveSibling(pair.key().getFileName() + ".csr");
    }

    /** Makes a key and what an authority signs. */
    private static Pair request(Pair pair, String commonName) {
        return requestAs(pair, "/CN=" + commonName);
    }

    private static Pair requestAs(Pair pair, String subject) {
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", subject)
                .with("-keyout", pair.key(), "-out", requestOf(pair))
                .run()
                .orFail();
        return pair;
    }

    private Pair sign(Pair issuer, Pair pair, String extensions) {
        Path file = folder.resolve(pair.certificate().getFileName() + ".ext");
        write(file, extensions);
        openssl("x509", "-req", "-days", 30, "-in", requestOf(pair))
                .with("-CA", issuer.certificate(), "-CAkey", issuer.key())
                .with("-set_serial", System.nanoTime(), "-extfile", file, "-out", pair.certificate())
                .run()
                .orFail();
        return pair;
    }

    /** A self-signed pair as an application registers it at its identity provider. */
    public Pair applicationPair(String name) {
        Pair pair = pair(name);
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
