package signet.doctor;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.doctor.Remedy.Kind;
import signet.mail.Protocol;
import signet.oauth.Credential;
import signet.oauth.Problem.Severity;

/** Which changes at Microsoft mend which finding, for the tenant, application and mailbox at hand. */
final class Remedies {
    private final Evidence evidence;
    private final Remedy.Target target;

    Remedies(Evidence evidence) {
        this.evidence = evidence;
        Map<String, String> names = evidence.names();
        this.target = new Remedy.Target(
                names.getOrDefault("tenant", ""),
                names.getOrDefault("client", ""),
                Optional.ofNullable(names.get("object")));
    }

    /** In the order of the findings; each once. Only where the login host is Entra ID's or stands in for it. */
    List<Remedy> of(List<Finding> findings) {
        if (!evidence.microsoftLogin()
                || target.client().isEmpty()
                || target.tenant().isEmpty()) {
            return List.of();
        }
        Set<Remedy> remedies = new LinkedHashSet<>();
        findings.stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .forEach(finding -> remedies.addAll(of(finding)));
        return List.copyOf(remedies);
    }

    private List<Remedy> of(Finding finding) {
        String mailbox = evidence.subject().draft().username();
        String address = evidence.subject().draft().address();
        if (Hypotheses.anonymous(finding.code())) {
            return refused(mailbox);
        }
        return switch (finding.code()) {
            case "aadsts-7000112" -> List.of(one(Kind.ENABLE, ""));
            case "aadsts-7000229" -> List.of(one(Kind.ENTERPRISE_APPLICATION, ""), consent());
            case "aadsts-700027-not-registered", "aadsts-700027-expired" -> certificate();
            case "token-role-missing", "token-role-missing-smtp" -> List.of(consent());
            case "imap-not-connected" -> List.of(one(Kind.FULL_ACCESS, mailbox), one(Kind.IMAP, mailbox));
            case "smtp-430-storedrv" -> List.of(one(Kind.REGISTRATION, ""), one(Kind.FULL_ACCESS, mailbox));
            case "smtp-535-5.7.139-tenant", "smtp-535-5.7.139-mailbox" -> List.of(one(Kind.SMTP_AUTH, mailbox));
            case "smtp-550-5.7.60", "smtp-554-5.2.252" -> List.of(new Remedy(Kind.SEND_AS, target, address, mailbox));
            case "mailbox-full", "sent-items-filling" -> List.of(one(Kind.NO_SENT_COPY, mailbox));
            case "negative-opened" ->
                evidence.mailbox().negative().stream()
                        .map(tried -> one(Kind.NO_ACCESS, tried.address()))
                        .toList();
            default -> List.of();
        };
    }

    /** All that can be behind a refusal without a reason, in the order of the hypotheses. */
    private List<Remedy> refused(String mailbox) {
        List<Remedy> remedies = new ArrayList<>();
        boolean granted = evidence.login()
                .content()
                .map(token -> token.roles().contains(TokenXray.role(evidence.protocol())))
                .orElse(false);
        if (Hypotheses.highVolume(evidence)) {
            remedies.add(one(Kind.HIGH_VOLUME, mailbox));
            return remedies;
        }
        if (!granted) {
            remedies.add(consent());
        }
        if (evidence.beside().admitted().isEmpty()) {
            remedies.add(one(Kind.REGISTRATION, ""));
        }
        remedies.add(one(Kind.FULL_ACCESS, mailbox));
        remedies.add(one(protocolSwitch(evidence.protocol()), mailbox));
        return remedies;
    }

    private static Kind protocolSwitch(Protocol protocol) {
        return switch (protocol) {
            case SMTP -> Kind.SMTP_AUTH;
            case IMAP -> Kind.IMAP;
            case POP3 -> Kind.POP;
        };
    }

    private List<Remedy> certificate() {
        return evidence.subject()
                .credential()
                .flatMap(Remedies::certificate)
                .map(der -> List.of(one(Kind.CERTIFICATE, der)))
                .orElse(List.of());
    }

    private static Optional<String> certificate(Credential credential) {
        Optional<X509Certificate> certificate = switch (credential.method()) {
            case CERTIFICATE ->
                Optional.of(((Credential.Certificate) credential).keyPair().certificate());
            case REQUEST_PROPERTIES ->
                ((Credential.RequestProperties) credential).keyPair().map(signet.oauth.KeyPairPem::certificate);
            case BASIC, CLIENT_SECRET -> Optional.empty();
        };
        return certificate.map(one -> {
            try {
                return Base64.getEncoder().encodeToString(one.getEncoded());
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was read cannot be written", e);
            }
        });
    }

    private Remedy consent() {
        return one(Kind.CONSENT, TokenXray.role(evidence.protocol()));
    }

    private Remedy one(Kind kind, String on) {
        return new Remedy(kind, target, on, "");
    }
}
