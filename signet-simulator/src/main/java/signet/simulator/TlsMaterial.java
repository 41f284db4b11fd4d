package signet.simulator;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority made for one run, and the servers' certificates. EC P-256, because that is made at once. */
final class TlsMaterial {
    private static final char[] NO_PASSWORD = new char[0];
    private static final int YEAR = 365;

    private final Issuer authority;
    private final Issuer inspector;
    private final SSLContext client;
    private final Map<Presented, SSLContext> servers = new ConcurrentHashMap<>();

    private TlsMaterial(Issuer authority, Issuer inspector, SSLContext client) {
        this.authority = authority;
        this.inspector = inspector;
        this.client = client;
    }

    private record Issuer(X500Name name, KeyPair key, X509Certificate certificate) {}

    /** Valid from yesterday for a year by the machine's clock: the clients' TLS knows no other. */
    static TlsMaterial make() {
        try {
            Issuer authority = issuer("O=Signet simulator,CN=Simulator CA " + serial());
            Issuer inspector = issuer("O=Example Firewall,CN=TLS Inspection CA " + serial());
            return new TlsMaterial(authority, inspector, clientContext(authority.certificate()));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(Exception e) {
        return new IllegalStateException("making the simulator's certificates failed", e);
    }

    private static Issuer issuer(String distinguished)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair key = keyPair();
        X500Name name = new X500Name(distinguished);
        return new Issuer(name, key, signed(authorityBuilder(name, key), key.getPrivate()));
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair key, int days) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                serial(),
                Date.from(now.minus(Duration.ofDays(2))),
                Date.from(now.plus(Duration.ofDays(days))),
                subject,
                key.getPublic());
    }

    private static BigInteger serial() {
        return new BigInteger(63, new SecureRandom());
    }

    private static JcaX509v3CertificateBuilder authorityBuilder(X500Name name, KeyPair key)
            throws GeneralSecurityException, IOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        JcaX509v3CertificateBuilder builder = builder(name, name, key, YEAR);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key.getPublic()));
        return builder;
    }

    private static JcaX509v3CertificateBuilder serverBuilder(Issuer issuer, KeyPair key, Presented presented)
            throws GeneralSecurityException, IOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        String host = presented == Presented.OTHER_NAME ? "gateway.example" : "localhost";
        JcaX509v3CertificateBuilder builder = builder(
                issuer.name(),
                new X500Name("O=Signet simulator,CN=" + host),
                key,
                presented == Presented.EXPIRED ? -1 : YEAR);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                identifiers.createAuthorityKeyIdentifier(issuer.key().getPublic()));
        builder.addExtension(Extension.subjectAlternativeName, false, names(host));
        return builder;
    }

    private static GeneralNames names(String host) {
        GeneralName name = new GeneralName(GeneralName.dNSName, host);
        return host.equals("localhost")
                ? new GeneralNames(new GeneralName[] {
                    name,
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                    new GeneralName(GeneralName.iPAddress, "::1")
                })
                : new GeneralNames(name);
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static SSLContext serverContext(PrivateKey key, X509Certificate leaf, X509Certificate authority)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("server", key, NO_PASSWORD, new Certificate[] {leaf, authority});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext clientContext(X509Certificate authority) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setCertificateEntry("authority", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    X509Certificate authority() {
        return authority.certificate();
    }

    /** The authority of a firewall that opens TLS on the way. */
    X509Certificate inspector() {
        return inspector.certificate();
    }

    /** For servers. */
    SSLContext server(Presented presented) {
        return servers.computeIfAbsent(presented, this::made);
    }

    private SSLContext made(Presented presented) {
        try {
            Issuer issuer = presented == Presented.INSPECTED ? inspector : authority;
            KeyPair key = keyPair();
            X509Certificate leaf =
                    signed(serverBuilder(issuer, key, presented), issuer.key().getPrivate());
            return serverContext(key.getPrivate(), leaf, issuer.certificate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw failed(e);
        }
    }

    /** Trusts this authority and no other. */
    SSLContext client() {
        return client;
    }

    /** Writes {@code ca.pem}. */
    Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(authority.certificate());
        }
        return Files.writeString(directory.resolve("ca.pem"), pem.toString());
    }
}
