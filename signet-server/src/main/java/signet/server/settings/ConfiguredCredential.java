package signet.server.settings;

import java.security.cert.X509Certificate;
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
 */
public record ConfiguredCredential(
        String name,
        CredentialDraft draft,
        Optional<Credential> credential,
        List<X509Certificate> trust,
        Optional<OutgoingProxy> proxy,
        List<Finding> findings) {
    public ConfiguredCredential {
        findings = List.copyOf(findings);
    }
}
