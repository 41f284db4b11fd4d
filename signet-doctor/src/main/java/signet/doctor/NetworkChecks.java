package signet.doctor;

import static signet.doctor.Code.*;

import java.net.Inet6Address;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.mail.Account;
import signet.mail.Endpoint;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.Network;
import signet.mail.Stage;

/** What it means that the mail host could not be reached, or not privately. */
final class NetworkChecks {
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
            "eset",
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

    private NetworkChecks() {}

    static List<Finding> of(Evidence evidence) {
        if (evidence.fault().isEmpty()) {
            return List.of();
        }
        Fault fault = evidence.fault().get();
        return switch (fault.stage()) {
            case RESOLVE -> List.of(unknownHost(evidence, fault));
            case CONNECT -> List.of(connect(evidence, fault));
            case TLS -> List.of(tls(evidence, fault));
            case CONFIGURATION,
                    CLOCK,
                    TOKEN,
                    TOKEN_CONTENT,
                    GREETING,
                    CAPABILITIES,
                    AUTHENTICATE,
                    MAILBOX,
                    SEND,
                    RECEIVE -> fault.kind() == Fault.Kind.ATTACK ? List.of(attack(fault)) : List.of();
        };
    }

    private static Finding unknownHost(Evidence evidence, Fault fault) {
        String host = evidence.endpoint().map(Endpoint::host).orElse("");
        return HOST_UNKNOWN.at(
                Stage.RESOLVE,
                sentence(fault),
                List.of("The name is mistyped: nslookup " + host, "This machine's DNS does not resolve outside names."),
                evidence.microsoftLogin()
                        ? "For Microsoft 365 the hosts are smtp.office365.com (587) and outlook.office365.com (993, 995)."
                        : "Correct the host.");
    }

    private static Finding connect(Evidence evidence, Fault fault) {
        if (proxy(evidence)) {
            return PROXY_FAILED.at(
                    Stage.CONNECT,
                    sentence(fault),
                    List.of(
                            "The proxy allows CONNECT only to port 443: its administrator must allow " + evidence.host()
                                    + ".",
                            "The proxy wants a login, or is another one."),
                    "Let the proxy pass " + evidence.host() + ", or go without it where the firewall allows that.");
        }
        boolean silent = fault.kind() == Fault.Kind.TIMEOUT;
        int port = evidence.endpoint().map(Endpoint::port).orElse(0);
        List<String> causes = new ArrayList<>();
        if (port == 465) {
            causes.add("Nobody listens on 465 there: Microsoft 365 and many others take mail on 587 with STARTTLS.");
        }
        if (port == 25) {
            causes.add("Port 25 is blocked on this network, as at most providers: sending with a login uses 587.");
        }
        if (onlyIpv6(evidence)) {
            causes.add("The host has IPv6 addresses only, and this machine has no way there.");
        } else if (anyIpv6(evidence)) {
            causes.add("IPv4 and IPv6 were both tried, so it is not IPv6 alone.");
        }
        causes.add("A firewall does not let this machine out to port " + port + ".");
        causes.add((silent ? "The host is down" : "No server listens") + " there: the host or port is wrong.");
        return (silent ? CONNECT_TIMEOUT : CONNECT_FAILED)
                .at(
                        Stage.CONNECT,
                        sentence(fault),
                        causes,
                        port == 465 || port == 25
                                ? "Use port 587 with tls: starttls."
                                : "Check host and port, and let the firewall pass " + evidence.host() + ".");
    }

    private static boolean proxy(Evidence evidence) {
        return evidence.account().map(Account::network).flatMap(Network::proxy).isPresent();
    }

    private static boolean onlyIpv6(Evidence evidence) {
        return evidence.facts(Fact.Addresses.class).stream()
                .anyMatch(fact -> fact.addresses().stream().allMatch(Inet6Address.class::isInstance));
    }

    private static boolean anyIpv6(Evidence evidence) {
        return evidence.facts(Fact.Addresses.class).stream()
                .anyMatch(fact -> fact.addresses().stream().anyMatch(Inet6Address.class::isInstance));
    }

    private static Finding attack(Fault fault) {
        return TLS_ATTACK.at(
                fault.stage(),
                sentence(fault),
                List.of("Somebody on the way tampers with the connection, or the server is badly broken."),
                "Do not go on from this network; ask whoever runs it, and use the port with TLS from the start.");
    }

