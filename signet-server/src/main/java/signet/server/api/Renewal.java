package signet.server.api;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Finding;
import signet.doctor.Report;
import signet.doctor.Successor;
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

    /**
     * Forgets what would follow. False when there was nothing.
     *
     * @throws IllegalStateException when {@code signet.yaml} declares it: {@link Next#declared}
     */
    boolean forget(String credential) throws IOException;

    /** Asks the provider for a token with what follows, and uses it from then on where that was granted. */
    Replaced replace(String credential) throws IOException;

    /**
     * Tries what follows without using it: asks the provider for a token, and logs in with it wherever the credential's accounts
     * would. Takes as long as the tests of these accounts.
     */
    Rehearsed rehearse(String credential) throws IOException;

    /** Makes a key pair on this machine; takes about a second. */
    NewKeyPair make(CertificateOrder order);

    /**
     * What a credential holds.
     *
     * @param next what follows; empty when there is nothing
     */
    record Held(Optional<X509Certificate> certificate, Optional<LocalDate> secretExpires, Optional<Next> next) {}

    /**
     * What follows: a pair, shown by its certificate, or else a secret.
     *
     * @param declared  in {@code signet.yaml}: only there it can be changed
     * @param rehearsed what the last rehearsal by itself said; empty before the first
     */
    record Next(
            Optional<X509Certificate> certificate,
            Optional<LocalDate> secretExpires,
            boolean declared,
            Optional<LastRehearsal> rehearsed) {}

    /**
     * @param outcome {@code granted}, {@code refused} or {@code unclear}
     * @param code    of the finding that says why not; empty when a token was given
     */
    record LastRehearsal(Instant at, String outcome, Optional<String> code) {}

    /**
     * @param granted whether a token was given
     * @param claims  what is in the token; empty when it cannot be read, or there is none
     * @param reports what came of logging in with it, by account and protocol
     */
    record Rehearsed(
            boolean granted,
            Optional<Instant> expiresAt,
            Map<String, Object> claims,
            List<Report> reports,
            List<Finding> findings) {
        public Rehearsed {
            reports = List.copyOf(reports);
            findings = List.copyOf(findings);
        }

        /** Whether everything that was tried works. */
        public boolean ok() {
            return granted && reports.stream().allMatch(Report::ok);
        }
    }

    /** @param findings why it was not, the most likely cause first; else what is worth knowing */
    record Replaced(boolean done, List<Finding> findings) {
        public Replaced {
            findings = List.copyOf(findings);
        }
    }
}
