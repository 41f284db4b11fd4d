package signet.doctor;

import static signet.doctor.Code.TLS_EXPIRED;
import static signet.doctor.Code.TLS_INSPECTED;
import static signet.doctor.Code.TLS_INSPECTION_TRUSTED;
import static signet.doctor.Code.TLS_NAME;
import static signet.doctor.Code.TLS_UNTRUSTED;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;
import signet.mail.Fault;
import signet.mail.Stage;

/**
 * What the presented chain of certificates means.
 *
 * @param host  {@code host:port}
 * @param theirs whether the host is one of Microsoft's, whose issuers are known
 * @param chain leaf first, not empty
 * @param known  the authorities this machine trusts
 * @param stage where it shows
 */
record ChainChecks(
        String host,
        boolean theirs,
        List<X509Certificate> chain,
        List<X509Certificate> known,
        Stage stage,
        Instant now) {
    /** Words in the issuer's name of products that open TLS on the way. */
    private static final List<String> INSPECTORS = List.of(
            "zscaler",
            "netskope",
            "fortinet",
            "fortigate",
            "palo alto",
            "sophos",
            "blue coat",
            "bluecoat",
            "umbrella",
            "mcafee",
            "kaspersky",
            "eset ",
            "avast",
            "avg ",
            "bitdefender",
            "check point",
            "checkpoint",
            "forcepoint",
            "websense",
            "barracuda",
            "watchguard",
            "sonicwall",
            "squid",
            "mitmproxy",
            "charles proxy",
            "portswigger",
            "cisco",
            "symantec web",
            "iboss",
            "smoothwall",
            "lightspeed",
            "ssl inspection",
            "tls inspection",
            "proxy");

    /** Why a handshake failed. */
    Finding failed(Fault fault) {
        X509Certificate leaf = chain.get(0);
        if (now.isAfter(leaf.getNotAfter().toInstant())
                || now.isBefore(leaf.getNotBefore().toInstant())) {
            return TLS_EXPIRED.at(
                    stage,
                    NetworkChecks.sentence(fault),
                    List.of("The host's operator did not renew it.", "The clock of this machine is wrong."),
                    "Ask the operator of " + host + " to renew the certificate.");
        }
        Optional<String> inspector = inspector();
        if (inspector.isPresent()) {
            return TLS_INSPECTED.at(
                    stage,
                    "The certificate of " + host + " was made by " + inspector.get()
                            + ", not by the provider: something on the way opens the connection.",
                    List.of("A firewall or virus scanner inspects TLS on this network."),
                    "Exempt " + host + " from the inspection, or add the inspector's CA under trust.");
        }
        if (fault.message().toLowerCase(Locale.ROOT).contains("not for this host")) {
            return TLS_NAME.at(
                    stage,
                    NetworkChecks.sentence(fault),
                    List.of(
                            "The host was written as an address or an alias that the certificate does not name.",
                            "Another server answers there."),
                    "Use a name that the certificate holds.");
        }
        return TLS_UNTRUSTED.at(
                stage,
                NetworkChecks.sentence(fault),
                untrusted(leaf),
                "If that CA is yours, add its certificate under trust; else ask who runs the network, and the operator"
                        + " of " + host + ".");
    }

    private List<String> untrusted(X509Certificate leaf) {
        X500Principal issuer = leaf.getIssuerX500Principal();
        List<String> causes = new ArrayList<>();
        causes.add(
                leaf.getSubjectX500Principal().equals(issuer)
                        ? "The host signed its certificate itself, as a fresh installation does: add the certificate itself"
                                + " under trust, or give the host one of a CA."
                        : "It was issued by a CA that this machine does not know: " + issuer.getName());
        if (chain.size() == 1 && !leaf.getSubjectX500Principal().equals(issuer)) {
            // with an organisation that is trusted, its authority is one below those in trust
            causes.add(
                    trustedOrganisation(issuer) ? 0 : 1,
                    "The host does not send the intermediate certificate, that of the authority between its own and a"
                            + " trusted one: the file of its certificate must hold " + issuer.getName() + ", too.");
        }
        causes.add("Something on the way opens the connection and shows its own certificate.");
        return causes;
    }

    private boolean trustedOrganisation(X500Principal issuer) {
        Optional<String> organisation = organisation(issuer);
        return organisation.isPresent()
                && known.stream()
                        .map(X509Certificate::getSubjectX500Principal)
                        .anyMatch(authority -> !authority.equals(issuer)
                                && organisation(authority).equals(organisation));
    }

    private static Optional<String> organisation(X500Principal name) {
        try {
            return new LdapName(name.getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("O"))
                            .map(part -> part.getValue().toString().toLowerCase(Locale.ROOT))
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty(); // a name that only X.509 can write has no organisation to compare
        }
    }

    /** An inspection that this machine trusts lets everything work, and read everything. */
    Optional<Finding> passed() {
        return inspector()
                .map(issuer -> TLS_INSPECTION_TRUSTED.at(
                        stage,
                        "The certificate of " + host + " was made by " + issuer
                                + ", which this machine trusts: something on the way reads mail and tokens.",
                        "If that is not wanted, exempt " + host + " from the inspection."));
    }

    /** The issuer's name, where it is a known inspector's, or where it made a certificate for a host of Microsoft's. */
    private Optional<String> inspector() {
        for (X509Certificate certificate : chain) {
            String issuer = certificate.getIssuerX500Principal().getName();
            String lower = issuer.toLowerCase(Locale.ROOT) + " ";
            if (INSPECTORS.stream().anyMatch(lower::contains)) {
                return Optional.of(issuer);
            }
        }
        String issuer = chain.get(0).getIssuerX500Principal().getName();
        boolean expected = issuer.toLowerCase(Locale.ROOT).matches("(?s).*(digicert|microsoft).*");
        return theirs && !expected ? Optional.of(issuer) : Optional.empty();
    }
}
