package signet.server.api;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import signet.doctor.Finding;
import signet.doctor.Progress;
import signet.doctor.Report;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;

/**
 * Credentials and accounts as they were declared, in the file or through the API, and what changes them. A change is in force
 * when the method returns. Thread-safe.
 */
public interface Configuration {
    /** All objects of the kind, those of the file first, each in the order it was declared. */
    List<Declared> declared(Kind kind) throws IOException;

    /**
     * Adds or replaces an object made through the API. A fault of its structure keeps it out; a fault of its values disables it
     * and is told.
     *
     * @return stored is false when the findings kept it out
     */
    Change put(Stored object) throws IOException;

    /** Removes an object made through the API. Stored is false when a finding kept it, such as an account that uses it. */
    Change delete(Kind kind, String name) throws IOException;

    /** Reads the file again. With an error the former settings stay in force and {@code stored} is false. */
    Change reload() throws IOException;

    /** Tests a configured account by every protocol it declares. */
    List<Report> test(String account, Progress progress) throws IOException;

    /**
     * Tests what was never stored.
     *
     * @param draft JSON, which is YAML: {@code {"account": {…}, "credential": {…}}}, each block as in {@code signet.yaml}
     */
    List<Report> test(Secret draft, Progress progress) throws IOException;

    /** Looks at what was never stored, as {@link #test(Secret, Progress)} takes it, without any network. */
    Checked check(Secret draft) throws IOException;

    /** How credentials are renewed. */
    Renewal renewal();

    /**
     * An object as somebody wrote it.
     *
     * @param fromFile declared in {@code signet.yaml}: cannot be changed through the API
     * @param block    YAML or JSON as written, references such as {@code env:NAME} unresolved; holds secrets
     * @param findings what is wrong with it
     */
    record Declared(Kind kind, String name, boolean fromFile, Secret block, List<Finding> findings) {
        public Declared {
            findings = List.copyOf(findings);
        }
    }

    /**
     * What came of looking at a draft.
     *
     * @param findings    everything that was found, errors first
     * @param certificate the first one of the credential, whether or not a key belongs to it
     */
    record Checked(List<Finding> findings, Optional<X509Certificate> certificate) {
        public Checked {
            findings = List.copyOf(findings);
        }
    }

    /** What came of a change. */
    record Change(boolean stored, List<Finding> findings) {
        public Change {
            findings = List.copyOf(findings);
        }
    }
}
