package signet.oauth;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import signet.oauth.Problem.Severity;

/**
 * Decodes private key blocks with the JDK alone: PKCS#8 (RFC 5208), PKCS#1 (RFC 8017 A.1.2) and PBES2-encrypted PKCS#8
 * (RFC 8018 §6.2). PBES2 is spelled out here because the JDK's own reader knows AES only, while OpenSSL 3.0's
 * {@code req -newkey} encrypts with Triple DES.
 */
final class PrivateKeys {
    private static final String CONVERT = "Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD.pem -out key.pem";
    private static final String MAKE_RSA =
            "Make an RSA pair: signet cert create, or openssl req -x509 -newkey rsa:3072 "
                    + "-sha256 -days 730 -keyout key.pem -out certificate.pem";

    private static final String RSA = "1.2.840.113549.1.1.1";
    private static final String RSA_PSS = "1.2.840.113549.1.1.10";
    private static final Map<String, String> OTHER_KEYS = Map.of(
            "1.2.840.10045.2.1", "an EC key",
            "1.3.101.112", "an Ed25519 key",
            "1.3.101.113", "an Ed448 key",
            "1.2.840.10040.4.1", "a DSA key");

    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final String PBKDF2 = "1.2.840.113549.1.5.12";
    private static final String HMAC_SHA1 = "1.2.840.113549.2.7";
    private static final Map<String, String> PRFS = Map.of(
            HMAC_SHA1,
            "PBKDF2WithHmacSHA1",
            "1.2.840.113549.2.8",
            "PBKDF2WithHmacSHA224",
            "1.2.840.113549.2.9",
            "PBKDF2WithHmacSHA256",
            "1.2.840.113549.2.10",
            "PBKDF2WithHmacSHA384",
            "1.2.840.113549.2.11",
            "PBKDF2WithHmacSHA512");

    private record Scheme(String cipher, String key, int bits) {}

    private static final Map<String, Scheme> CIPHERS = Map.of(
            "1.2.840.113549.3.7", new Scheme("DESede/CBC/PKCS5Padding", "DESede", 192),
            "2.16.840.1.101.3.4.1.2", new Scheme("AES/CBC/PKCS5Padding", "AES", 128),
            "2.16.840.1.101.3.4.1.22", new Scheme("AES/CBC/PKCS5Padding", "AES", 192),
            "2.16.840.1.101.3.4.1.42", new Scheme("AES/CBC/PKCS5Padding", "AES", 256));

    /** OpenSSL's default is 2,048, careful people use 600,000; more would only stall us (RFC 8018 §4.2 sets no bound). */
    private static final int MOST_ITERATIONS = 1_000_000;

    private PrivateKeys() {}

    /** Why a block gives no RSA key. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never serialised
        private final Problem problem;

        Unusable(String code, String summary, String remedy) {
            super(summary);
            this.problem = new Problem(code, Severity.ERROR, summary, remedy);
        }

        Problem problem() {
            return problem;
        }
    }

    static boolean isPrivateKey(PemText.Block block) {
        return block.label().endsWith("PRIVATE KEY") || block.is("EC PARAMETERS");
    }

    static RSAPrivateKey read(PemText.Block block, Optional<Secret> passphrase) throws Unusable {
        byte[] content = block.content().orElseThrow();
        return switch (block.label()) {
            case "PRIVATE KEY" -> pkcs8(content, block);
            case "RSA PRIVATE KEY" -> block.headers().contains("ENCRYPTED") ? legacy() : pkcs1(content, block);
            case "ENCRYPTED PRIVATE KEY" -> encrypted(content, block, passphrase);
            case "EC PRIVATE KEY", "EC PARAMETERS" -> throw notRsa("an EC key");
            case "DSA PRIVATE KEY" -> throw notRsa("a DSA key");
            case "OPENSSH PRIVATE KEY" -> throw new Unusable("key-openssh", "The key is an SSH key", MAKE_RSA);
            default -> throw malformed(block, "its kind is unknown");
        };
    }

    private static RSAPrivateKey legacy() throws Unusable {
        throw new Unusable(
                "key-encryption-unsupported",
                "The private key is encrypted in OpenSSL's old way (Proc-Type: 4,ENCRYPTED), whose protection is weak",
                CONVERT);
    }

    private static RSAPrivateKey pkcs8(byte[] content, PemText.Block block) throws Unusable {
        try {
            Der info = Der.of(content).enter(Der.SEQUENCE);
            info.smallInteger();
            String algorithm = info.enter(Der.SEQUENCE).oid();
            byte[] key = info.octets(Der.OCTETS);
            if (algorithm.equals(RSA) || algorithm.equals(RSA_PSS)) {
                return pkcs1(key, block);
            }
            throw notRsa(OTHER_KEYS.getOrDefault(algorithm, "a key of the algorithm " + algorithm));
        } catch (Der.Malformed broken) {
            throw malformed(block, PemText.oneLine(String.valueOf(broken.getMessage())));
        }
    }

    /** The JDK reads PKCS#8 only, so PKCS#1 is wrapped. An RSASSA-PSS key is the same key with a restricted purpose. */
    private static RSAPrivateKey pkcs1(byte[] content, PemText.Block block) throws Unusable {
        byte[] zero = Der.write(Der.INTEGER, new byte[1]);
        byte[] rsaOid = {0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1};
        byte[] algorithm = Der.write(Der.SEQUENCE, Der.write(Der.OID, rsaOid), Der.write(Der.NULL));
        byte[] pkcs8 = Der.write(Der.SEQUENCE, zero, algorithm, Der.write(Der.OCTETS, content));
        try {
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException broken) {
            throw malformed(block, "its content is no RSA key");
        }
    }