    private static Finding tls(Evidence evidence, Fault fault) {
        if (fault.kind() == Fault.Kind.ATTACK) {
            return attack(fault);
        }
        List<X509Certificate> chain = evidence.facts(Fact.PresentedChain.class).stream()
                .reduce((first, last) -> last)
                .map(Fact.PresentedChain::certificates)
                .orElse(List.of());
        String message = fault.message().toLowerCase(Locale.ROOT);
        if (chain.isEmpty()) {
            return message.contains("offer") && message.matches("(?s).*\\bst(art)?tls\\b.*")
                    ? starttls(fault)
                    : handshake(evidence, fault);
        }
        X509Certificate leaf = chain.get(0);
        if (outOfTime(leaf, evidence)) {
            return TLS_EXPIRED.at(
                    Stage.TLS,
                    sentence(fault),
                    List.of("The host's operator did not renew it.", "The clock of this machine is wrong."),
                    "Ask the operator of " + evidence.host() + " to renew the certificate.");
        }
        Optional<String> inspector = inspector(chain, evidence);
        if (inspector.isPresent()) {
            return TLS_INSPECTED.at(
                    Stage.TLS,
                    "The certificate of " + evidence.host() + " was made by " + inspector.get()
                            + ", not by the provider: something on the way opens the connection.",
                    List.of("A firewall or virus scanner inspects TLS on this network."),
                    "Exempt " + evidence.host() + " from the inspection, or add the inspector's CA under trust.");
        }
        if (message.contains("not for this host")) {
            return TLS_NAME.at(
                    Stage.TLS,
                    sentence(fault),
                    List.of(
                            "The host was written as an address or an alias that the certificate does not name.",
                            "Another server answers there."),
                    "Use a name that the certificate holds.");
        }
        return untrusted(evidence, fault, leaf);
    }

    private static Finding untrusted(Evidence evidence, Fault fault, X509Certificate leaf) {
        return TLS_UNTRUSTED.at(
                Stage.TLS,
                sentence(fault),
                List.of(
                        "It was issued by a CA that this machine does not know: "
                                + leaf.getIssuerX500Principal().getName(),
                        "Something on the way opens the connection and shows its own certificate."),
                "If that CA is yours, add its certificate under trust of the account; else ask who runs the network, and"
                        + " the operator of " + evidence.host() + ".");
    }

    private static Finding starttls(Fault fault) {
        return STARTTLS_MISSING.at(
                Stage.TLS,
                sentence(fault),
                List.of(
                        "The port is the one with TLS from the start (465, 993, 995), or a server without TLS.",
                        "A firewall takes the offer out (\"SMTP fixup\", mail inspection): it must be switched off there."),
                "Use port 587 (SMTP) with tls: starttls, or the port for tls: implicit; nothing is sent without TLS.");
    }

    private static Finding handshake(Evidence evidence, Fault fault) {
        return TLS_FAILED.at(
                Stage.TLS,
                sentence(fault),
                List.of(
                        "The port speaks plain text first: 587, 143 and 110 need tls: starttls.",
                        "The server offers only TLS versions before 1.2.",
                        "A firewall breaks the connection."),
                "Check that port and tls fit together for " + evidence.host() + ".");
    }

    private static boolean outOfTime(X509Certificate leaf, Evidence evidence) {
        return evidence.now().isAfter(leaf.getNotAfter().toInstant())
                || evidence.now().isBefore(leaf.getNotBefore().toInstant());
    }

    /** The issuer's name, where it is a known inspector's, or where it made a certificate for a host of Microsoft's. */
    private static Optional<String> inspector(List<X509Certificate> chain, Evidence evidence) {
        for (X509Certificate certificate : chain) {
            String issuer = certificate.getIssuerX500Principal().getName();
            String lower = issuer.toLowerCase(Locale.ROOT);
            if (INSPECTORS.stream().anyMatch(lower::contains)) {
                return Optional.of(issuer);
            }
        }
        String issuer = chain.get(0).getIssuerX500Principal().getName();
        boolean microsoft = evidence.endpoint()
                .map(Endpoint::host)
                .filter(Values::isMicrosoftMail)
                .isPresent();
        boolean theirs = issuer.toLowerCase(Locale.ROOT).matches("(?s).*(digicert|microsoft).*");
        return microsoft && !theirs ? Optional.of(issuer) : Optional.empty();
    }

    static String sentence(Fault fault) {
        String message = TokenChecks.shortened(fault.message());
        String first =
                message.isEmpty() ? message : message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1);
        return first.endsWith(".") ? first : first + ".";
    }
}
