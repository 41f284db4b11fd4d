package signet.doctor;

import static signet.doctor.Code.*;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.AccessToken;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenContent;
import signet.oauth.TokenFault;

/** What the login host's side of the evidence means: clock, token, token content. */
final class TokenChecks {
    private static final Duration CLOCK_WARNING = Duration.ofMinutes(1);
    private static final Duration CLOCK_ERROR = Duration.ofMinutes(5);
    private static final Duration SHORT_LIFE = Duration.ofMinutes(5);

    /** HTTP's ways to say that something else, or nothing, is at an address. */
    private static final Set<Integer> WRONG_PATH = Set.of(404, 405);

    private TokenChecks() {}

    static List<Finding> clock(Evidence evidence) {
        Optional<Duration> ahead = evidence.login().ahead();
        if (ahead.isEmpty() || ahead.get().abs().compareTo(CLOCK_WARNING) <= 0) {
            return List.of();
        }
        Code code = ahead.get().abs().compareTo(CLOCK_ERROR) > 0 ? CLOCK_OFF : CLOCK_DRIFT;
        return List.of(code.at(
                Stage.CLOCK,
                capitalised(LoginProbe.words(ahead.get())) + ".",
                List.of("The clock of this machine is not kept by NTP: timedatectl, or w32tm /query /status, tells."),
                "Set the clock and keep it by NTP: client assertions and certificates are judged by time."));
    }