    private static RSAPrivateKey encrypted(byte[] content, PemText.Block block, Optional<Secret> passphrase)
            throws Unusable {
        if (passphrase.isEmpty() || passphrase.get().reveal().isEmpty()) {
            throw new Unusable(
                    "key-passphrase-missing",
                    "The private key is encrypted and no passphrase is set",
                    "Set private-key-passphrase, or decrypt the key: openssl pkcs8 -in key.pem -out plain.pem");
        }
        Unusable wrong = new Unusable(
                "key-passphrase-wrong",
                "The passphrase does not open the private key",
                "Enter the passphrase that was given when the key was made; beware of blanks and line breaks");
        try {
            return pkcs8(decrypted(content, passphrase.get()), block);
        } catch (Der.Malformed broken) {
            throw malformed(block, PemText.oneLine(String.valueOf(broken.getMessage())));
        } catch (BadPaddingException wrongPadding) {
            throw wrong;
        } catch (GeneralSecurityException unsupported) {
            throw malformed(block, "its encryption cannot be undone");
        } catch (Unusable inner) {
            // one wrong passphrase in 256 leaves a valid padding and rubbish before it
            throw inner.problem().code().equals("key-unreadable") ? wrong : inner;
        }
    }

    private static byte[] decrypted(byte[] content, Secret passphrase)
            throws Der.Malformed, GeneralSecurityException, Unusable {
        Der outer = Der.of(content).enter(Der.SEQUENCE);
        Der algorithm = outer.enter(Der.SEQUENCE);
        requireKnown(algorithm.oid().equals(PBES2), "not by PBES2");
        Der schemes = algorithm.enter(Der.SEQUENCE);
        Der derivation = schemes.enter(Der.SEQUENCE);
        requireKnown(derivation.oid().equals(PBKDF2), "with a key derivation other than PBKDF2");
        Der parameters = derivation.enter(Der.SEQUENCE);
        byte[] salt = parameters.octets(Der.OCTETS);
        int iterations = parameters.smallInteger();
        requireKnown(iterations > 0 && iterations <= MOST_ITERATIONS, "with " + iterations + " rounds");
        if (parameters.tag() == Der.INTEGER) {
            parameters.smallInteger(); // the key length, which the cipher implies
        }
        String prf = parameters.more() ? parameters.enter(Der.SEQUENCE).oid() : HMAC_SHA1;
        Der encryption = schemes.enter(Der.SEQUENCE);
        Optional<Scheme> scheme = Optional.ofNullable(CIPHERS.get(encryption.oid()));
        requireKnown(scheme.isPresent() && PRFS.containsKey(prf), "with an unusual cipher or digest");
        byte[] iv = encryption.octets(Der.OCTETS);
        byte[] text = outer.octets(Der.OCTETS);
        PBEKeySpec spec = new PBEKeySpec(
                passphrase.reveal().toCharArray(),
                salt,
                iterations,
                scheme.get().bits());
        byte[] key =
                SecretKeyFactory.getInstance(PRFS.get(prf)).generateSecret(spec).getEncoded();
        Cipher cipher = Cipher.getInstance(scheme.get().cipher());
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, scheme.get().key()), new IvParameterSpec(iv));
        return cipher.doFinal(text);
    }

    private static void requireKnown(boolean known, String how) throws Unusable {
        if (!known) {
            throw new Unusable("key-encryption-unsupported", "The private key is encrypted " + how, CONVERT);
        }
    }

    private static Unusable notRsa(String what) {
        return new Unusable(
                "key-not-rsa", "The private key is " + what + "; Entra ID takes RSA only (RS256, PS256)", MAKE_RSA);
    }

    private static Unusable malformed(PemText.Block block, String why) {
        return new Unusable(
                "key-unreadable",
                "The block " + block.words() + " cannot be read: " + why,
                "Copy the whole key file again; look at it with: openssl pkey -in key.pem -noout");
    }
}
