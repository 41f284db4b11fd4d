package signet.doctor;

import static signet.doctor.Code.*;

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
import signet.oauth.Cloud;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenContent;
import signet.oauth.TokenFault;

/** What the login host's side of the evidence means: clock, token, token content. */
final class TokenChecks {
    private static final Duration CLOCK_WARNING = Duration.ofMinutes(1);
    private static final Duration CLOCK_ERROR = Duration.ofMinutes(5);
    private static final Duration SHORT_LIFE = Duration.ofMinutes(5);
    /** Exchange Online's POP3 refused longer ones in 2025 (field reports). */
    private static final int POP3_TOKEN = 4_096;

    private static final Set<String> EXCHANGE =
            Set.of("00000002-0000-0ff1-ce00-000000000000", "https://outlook.office.com", "https://ps.outlook.com");
    private static final Set<String> GRAPH =
            Set.of("00000003-0000-0000-c000-000000000000", "https://graph.microsoft.com");

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
        Optional<Entry> entry = catalogue.match(fault.get());
        if (entry.isPresent()) {
            return List.of(withIds(
                    Details.finding(entry.get(), fault.get().message(), Stage.TOKEN, evidence.names()), fault.get()));
        }
        return switch (fault.get().kind()) {
            case CONFIGURATION -> unusable(evidence, fault.get());
            case REFUSED, THROTTLED -> List.of(withIds(refused(fault.get()), fault.get()));
            case UNAVAILABLE ->
                List.of(withIds(
                        TOKEN_UNAVAILABLE.at(
                                Stage.TOKEN,
                                "The token endpoint is in trouble" + status(fault.get()) + ": "
                                        + shortened(fault.get().message()),
                                "Try again in some minutes; the provider's service health page tells of incidents."),
                        fault.get()));
            case UNREACHABLE -> List.of(unreachable(fault.get()));
            case PROTOCOL ->
                List.of(TOKEN_PROTOCOL.at(
                        Stage.TOKEN,
                        "What " + fault.get().endpoint() + " answers is no token response" + status(fault.get()) + ": "
                                + shortened(fault.get().message()),
                        List.of(
                                "The URL is a web page's or another endpoint's: it must be the token endpoint.",
                                "A proxy or a portal on the way answers in its place."),
                        "Check the token URL; open it in a browser on this machine to see who answers."));
        };
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
                if (fault.status().orElse(0) == 404) {
                    causes.add("The path of the token URL is wrong: there is nothing at " + fault.endpoint());
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
        return TOKEN_UNREACHABLE.at(
                Stage.TOKEN,
                "The token endpoint cannot be reached: " + shortened(fault.message()),
                List.of(
                        "A firewall does not let this machine out to " + host + ", or a proxy is needed (proxy: in"
                                + " signet.yaml).",
                        "The name cannot be resolved here: nslookup " + host,
                        "A TLS inspection on the way shows its own certificate: add its CA under trust, or exempt the"
                                + " host."),
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
        List<Finding> findings = new ArrayList<>();
        if (evidence.microsoftLogin()) {
            audience(content.get()).ifPresent(findings::add);
            findings.addAll(parties(evidence, content.get()));
            if (findings.isEmpty()) {
                role(evidence, content.get()).ifPresent(findings::add);
            }
        }
        Optional<Finding> ended = ended(evidence, content.get());
        ended.ifPresent(findings::add);
        if (ended.isEmpty()) {
            evidence.login().token().ifPresent(token -> findings.addAll(life(evidence, token)));
        }
        return findings;
    }

    /** The response's {@code expires_in} promises more life than the token has: something on the way keeps old ones. */
    private static Optional<Finding> ended(Evidence evidence, TokenContent content) {
        return content.expires()
                .filter(end -> end.isBefore(evidence.now()))
                .map(end -> TOKEN_EXPIRED.at(
                        Stage.TOKEN_CONTENT,
                        "The token has expired: it ended at " + end + " and was given out after that.",
                        List.of(
                                "What answers at the token URL, or a proxy before it, keeps tokens and gives out old ones.",
                                "The clock of this machine or of the login host is wrong."),
                        "Ask the token endpoint itself, without anything on the way that keeps answers; then compare the"
                                + " clocks."));
    }

    private static Optional<Finding> audience(TokenContent content) {
        boolean mail = content.audiences().stream().anyMatch(TokenChecks::isMail);
        if (mail || content.audiences().isEmpty()) {
            return Optional.empty();
        }
        boolean graph = content.audiences().stream().map(TokenChecks::plain).anyMatch(GRAPH::contains);
        return Optional.of(TOKEN_AUDIENCE.at(
                Stage.TOKEN_CONTENT,
                "The token is for " + String.join(" ", content.audiences()) + (graph ? " (Microsoft Graph)" : "")
                        + ", not for Exchange Online.",
                List.of("The scope that was asked for names another service."),
                "Set scope to https://outlook.office365.com/.default and grant the permissions of \"Office 365 Exchange"
                        + " Online\"."));
    }

    private static boolean isMail(String audience) {
        String plain = plain(audience);
        if (EXCHANGE.contains(plain)) {
            return true;
        }
        for (Cloud cloud : Cloud.values()) {
            if (plain.equals("https://" + cloud.mailboxHost())) {
                return true;
            }
        }
        return false;
    }

    private static String plain(String audience) {
        return audience.toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
    }

    private static List<Finding> parties(Evidence evidence, TokenContent content) {
        List<Finding> findings = new ArrayList<>();
        Optional<CredentialDraft> draft = evidence.subject().draft().credential();
        Optional<String> tenant = draft.flatMap(CredentialDraft::tenantId).filter(Values::isGuid);
        if (tenant.isPresent() && !content.tenant().orElse(tenant.get()).equalsIgnoreCase(tenant.get())) {
            findings.add(TOKEN_TENANT.at(
                    Stage.TOKEN_CONTENT,
                    "The token is of tenant " + content.tenant().orElse("") + ", not of " + tenant.get() + ".",
                    "Put in the tenant that owns the mailboxes."));
        }
        Optional<String> client = draft.flatMap(Names::client).filter(Values::isGuid);
        if (client.isPresent() && !content.application().orElse(client.get()).equalsIgnoreCase(client.get())) {
            findings.add(TOKEN_CLIENT.at(
                    Stage.TOKEN_CONTENT,
                    "The token is of application " + content.application().orElse("") + ", not of " + client.get()
                            + ".",
                    "Look at what answers at the token URL."));
        }
        return findings;
    }

    /** The application permission a protocol needs. */
    static String role(Protocol protocol) {
        return switch (protocol) {
            case SMTP -> "SMTP.SendAsApp";
            case IMAP -> "IMAP.AccessAsApp";
            case POP3 -> "POP.AccessAsApp";
        };
    }

    private static Optional<Finding> role(Evidence evidence, TokenContent content) {
        String role = role(evidence.protocol());
        boolean lent = content.scopes().stream().anyMatch(scope -> scope.startsWith(role.substring(0, 4)));
        if (content.roles().contains(role) || lent) {
            return Optional.empty();
        }
        boolean smtp = evidence.protocol() == Protocol.SMTP;
        String has =
                content.roles().isEmpty() ? "no application permission at all" : String.join(", ", content.roles());
        Code code = smtp && !evidence.failed(Stage.AUTHENTICATE) ? TOKEN_ROLE_MISSING_SMTP : TOKEN_ROLE_MISSING;
        return Optional.of(code.at(
                Stage.TOKEN_CONTENT,
                "The token has " + has + "; for " + evidence.protocol() + " it needs " + role
                        + (smtp ? ", unless RBAC for Applications is used." : "."),
                List.of(
                        "The permission " + role
                                + " (application, of \"Office 365 Exchange Online\") was not added, or admin"
                                + " consent was not granted: App registrations > API permissions must show it as Granted.",
                        "The permission was added as a delegated one, or as one of Microsoft Graph.",
                        "It was granted only now: a token already given out does not have it yet."),
                "In App registrations > " + evidence.names().getOrDefault("client", "CLIENT_ID")
                        + " > API permissions add \"Office 365 Exchange Online\" > Application permissions > " + role
                        + ", then Grant admin consent."));
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
        if (evidence.protocol() == Protocol.POP3 && evidence.microsoftLogin() && length > POP3_TOKEN) {
            findings.add(TOKEN_TOO_LONG.at(
                    Stage.TOKEN_CONTENT,
                    "The token has " + length + " characters; Exchange's POP3 refused more than about " + POP3_TOKEN
                            + ".",
                    "Take permissions and claims away that the application does not need, or use IMAP."));
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