    static List<Finding> token(Evidence evidence, Catalogue catalogue) {
        Optional<TokenFault> fault = evidence.login().fault();
        if (fault.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        otherCloud(evidence, fault.get()).ifPresent(findings::add);
        Optional<Entry> entry = catalogue.match(fault.get());
        if (entry.isPresent()) {
            Finding finding = Details.finding(entry.get(), fault.get().message(), Stage.TOKEN, evidence.names());
            findings.addAll(exchanged(evidence));
            findings.add(withIds(
                    ClientRefusal.ordered(evidence, ofOtherTenant(evidence, finding), fault.get()), fault.get()));
        } else {
            findings.addAll(unknown(evidence, fault.get()));
        }
        return findings;
    }

    /** The login host knows a tenant by what was put in as the client ID. */
    private static List<Finding> exchanged(Evidence evidence) {
        boolean known = evidence.subject().configuration().stream()
                .anyMatch(finding -> finding.code().equals(TENANT_AND_CLIENT_EXCHANGED.word()));
        return evidence.beside().clientIsTenant() && !known
                ? List.of(TENANT_AND_CLIENT_EXCHANGED.at(
                        Stage.CONFIGURATION,
                        "tenant-id and client-id are exchanged: client-id is the ID of a tenant.",
                        "Directory (tenant) ID and Application (client) ID are two lines of the same Overview page."))
                : List.of();
    }

    /** An unknown application, and a mailbox that is another tenant's, speak for the wrong tenant. */
    private static Finding ofOtherTenant(Evidence evidence, Finding finding) {
        Optional<String> owner = evidence.beside().mailboxTenant();
        Optional<String> asked = evidence.login()
                .tenant()
                .tenant()
                .or(() -> evidence.subject().draft().credential().flatMap(CredentialDraft::tenantId));
        if (owner.isEmpty() || asked.isEmpty() || owner.get().equalsIgnoreCase(asked.get())) {
            return finding;
        }
        List<String> causes = new ArrayList<>();
        causes.add("Client ID and tenant ID come from different tenants: the domain of "
                + evidence.subject().draft().username() + " belongs to tenant " + owner.get() + ", not to "
                + asked.get()
                + ".");
        causes.addAll(finding.causes());
        return finding.with(causes, finding.facts());
    }

    /** Each cloud has its own login host; what one says of another's tenant depends. */
    private static Optional<Finding> otherCloud(Evidence evidence, TokenFault fault) {
        Optional<String> cloud = evidence.login().tenant().cloud();
        String host = Optional.ofNullable(fault.endpoint().getHost()).orElse("").toLowerCase(Locale.ROOT);
        boolean other = cloud.isPresent()
                && host.startsWith("login.")
                && host.contains("microsoftonline.")
                && !host.endsWith("." + cloud.get());
        return other
                ? Optional.of(TENANT_OTHER_CLOUD.at(
                        Stage.TOKEN,
                        "The tenant is in the cloud of " + cloud.get() + ", and its token was asked for at " + host
                                + ".",
                        "Set cloud (gcc-high, dod, china or global) of the credential: it names login host, scope and"
                                + " mail hosts that belong together."))
                : Optional.empty();
    }

    private static List<Finding> unknown(Evidence evidence, TokenFault fault) {
        return switch (fault.kind()) {
            case CONFIGURATION -> unusable(evidence, fault);
            case REFUSED, THROTTLED ->
                List.of(withIds(otherEndpoint(fault) ? noTokenResponse(fault) : refused(fault), fault));
            case UNAVAILABLE ->
                List.of(withIds(
                        TOKEN_UNAVAILABLE.at(
                                Stage.TOKEN,
                                "The token endpoint is in trouble" + status(fault) + ": " + shortened(fault.message()),
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
                        + shortened(fault.message()),
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
                        Stage.TOKEN, shortened(fault.message()), "Put the credential in order, then test again."));
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
                        + shortened(fault.message()),
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
                "The token endpoint cannot be reached: " + shortened(fault.message()),
                causes,
                "Let this machine reach " + host + " by https, or name the proxy.");
    }

    private static Finding withIds(Finding finding, TokenFault fault) {
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

    /** What Entra ID's token says; other issuers' tokens are theirs to shape. */
    static List<Finding> content(Evidence evidence) {
        Optional<TokenContent> content = evidence.login().content();
        if (content.isEmpty() || evidence.passed(Stage.MAILBOX)) {
            return List.of(); // it works, whatever the token looks like
        }
        TokenXray xray = new TokenXray(content.get(), evidence.subject().draft().credential());
        List<Finding> findings = new ArrayList<>();
        if (evidence.microsoftLogin()) {
            findings.addAll(xray.parties());
            otherTenant(evidence).ifPresent(findings::add);
            if (findings.isEmpty()) {
                xray.role(evidence.protocol(), evidence.failed(Stage.AUTHENTICATE))
                        .ifPresent(findings::add);
            }
        }
        Optional<Finding> ended = xray.ended(evidence.now());
        ended.ifPresent(findings::add);
        if (ended.isEmpty()) {
            evidence.login().token().ifPresent(token -> findings.addAll(life(evidence, token)));
        }
        return findings;
    }

    /** A domain is verified in one tenant only, so a mailbox of it is in that tenant and no other. */
    private static Optional<Finding> otherTenant(Evidence evidence) {
        Optional<String> owner = evidence.beside().mailboxTenant();
        Optional<String> mine = evidence.login().content().flatMap(TokenContent::tenant);
        if (owner.isEmpty() || mine.isEmpty() || owner.get().equalsIgnoreCase(mine.get())) {
            return Optional.empty();
        }
        String user = evidence.subject().draft().username();
        return Optional.of(TENANT_OF_MAILBOX.at(
                Stage.TOKEN_CONTENT,
                "The domain of " + user + " belongs to tenant " + owner.get() + ", and the token is of tenant "
                        + mine.get() + ": Exchange opens no mailbox with another tenant's token.",
                List.of("The tenant ID is that of another organisation, or of another directory of the same one."),
                "Put in tenant ID " + owner.get()
                        + ", with an application that is registered or consented to in that tenant."));
    }

    private static List<Finding> life(Evidence evidence, AccessToken token) {
        List<Finding> findings = new ArrayList<>();
        Duration left = Duration.between(evidence.now(), token.expiresAt());
        if (left.compareTo(SHORT_LIFE) < 0) {
            findings.add(TOKEN_EXPIRING.at(
                    Stage.TOKEN_CONTENT,
                    "The token ends in " + Math.max(0, left.toSeconds()) + " s.",
                    "Ask the provider's administrator for a longer token lifetime, an hour is usual."));
        }
        int length = token.value().reveal().length();
        if (evidence.protocol() == Protocol.POP3 && evidence.microsoftLogin() && length > TokenXray.POP3_TOKEN) {
            findings.add(TokenXray.tooLong(length));
        }
        return findings;
    }

    static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
