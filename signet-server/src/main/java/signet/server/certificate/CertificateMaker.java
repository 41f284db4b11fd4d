package signet.server.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;
import signet.oauth.KeyPairPem;
import signet.oauth.Secret;

/** Makes RSA keys with self-signed certificates. Safe for use by many threads. */
public final class CertificateMaker {
    /** The certificate begins a little earlier than now, so that a provider whose clock is behind takes it at once. */
    private static final Duration BACKDATED = Duration.ofMinutes(10);

    private static final String ENCRYPTION = "PBEWithHmacSHA256AndAES_256"; // RFC 8018 §6.2, what openssl writes
    private static final int ITERATIONS = 210_000;

    private final SecureRandom random;

    public CertificateMaker(SecureRandom random) {
        this.random = random;
    }

    /**
     * Makes a pair. Takes about a second with 3,072 bits.
     *
     * @throws IllegalArgumentException when the subject is no X.500 name
     */
    public NewKeyPair make(CertificateOrder order, Instant now) {
        X500Name subject = name(order.subject());
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(order.keySize(), random);
            KeyPair pair = generator.generateKeyPair();
            Instant from = now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS);
            Instant until = now.plus(order.validity()).truncatedTo(ChronoUnit.SECONDS);
            X509Certificate certificate = sign(subject, pair, new Validity(from, until), order.hosts());
            String keyPem = order.passphrase().isPresent()
                    ? pem(
                            "ENCRYPTED PRIVATE KEY",
                            encrypted(pair.getPrivate(), order.passphrase().get()))
                    : pem("PRIVATE KEY", pair.getPrivate().getEncoded());
            return new NewKeyPair(
                    new KeyPairPem((RSAPrivateKey) pair.getPrivate(), certificate),
                    Secret.of(keyPem),
                    pem("CERTIFICATE", certificate.getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this Java cannot make an RSA certificate: " + e.getMessage(), e);
        }
    }

    private static X500Name name(String subject) {
        try {
            return new X500Name(subject);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the subject \"" + subject + "\" is no X.500 name; write it like CN=mail gateway,O=Example", e);
        }
    }

    private record Validity(Instant from, Instant until) {}

    private X509Certificate sign(X500Name subject, KeyPair pair, Validity validity, List<String> hosts)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        BigInteger serial = new BigInteger(127, random).setBit(126); // RFC 5280 §4.1.2.2: positive, at most 20 octets
        var builder = new JcaX509v3CertificateBuilder(
                        subject,
                        serial,
                        Date.from(validity.from()),
                        Date.from(validity.until()),
                        subject,
                        pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        if (!hosts.isEmpty()) {
            builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(hosts));
        }
        var signer = new JcaContentSignerBuilder("SHA256withRSA")
                .setSecureRandom(random)
                .build(pair.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static GeneralNames alternativeNames(List<String> hosts) {
        return new GeneralNames(hosts.stream()
                .map(host ->
                        new GeneralName(IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
    }

    private byte[] encrypted(PrivateKey key, Secret passphrase) throws GeneralSecurityException, IOException {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        PBEKeySpec spec = new PBEKeySpec(passphrase.reveal().toCharArray());
        Cipher cipher = Cipher.getInstance(ENCRYPTION);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(ENCRYPTION).generateSecret(spec),
                new PBEParameterSpec(salt, ITERATIONS),
                random);
        spec.clearPassword();
        // the JDK names the parameters after the cipher, for which there is no object identifier; PBES2 has one
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key.getEncoded())).getEncoded();
    }

    private static String pem(String label, byte[] der) {
        // RFC 7468 §2: lines of 64 characters
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
