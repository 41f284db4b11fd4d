package signet.doctor;

import static signet.doctor.Code.*;

import java.net.Inet6Address;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import signet.mail.Account;
import signet.mail.Endpoint;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.Network;
import signet.mail.Stage;
import signet.mail.TlsMode;

/** What it means that the mail host could not be reached, or not privately. */
final class NetworkChecks {
    private static final Set<Integer> MAIL_PORTS = Set.of(25, 110, 143, 465, 587, 993, 995);

    private NetworkChecks() {}

    static List<Finding> of(Evidence evidence) {
        List<Finding> findings = new ArrayList<>(evidence.passed(Stage.TLS) ? trusted(evidence) : List.of());
        evidence.fault().ifPresent(fault -> findings.addAll(stopped(evidence, fault)));
        return findings;
    }

    private static List<Finding> stopped(Evidence evidence, Fault fault) {
        return switch (fault.stage()) {
            case RESOLVE -> List.of(unknownHost(evidence, fault));
            case CONNECT -> List.of(connect(evidence, fault));
            // what the server itself says of TLS is looked up with its other words
            case TLS -> fault.reply().isPresent() ? List.of() : List.of(tls(evidence, fault));
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
        String firewall = "A firewall does not let this machine out to port " + port + ".";
        String nobody = (silent ? "The host is down" : "No server listens") + " there: the host or port is wrong.";
        // a refusal comes from a machine that is there; but at a port of its own a mail host rarely listens not
        boolean firewallFirst = silent || MAIL_PORTS.contains(port);
        causes.addAll(firewallFirst ? List.of(firewall, nobody) : List.of(nobody, firewall));
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
        List<X509Certificate> chain = chain(evidence);
        String message = fault.message().toLowerCase(Locale.ROOT);
        if (chain.isEmpty()) {
            return message.contains("offer") && message.matches("(?s).*\\b(starttls|stls)\\b.*")
                    ? starttls(fault)
                    : handshake(evidence, fault);
        }
        return checks(evidence, chain).failed(fault);
    }

    private static List<Finding> trusted(Evidence evidence) {
        List<X509Certificate> chain = chain(evidence);
        return chain.isEmpty()
                ? List.of()
                : checks(evidence, chain).passed().map(List::of).orElse(List.of());
    }

    private static List<X509Certificate> chain(Evidence evidence) {
        return evidence.facts(Fact.PresentedChain.class).stream()
                .reduce((first, last) -> last)
                .map(Fact.PresentedChain::certificates)
                .orElse(List.of());
    }

    private static ChainChecks checks(Evidence evidence, List<X509Certificate> chain) {
        boolean microsoft = evidence.endpoint()
                .map(Endpoint::host)
                .filter(Values::isMicrosoftMail)
                .isPresent();
        List<X509Certificate> known = evidence.account()
                .map(account -> List.of(account.network().trust().getAcceptedIssuers()))
                .orElse(List.of());
        return new ChainChecks(evidence.host(), microsoft, chain, known, Stage.TLS, evidence.now());
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
        boolean fromTheStart = evidence.endpoint().map(Endpoint::tls).orElse(TlsMode.IMPLICIT) == TlsMode.IMPLICIT;
        List<String> causes = new ArrayList<>(List.of("The server offers only TLS versions before 1.2."));
        if (fromTheStart) {
            boolean versions = fault.message().contains("TLS 1.2");
            causes.add(versions ? 1 : 0, "The port speaks plain text first: 587, 143 and 110 need tls: starttls.");
        }
        causes.add("A firewall breaks the connection.");
        return TLS_FAILED.at(
                Stage.TLS,
                sentence(fault),
                causes,
                "Check that port and tls fit together for " + evidence.host() + ".");
    }

    static String sentence(Fault fault) {
        String message = ServerWords.shortened(fault.message());
        String first =
                message.isEmpty() ? message : message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1);
        return first.endsWith(".") ? first : first + ".";
    }
}
