package signet.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import signet.doctor.Finding;
import signet.doctor.TokenXray;
import signet.mail.Protocol;
import signet.oauth.AccessToken;
import signet.oauth.Credential;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenContent;
import signet.oauth.TokenForm;
import signet.oauth.TokenForms;
import signet.server.settings.ConfiguredCredential;

@Command(
        name = "token",
        description = {
            "Ask for an access token and say what is in it and what it can do.",
            "Shown are claims, roles and expiry; the token itself only with --reveal."
        },
        footer = {
            "",
            "Examples:",
            "  signet token by-cert",
            "  signet token by-cert --show-request            the request as a line for curl, secrets masked",
            "  signet token by-cert --account portal --json"
        })
final class TokenCommand implements Callable<Integer> {
    @Mixin
    private final Settled settled = new Settled();

    @Parameters(paramLabel = "CREDENTIAL", description = "Its name in the settings.")
    private String name = "";

    @Option(names = "--account", paramLabel = "A", description = "Judge the token by what this account uses.")
    private Optional<String> account = Optional.empty();

    @Option(names = "--show-request", description = "Show the exact request as a line for curl.")
    private boolean showRequest;

    @Option(names = "--reveal", description = "Show the token, and the request's secrets.")
    private boolean reveal;

    @Option(names = "--json", description = "Print one object.")
    private boolean json;

    private final Terminal terminal;

    TokenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ConfiguredCredential configured = settled.credential(terminal, name);
        Credential credential = settled.usable(terminal, configured);
        Set<Protocol> wanted = account.isEmpty()
                ? Set.of()
                : settled.account(terminal, account).routes().keySet();
        Instant now = terminal.clock().instant();
        Optional<String> request = Optional.empty();
        if (showRequest) {
            TokenForm form = TokenForms.preview(credential, now);
            request = Optional.of(form.curl(reveal));
            if (!json) {
                terminal.line(request.get());
            }
        }
        terminal.progress(
                "asking " + TokenForms.preview(credential, now).endpoint().url() + " ...");
        AccessToken token =
                new Connections(terminal).tokens(configured, credential).token();
        terminal.clearProgress();
        Optional<TokenContent> content = TokenContent.read(token);
        List<Map<String, Object>> abilities = abilities(content, wanted);
        List<Finding> findings = content.map(claims -> TokenXray.of(token, claims, configured.draft(), wanted, now))
                .orElse(List.of());
        if (json) {
            terminal.line(Json.indented(document(token, content, abilities, findings, request)));
        } else {
            people(token, content, abilities, now);
            new Findings(terminal).print(findings);
        }
        boolean lacking = abilities.stream().anyMatch(a -> wanted.contains(protocol(a)) && "no".equals(a.get("can")));
        return lacking || Findings.any(findings, Severity.ERROR) ? Failure.FAILED : 0;
    }

    private static Protocol protocol(Map<String, Object> ability) {
        return Protocol.valueOf(String.valueOf(ability.get("protocol")).toUpperCase(java.util.Locale.ROOT));
    }

    private Map<String, Object> document(
            AccessToken token,
            Optional<TokenContent> content,
            List<Map<String, Object>> abilities,
            List<Finding> findings,
            Optional<String> request) {
        Map<String, Object> document = Json.object(
                "credential", name,
                "expiresAt", token.expiresAt(),
                "refreshAt", token.refreshAt(),
                "claims", content.map(TokenContent::claims),
                "abilities", abilities,
                "findings", Findings.json(findings));
        request.ifPresent(line -> document.put("request", line));
        if (reveal) {
            document.put("accessToken", token.value().reveal());
        }
        return document;
    }

    /** What the roles allow; a token without readable roles may still be allowed by other means. */
    private static List<Map<String, Object>> abilities(Optional<TokenContent> content, Set<Protocol> wanted) {
        List<Map<String, Object>> abilities = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            String role = TokenXray.role(protocol);
            boolean granted =
                    content.map(claims -> claims.roles().contains(role)).orElse(false);
            boolean smtp = protocol == Protocol.SMTP; // which alone has RBAC for Applications beside the permission
            String can = granted ? "yes" : content.isEmpty() || smtp ? "unknown" : "no";
            String why;
            if (granted) {
                why = "role " + role + " is granted";
            } else if (content.isEmpty()) {
                why = "the token is not readable, as providers other than Microsoft may choose";
            } else {
                why = "role " + role + " is missing: add the application permission of Office 365 Exchange Online and"
                        + " grant admin consent"
                        + (smtp ? ", unless Exchange's RBAC for Applications lets the application send" : "");
            }
            Map<String, Object> ability = Json.object("protocol", protocol.word(), "can", can, "why", why);
            if (wanted.contains(protocol)) {
                ability.put("wanted", true);
            }
            abilities.add(ability);
        }
        return abilities;
    }

    private void people(
            AccessToken token, Optional<TokenContent> content, List<Map<String, Object>> abilities, Instant now) {
        Duration left = Duration.between(now, token.expiresAt());
        terminal.line("expires     " + token.expiresAt() + " (in " + left.toMinutes() + " min)");
        content.map(TokenContent::claims)
                .orElse(Map.of())
                .forEach((claim, value) -> terminal.line(String.format("%-10s  %s", claim, readable(claim, value))));
        for (Map<String, Object> ability : abilities) {
            String can = String.valueOf(ability.get("can"));
            String mark = can.equals("yes") ? terminal.green("can") : can.equals("no") ? terminal.red("cannot") : "may";
            terminal.line(mark + " " + ability.get("protocol") + ": " + ability.get("why"));
        }
        if (reveal) {
            terminal.line(token.value().reveal());
        }
    }

    static String readable(String claim, Object value) {
        boolean time = Set.of("exp", "iat", "nbf").contains(claim) && value instanceof Number;
        return time ? value + "  (" + Instant.ofEpochSecond(((Number) value).longValue()) + ")" : String.valueOf(value);
    }
}
