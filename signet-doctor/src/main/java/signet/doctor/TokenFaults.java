package signet.doctor;

import static signet.doctor.Code.*;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenFault;

/** What it means that no token was given, by the kind of the fault alone. */
final class TokenFaults {
    /** HTTP's ways to say that something else, or nothing, is at an address. */
    private static final Set<Integer> WRONG_PATH = Set.of(404, 405);

    private TokenFaults() {}

    /** A fault the catalogue has no row for. */
    static List<Finding> unlisted(Evidence evidence, TokenFault fault) {
        return switch (fault.kind()) {
            case CONFIGURATION -> unusable(evidence, fault);
            case REFUSED, THROTTLED ->
                List.of(withIds(otherEndpoint(fault) ? noTokenResponse(fault) : refused(fault), fault));
            case UNAVAILABLE ->
                List.of(withIds(
                        TOKEN_UNAVAILABLE.at(
                                Stage.TOKEN,
                                "The token endpoint is in trouble" + status(fault) + ": "
                                        + ServerWords.shortened(fault.message()),
                                "Try again in some minutes; the provider's service health page tells of incidents."),
                        fault));
            case UNREACHABLE -> List.of(chain(evidence, fault).orElseGet(() -> unreachable(fault)));
            case PROTOCOL -> List.of(noTokenResponse(fault));
        };
    }

    private static Finding noTokenResponse(TokenFault fault) {
        return TOKEN_PROTOCOL.at(
                Stage.TOKEN,
                "What " + fault.endpoint() + " answers is no token response" + status(fault) + ": "
                        + ServerWords.shortened(fault.message()),
                List.of(
                        "The URL is a web page's or another endpoint's: it must be the token endpoint.",
                        "A proxy or a portal on the way answers in its place."),
                "Check the token URL; open it in a browser on this machine to see who answers.");
    }

    /** A token endpoint's error is a code of one word (RFC 6749 §5.2); a sentence in its place is somebody else's. */
    private static boolean otherEndpoint(TokenFault fault) {
        return !WRONG_PATH.contains(fault.status().orElse(0))
                && fault.error().filter(error -> error.contains(" ")).isPresent();
    }

    /** What the login host's certificates mean; nothing where it showed none. */
    private static Optional<Finding> chain(Evidence evidence, TokenFault fault) {
        Optional<LoginChain> seen = evidence.login().chain();
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        List<X509Certificate> chain = seen.get().certificates();
        URI url = fault.endpoint();
        if (seen.get().fault().isEmpty()) {
            boolean trust = fault.message().toLowerCase(Locale.ROOT).contains("certification path");
            return trust ? Optional.of(trustOfTheAccountOnly(fault, chain)) : Optional.empty();
        }
        List<X509Certificate> known = evidence.account()
                .map(account -> List.of(account.network().trust().getAcceptedIssuers()))
                .orElse(List.of());
        return Optional.of(
                new ChainChecks(url.getHost(), Values.isMicrosoftHost(url), chain, known, Stage.TOKEN, evidence.now())
                        .failed(seen.get().fault().get()));
    }

    private static Finding trustOfTheAccountOnly(TokenFault fault, List<X509Certificate> chain) {
        return TLS_UNTRUSTED.at(
                Stage.TOKEN,
                "The certificate of " + fault.endpoint().getHost() + " is not trusted where the token is asked for.",
                List.of("It was issued by a CA that this machine does not know: "
                        + chain.get(0).getIssuerX500Principal().getName()
                        + ". The account's trust: holds it, and the credential's does not."),
                "Set trust: of the credential to the same file; an account's trust: is for its mail hosts only.");
    }

    /** The local side's fault; when looking at the settings found it already, once is enough. */
    private static List<Finding> unusable(Evidence evidence, TokenFault fault) {
        boolean known =
                evidence.subject().configuration().stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
        return known
                ? List.of()
                : List.of(TOKEN_UNUSABLE.at(
                        Stage.TOKEN,
                        ServerWords.shortened(fault.message()),
                        "Put the credential in order, then test again."));
    }

    private static Finding refused(TokenFault fault) {
        String error = fault.error().orElse("");
        List<String> causes = new ArrayList<>();
        switch (error) { // RFC 6749 §5.2
            case "invalid_client" -> {
                causes.add("The client ID is unknown there, or its secret or certificate is not the one registered.");
                causes.add("The endpoint wants the client to prove itself in another way (secret, signed assertion).");
            }
            case "unauthorized_client" ->
                causes.add("The client may not use this grant; in Keycloak switch \"Service accounts roles\" on.");
            case "invalid_scope" -> causes.add("The scope is unknown to this endpoint or not granted to the client.");
            case "unsupported_grant_type" -> causes.add("The endpoint does not know this grant_type.");
            case "invalid_request" -> causes.add("A parameter is missing, doubled or malformed.");
            default -> {
                if (WRONG_PATH.contains(fault.status().orElse(0))) {
                    causes.add("The path of the token URL is wrong: no token endpoint answers at " + fault.endpoint());
                }
            }
        }
        return TOKEN_REFUSED.at(
                Stage.TOKEN,
                "The token endpoint refuses" + (error.isEmpty() ? "" : " (" + error + ")") + status(fault) + ": "
                        + ServerWords.shortened(fault.message()),
                causes,
                "Compare client ID, secret or certificate, scope and token URL with the registration there.");
    }

    private static Finding unreachable(TokenFault fault) {
        String host = Optional.ofNullable(fault.endpoint().getHost()).orElse("");
        String firewall = "A firewall does not let this machine out to " + host
                + ", or a proxy is needed (proxy: in signet.yaml).";
        String name = "The name cannot be resolved here: nslookup " + host;
        String inspection =
                "A TLS inspection on the way shows its own certificate: add its CA under trust, or exempt the"
                        + " host.";
        String nobody = "Nothing listens on this port of " + host
                + ", or a firewall refuses it: compare host and port of the" + " token URL.";
        List<String> causes;
        if (fault.message().contains("cannot be resolved")) {
            causes = List.of(name, firewall);
        } else if (fault.message().contains("no connection")) {
            causes = List.of(nobody, firewall);
        } else {
            causes = List.of(firewall, inspection);
        }
        return TOKEN_UNREACHABLE.at(
                Stage.TOKEN,
                "The token endpoint cannot be reached: " + ServerWords.shortened(fault.message()),
                causes,
                "Let this machine reach " + host + " by https, or name the proxy.");
    }

    /** With what the provider's support asks for. */
    static Finding withIds(Finding finding, TokenFault fault) {
        Map<String, String> facts = new LinkedHashMap<>(finding.facts());
        fault.traceId().ifPresent(id -> facts.putIfAbsent("trace-id", id));
        fault.correlationId().ifPresent(id -> facts.putIfAbsent("correlation-id", id));
        fault.timestamp().ifPresent(time -> facts.putIfAbsent("timestamp", time));
        fault.retryAfter().ifPresent(wait -> facts.putIfAbsent("wait", wait.toSeconds() + " s"));
        return finding.with(finding.causes(), facts);
    }

    private static String status(TokenFault fault) {
        return fault.status().isPresent() ? " (HTTP " + fault.status().getAsInt() + ")" : "";
    }
}
