package signet.oauth;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import signet.oauth.Problem.Severity;

/**
 * Reads private keys and certificates as people have them, and says what is there and what to do when they are not usable.
 * No problem ever repeats what was entered.
 */
public final class PemReader {
    private static final String PAIR = "Put key.pem, which holds BEGIN PRIVATE KEY, into the private key's place and "
            + "certificate.pem, which holds BEGIN CERTIFICATE, into the certificate's";

    private PemReader() {}

    /** Which of two places a text was put in. */
    private enum Place {
        KEY("private key"),
        CERTIFICATE("certificate");

        private final String words;

        Place(String words) {
            this.words = words;
        }

        private Problem error(String code, String what, String remedy) {
            return new Problem(code, Severity.ERROR, "The " + words + " field " + what, remedy);
        }
    }

    /**
     * Reads both fields and finds the certificate that belongs to the key; either may hold a whole chain, and both may be
     * the same file.
     *
     * @param passphrase opens an encrypted key
     * @param now        judges the certificate's time
     */
    public static KeyPairReading keyPair(Secret key, Optional<Secret> passphrase, Secret certificate, Instant now) {
        PemText keyText = PemText.of(key.reveal());
        PemText certificateText = PemText.of(certificate.reveal());
        if (exchanged(keyText, certificateText)) {
            String what = "holds a certificate, and the certificate field holds the private key";
            return failed(List.of(Place.KEY.error("key-and-certificate-exchanged", what, "Exchange the two values")));
        }
        PrivateKeyReading keys = privateKey(key, passphrase);
        CertificatesReading certificates = certificates(certificate.reveal());
        List<Problem> problems = new ArrayList<>(keys.problems());
        problems.addAll(certificates.problems());
        if (keys.keys().isEmpty() || certificates.certificates().isEmpty()) {
            return failed(problems);
        }
        Optional<KeyPairPem> pair = match(keys.keys(), certificates.certificates());
        if (pair.isEmpty()) {
            X509Certificate first = certificates.certificates().get(0);
            problems.addAll(CertificateProblems.of(first, now));
            problems.add(mismatch(first));
            return failed(problems);
        }
        problems.addAll(CertificateProblems.of(pair.get().certificate(), now));
        boolean tooSmall = problems.stream().anyMatch(problem -> problem.code().equals("certificate-too-small"));
        return new KeyPairReading(tooSmall ? Optional.empty() : pair, sorted(problems));
    }

    /** The RSA private keys in a PEM text. */
    public static PrivateKeyReading privateKey(Secret pem, Optional<Secret> passphrase) {
        List<RSAPrivateKey> keys = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<PemText.Block> blocks = blocks(pem.reveal(), Place.KEY, problems);
        for (PemText.Block block :
                blocks.stream().filter(PrivateKeys::isPrivateKey).toList()) {
            block.problem().ifPresent(problems::add);
            try {
                if (block.content().isPresent()) {
                    keys.add(PrivateKeys.read(block, passphrase));
                }
            } catch (PrivateKeys.Unusable unusable) {
                problems.add(unusable.problem());
            }
        }
        if (keys.isEmpty() && noError(problems)) {
            problems.add(noKey(blocks));
        }
        return new PrivateKeyReading(keys, problems);
    }

    /** The X.509 certificates in a PEM text, private keys in it left aside. */
    public static CertificatesReading certificates(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<PemText.Block> blocks = blocks(pem, Place.CERTIFICATE, problems);
        for (PemText.Block block : blocks) {
            if (block.is("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE")) {
                block.problem().ifPresent(problems::add);
                block.content().ifPresent(content -> certificate(content, block, certificates, problems));
            }
        }
        if (certificates.isEmpty() && noError(problems)) {
            problems.add(noCertificate(blocks));
        }
        return new CertificatesReading(certificates, problems);
    }

