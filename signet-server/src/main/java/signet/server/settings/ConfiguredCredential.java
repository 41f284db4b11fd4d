package signet.server.settings;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.doctor.CredentialDraft;
import signet.doctor.Finding;
import signet.oauth.Credential;
import signet.oauth.OutgoingProxy;

/**
 * A credential of the file.
 *
 * @param credential the usable form; absent when a finding of severity error stands in its way
 * @param trust      extra CA certificates for the token endpoint
 * @param proxy      the way to the token endpoint
 * @param findings   about the credential itself; those of what follows stand there
 * @param next       what follows, usable or not
 */
public record ConfiguredCredential(
        String name,
        CredentialDraft draft,
        Optional<Credential> credential,
        List<X509Certificate> trust,
        Optional<OutgoingProxy> proxy,
        List<Finding> findings,
        Optional<ConfiguredSuccessor> next) {
    public ConfiguredCredential {
        findings = List.copyOf(findings);
    }

    /** The credential as it is once what follows has taken the place; empty where nothing usable follows. */
    public Optional<ConfiguredCredential> renewed() {
        return next.filter(following -> following.credential().isPresent()).map(this::with);
    }

    /** The same with one more finding, the first. */
    public ConfiguredCredential saying(Finding finding) {
        List<Finding> all = new ArrayList<>(findings);
        all.add(0, finding);
        return new ConfiguredCredential(name, draft, credential, trust, proxy, all, next);
    }

    /** The same with {@code following} in the place of what it had, usable or not. */
    public ConfiguredCredential with(ConfiguredSuccessor following) {
        return new ConfiguredCredential(
                name, following.draft(), following.credential(), trust, proxy, following.findings(), Optional.empty());
    }
}
