package signet.server.certificate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import signet.oauth.Secret;

/**
 * What certificate to make.
 *
 * @param subject    an X.500 name such as {@code CN=mail gateway}; nobody checks it, people read it in the portal
 * @param validity   1 day to 10 years
 * @param keySize    bits, 2,048 to 8,192
 * @param passphrase encrypts the key file (PKCS#8, PBES2, AES-256); absent = an unencrypted PKCS#8 key
 * @param hosts      DNS names and IP addresses of a TLS server it is for; none for a client assertion
 */
public record CertificateOrder(
        String subject, Duration validity, int keySize, Optional<Secret> passphrase, List<String> hosts) {
    /** Two years: the longest life many tenants' policies allow. */
    public static final Duration TWO_YEARS = Duration.ofDays(730);

    /** RSA, 3,072 bits: 128 bits of security (NIST SP 800-57 part 1, table 2). */
    public static final int KEY_SIZE = 3072;

    private static final long MOST_DAYS = 3653;

    /** For client assertions. */
    public CertificateOrder(String subject, Duration validity, int keySize, Optional<Secret> passphrase) {
        this(subject, validity, keySize, passphrase, List.of());
    }

    public CertificateOrder {
        hosts = List.copyOf(hosts);
        if (keySize < 2048 || keySize > 8192) {
            throw new IllegalArgumentException(
                    "a key of " + keySize + " bits: Entra ID takes RSA keys of 2048 bits and more, 8192 is our most");
        }
        if (validity.toDays() < 1 || validity.toDays() > MOST_DAYS) {
            throw new IllegalArgumentException(
                    "a validity of " + validity.toDays() + " days is outside 1-" + MOST_DAYS + "; 730 is usual");
        }
    }

    /** The usual one. */
    public static CertificateOrder named(String subject) {
        return new CertificateOrder(subject, TWO_YEARS, KEY_SIZE, Optional.empty());
    }
}
