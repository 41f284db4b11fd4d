package signet.server.settings;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.oauth.CertificatesReading;
import signet.oauth.PemReader;
import signet.oauth.PrivateKeyReading;
import signet.oauth.Problem;
import signet.oauth.Problem.Severity;
import signet.oauth.Secret;

/** Reads {@code certificate} and {@code private-key} of one of our own TLS servers: RSA or EC, with its chain. */
final class TlsReader {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private final Complaints complaints;
    private final Instant now;

    TlsReader(Complaints complaints, Instant now) {
        this.complaints = complaints;
        this.now = now;
    }

    /** Empty where neither is written, and where a finding says what is wrong. */
    Optional<TlsIdentity> read(Block block) {
        Optional<String> certificate = block.text("certificate");
        Optional<Secret> key = block.secret("private-key");
        if (block.has("certificate") != block.has("private-key")) {
            complaints.error(
                    block.owner(),
                    block.place(),
                    "settings-tls-half",
                    "'" + block.path() + "' has "
                            + (certificate.isPresent()
                                    ? "a certificate and no private-key"
                                    : "a" + " private-key and no certificate"),
                    "Name both: certificate: file:certificate.pem and private-key: file:key.pem.");
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty(); // an unreadable one has been complained of
        }
        List<X509Certificate> chain = chain(block, certificate.get());
        Optional<PrivateKey> read = key(block, key.get());
        if (chain.isEmpty() || read.isEmpty()) {
            return Optional.empty();
        }
        return identity(block, read.get(), chain);
    }

    private List<X509Certificate> chain(Block block, String pem) {
        CertificatesReading reading = PemReader.certificates(pem);
        complain(block, "certificate", reading.problems());
        return reading.certificates();
    }

    private Optional<PrivateKey> key(Block block, Secret pem) {
        Optional<PrivateKey> elliptic = elliptic(pem);
        if (elliptic.isPresent()) {
            return elliptic;
        }
        if (pem.reveal().contains("BEGIN EC PRIVATE KEY")) {
            complaints.error(
                    block.owner(),
                    block.place("private-key"),
                    "settings-tls-key",
                    "'" + block.path() + ".private-key' is an EC key in SEC1 form, which Java does not read",
                    "Convert it: openssl pkcs8 -topk8 -nodes -in key.pem -out key-pkcs8.pem");
            return Optional.empty();
        }
        PrivateKeyReading reading = PemReader.privateKey(pem, Optional.empty());
        complain(block, "private-key", reading.problems());
        List<RSAPrivateKey> keys = reading.keys();
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.getFirst());
    }

    private static Optional<PrivateKey> elliptic(Secret pem) {
        Matcher matcher = PKCS8.matcher(pem.reveal());
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
            return Optional.of(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty(); // an RSA key, or none at all: the reader for those says which
        }
    }

    private Optional<TlsIdentity> identity(Block block, PrivateKey key, List<X509Certificate> certificates) {
        Optional<X509Certificate> own =
                certificates.stream().filter(c -> belong(key, c)).findFirst();
        if (own.isEmpty()) {
            complaints.error(
                    block.owner(),
                    block.place("private-key"),
                    "settings-tls-pair",
                    "'" + block.path() + "': the private key does not belong to the certificate of "
                            + certificates.getFirst().getSubjectX500Principal(),
                    "Take both files of one pair; while they are being replaced one after the other this passes by itself.");
            return Optional.empty();
        }
        if (own.get().getNotAfter().toInstant().isBefore(now)) {
            complaints.warning(
                    block.owner(),
                    block.place("certificate"),
                    "settings-tls-expired",
                    "'" + block.path() + ".certificate' ended at "
                            + own.get().getNotAfter().toInstant() + "; programs that check it will not connect",
                    "Renew it; Signet takes over the new files by itself.");
        }
        List<X509Certificate> chain = new ArrayList<>(certificates);
        chain.remove(own.get());
        chain.addFirst(own.get());
        return Optional.of(new TlsIdentity(key, chain));
    }

    private static boolean belong(PrivateKey key, X509Certificate certificate) {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        try {
            Signature signature =
                    Signature.getInstance("SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : "RSA"));
            signature.initSign(key);
            signature.update((byte) 1);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update((byte) 1);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // keys of different curves cannot verify one another
        }
    }

    private void complain(Block block, String key, List<Problem> problems) {
        for (Problem problem : problems) {
            if (problem.severity() != Severity.INFO) {
                complaints.add(
                        block.owner(), CredentialReader.at(block.place(key), Finding.of(problem, Stage.CONFIGURATION)));
            }
        }
    }
}
