package signet.server.api;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import signet.doctor.Finding;
import signet.oauth.Secret;
import signet.server.api.Configuration.Change;
import signet.server.api.Configuration.Declared;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;

/**
 * Puts a new key pair or secret in the place of one that ends: kept beside the old one first, shown to the provider, and only
 * then used. For a credential that {@code signet.yaml} declares the new pair lies in files beside the old ones. Thread-safe.
 */
public interface Renewal {
    /** What is there. */
    Held held(Declared credential) throws IOException;

    /** Keeps a pair just made: as the credential's own where it has none yet, else as the one that follows. */
    Change keep(String credential, NewKeyPair pair) throws IOException;

    /**
     * Keeps what follows, in place of what was kept before.
     *
     * @return stored is false when it cannot be kept here; the findings say what to do by hand
     */
    Change follow(String credential, Successor successor) throws IOException;

    /** Forgets what would follow. False when there was nothing. */
    boolean forget(String credential) throws IOException;

    /** Asks the provider for a token with what follows, and uses it from then on where that was granted. */
    Replaced replace(String credential) throws IOException;

    /** Makes a key pair on this machine; takes about a second. */
    NewKeyPair make(CertificateOrder order);

    /**
     * What a credential holds.
     *
     * @param next what follows; empty when there is nothing
     */
    record Held(Optional<X509Certificate> certificate, Optional<LocalDate> secretExpires, Optional<Next> next) {}

    /** What follows: a pair, shown by its certificate, or else a secret. */
    record Next(Optional<X509Certificate> certificate, Optional<LocalDate> secretExpires) {}

    /** A pair or a secret, as it was written. */
    record Successor(
            Optional<Secret> privateKey,
            Optional<Secret> passphrase,
            Optional<String> certificate,
            Optional<Secret> clientSecret,
            Optional<LocalDate> secretExpires) {}

    /** @param findings why it was not, the most likely cause first; else what is worth knowing */
    record Replaced(boolean done, List<Finding> findings) {
        public Replaced {
            findings = List.copyOf(findings);
        }
    }
}