    private static void certificate(
            byte[] der, PemText.Block block, List<X509Certificate> certificates, List<Problem> problems) {
        try {
            certificates.add((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        } catch (CertificateException broken) {
            problems.add(Place.CERTIFICATE.error(
                    "certificate-unreadable",
                    "has a block " + block.words() + " that is no X.509 certificate",
                    "Copy the whole file again; look at it with: openssl x509 -in certificate.pem -noout -text"));
        }
    }

    private static List<PemText.Block> blocks(String pasted, Place place, List<Problem> problems) {
        if (pasted.length() > PemText.LARGEST) {
            problems.add(place.error(
                    "pem-too-large",
                    "holds " + pasted.length() + " characters; the limit is " + PemText.LARGEST,
                    "Enter only the PEM blocks that are needed"));
            return List.of();
        }
        PemText text = PemText.of(pasted);
        List<PemText.Block> blocks = text.blocks();
        if (blocks.isEmpty()) {
            problems.add(noBlocks(text, place));
        } else if (text.cleaned()) {
            problems.add(new Problem(
                    "pem-repaired",
                    Severity.INFO,
                    "The " + place.words + " field held quotes, written-out line breaks, or dashes and blanks that PEM "
                            + "does not have; it was read nevertheless",
                    "Nothing need be done; a plain copy of the file is safer"));
        }
        return blocks;
    }

    private static Problem noBlocks(PemText text, Place place) {
        if (text.blank()) {
            return place.error("pem-empty", "is empty", "Enter the PEM text, or file:PATH");
        }
        if (text.binary()) {
            return place.error(
                    "pem-binary",
                    "holds a binary file (DER, PFX or a key store), not PEM text",
                    "Convert it: openssl pkcs12 -in FILE.pfx -nodes -out both.pem for a PFX, openssl x509 -inform DER -in "
                            + "FILE.cer -out certificate.pem for a certificate, openssl pkey -inform DER -in FILE -out "
                            + "key.pem for a key");
        }
        if (text.bareBase64()) {
            return place.error(
                    "pem-no-begin",
                    "holds base64 without a BEGIN line",
                    "Copy the whole file, from the line -----BEGIN …----- to the line -----END …-----");
        }
        return place.error(
                "pem-missing",
                "holds no PEM block",
                "Enter the content of the file, from -----BEGIN …----- to -----END …-----, or file:PATH");
    }

    private static Problem noKey(List<PemText.Block> blocks) {
        if (has(blocks, "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE")) {
            return Place.KEY.error("certificate-in-key-field", "holds a certificate and no private key", PAIR);
        }
        if (has(blocks, "PUBLIC KEY", "RSA PUBLIC KEY")) {
            return Place.KEY.error("public-key-in-key-field", "holds a public key; the private one is needed", PAIR);
        }
        return Place.KEY.error("key-missing", "holds no private key", PAIR);
    }

    private static Problem noCertificate(List<PemText.Block> blocks) {
        if (blocks.stream().anyMatch(PrivateKeys::isPrivateKey)) {
            return Place.CERTIFICATE.error("key-in-certificate-field", "holds a private key and no certificate", PAIR);
        }
        if (has(blocks, "PUBLIC KEY", "RSA PUBLIC KEY")) {
            return Place.CERTIFICATE.error(
                    "public-key-in-certificate-field",
                    "holds a bare public key; the X.509 certificate around it is needed (BEGIN CERTIFICATE)",
                    "Enter certificate.pem; from the private key a new one is made with: openssl req -x509 -new -key "
                            + "key.pem -sha256 -days 730 -out certificate.pem, and must be uploaded to the app registration");
        }
        if (has(blocks, "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")) {
            return Place.CERTIFICATE.error(
                    "request-in-certificate-field",
                    "holds a certificate signing request, which nobody has signed yet",
                    "Sign it with its own key: openssl x509 -req -in REQUEST -signkey key.pem -days 730 -out certificate.pem");
        }
        return Place.CERTIFICATE.error("certificate-missing", "holds no certificate", PAIR);
    }

    private static Optional<KeyPairPem> match(List<RSAPrivateKey> keys, List<X509Certificate> certificates) {
        for (X509Certificate certificate : certificates) {
            for (RSAPrivateKey key : keys) {
                if (belong(key, certificate)) {
                    return Optional.of(new KeyPairPem(key, certificate));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean belong(RSAPrivateKey key, X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAPublicKey open
                && open.getModulus().equals(key.getModulus())
                && (!(key instanceof RSAPrivateCrtKey full)
                        || full.getPublicExponent().equals(open.getPublicExponent()));
    }

    private static Problem mismatch(X509Certificate certificate) {
        return new Problem(
                "key-certificate-mismatch",
                Severity.ERROR,
                "The private key does not belong to the certificate. " + CertificateProblems.words(certificate)
                        + " was made with another key",
                "Take both files of one pair; compare with: openssl x509 -in certificate.pem -noout -pubkey and openssl "
                        + "pkey -in key.pem -pubout");
    }

    private static boolean exchanged(PemText key, PemText certificate) {
        List<PemText.Block> inKey = key.blocks();
        List<PemText.Block> inCertificate = certificate.blocks();
        return has(inKey, "CERTIFICATE")
                && inKey.stream().noneMatch(PrivateKeys::isPrivateKey)
                && inCertificate.stream().anyMatch(PrivateKeys::isPrivateKey)
                && !has(inCertificate, "CERTIFICATE");
    }

    private static boolean has(List<PemText.Block> blocks, String... labels) {
        return blocks.stream().anyMatch(block -> block.is(labels));
    }

    private static boolean noError(List<Problem> problems) {
        return problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
    }

    private static KeyPairReading failed(List<Problem> problems) {
        return new KeyPairReading(Optional.empty(), sorted(problems));
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparing(Problem::severity))
                .toList();
    }
}
