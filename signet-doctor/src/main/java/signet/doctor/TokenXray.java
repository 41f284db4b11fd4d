package signet.doctor;

import static signet.doctor.Code.TOKEN_AUDIENCE;
import static signet.doctor.Code.TOKEN_CLIENT;
import static signet.doctor.Code.TOKEN_EXPIRED;
import static signet.doctor.Code.TOKEN_ROLE_MISSING;
import static signet.doctor.Code.TOKEN_ROLE_MISSING_SMTP;
import static signet.doctor.Code.TOKEN_TENANT;
import static signet.doctor.Code.TOKEN_TOO_LONG;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.AccessToken;
import signet.oauth.Cloud;
import signet.oauth.TokenContent;

/** What a token of Entra ID can and cannot do, by what it says of itself: before anything is opened with it. */
public final class TokenXray {
    /** Exchange Online's POP3 refused longer ones in 2025 (field reports). */
    static final int POP3_TOKEN = 4_096;

    private static final Set<String> EXCHANGE =
            Set.of("00000002-0000-0ff1-ce00-000000000000", "https://outlook.office.com", "https://ps.outlook.com");
    private static final Set<String> GRAPH =
            Set.of("00000003-0000-0000-c000-000000000000", "https://graph.microsoft.com");

    private final TokenContent content;
    private final Optional<CredentialDraft> draft;

    /** @param draft with the tenant and client that the token should be of; a domain in place of a GUID is not compared */
    TokenXray(TokenContent content, Optional<CredentialDraft> draft) {
        this.content = content;
        this.draft = draft;
    }

    /**
     * Looks at a token for protocols that an account uses: service, tenant, application, roles, end, length. Of other
     * providers' tokens nothing is said.
     */
    public static List<Finding> of(
            AccessToken token,
            TokenContent content,
            CredentialDraft draft,
            Collection<Protocol> protocols,
            Instant now) {
        boolean microsoft = switch (draft.method()) {
            case CLIENT_SECRET, CERTIFICATE -> true;
            case REQUEST_PROPERTIES ->
                draft.tokenUrl()
                        .flatMap(Values::url)
                        .map(Values::isMicrosoftLogin)
                        .orElse(false);
            case BASIC -> false;
        };
        if (!microsoft) {
            return List.of();
        }
        TokenXray xray = new TokenXray(content, Optional.of(draft));
        List<Finding> findings = new ArrayList<>(xray.parties());
        if (findings.isEmpty()) {
            protocols.forEach(protocol -> xray.role(protocol, false).ifPresent(findings::add));
        }
        xray.ended(now).ifPresent(findings::add);
        int length = token.value().reveal().length();
        if (protocols.contains(Protocol.POP3) && length > POP3_TOKEN) {
            findings.add(tooLong(length));
        }
        return List.copyOf(findings);
    }

    /** The application permission a protocol needs. */
    public static String role(Protocol protocol) {
        return switch (protocol) {
            case SMTP -> "SMTP.SendAsApp";
            case IMAP -> "IMAP.AccessAsApp";
            case POP3 -> "POP.AccessAsApp";
        };
    }

    /** For another service, tenant or application. */
    List<Finding> parties() {
        List<Finding> findings = new ArrayList<>();
        audience().ifPresent(findings::add);
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

    /** The response's {@code expires_in} promises more life than the token has: something on the way keeps old ones. */
    Optional<Finding> ended(Instant now) {
        return content.expires()
                .filter(end -> end.isBefore(now))
                .map(end -> TOKEN_EXPIRED.at(
                        Stage.TOKEN_CONTENT,
                        "The token has expired: it ended at " + end + " and was given out after that.",
                        List.of(
                                "What answers at the token URL, or a proxy before it, keeps tokens and gives out old ones.",
                                "The clock of this machine or of the login host is wrong."),
                        "Ask the token endpoint itself, without anything on the way that keeps answers; then compare the"
                                + " clocks."));
    }

    private Optional<Finding> audience() {
        boolean mail = content.audiences().stream().anyMatch(TokenXray::isMail);
        if (mail || content.audiences().isEmpty()) {
            return Optional.empty();
        }
        boolean graph = content.audiences().stream().map(TokenXray::plain).anyMatch(GRAPH::contains);
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

    /**
     * The role a protocol needs. Where RBAC for Applications lets an application send by SMTP, its token has none, so for SMTP
     * it counts as missing only once the login was refused.
     */
    Optional<Finding> role(Protocol protocol, boolean refused) {
        String role = role(protocol);
        boolean lent = content.scopes().stream().anyMatch(scope -> scope.startsWith(role.substring(0, 4)));
        if (content.roles().contains(role) || lent) {
            return Optional.empty();
        }
        boolean smtp = protocol == Protocol.SMTP;
        String has =
                content.roles().isEmpty() ? "no application permission at all" : String.join(", ", content.roles());
        Code code = smtp && !refused ? TOKEN_ROLE_MISSING_SMTP : TOKEN_ROLE_MISSING;
        return Optional.of(code.at(
                Stage.TOKEN_CONTENT,
                "The token has " + has + "; for " + protocol + " it needs " + role
                        + (smtp ? ", unless RBAC for Applications is used." : "."),
                List.of(
                        "The permission " + role
                                + " (application, of \"Office 365 Exchange Online\") was not added, or admin"
                                + " consent was not granted: App registrations > API permissions must show it as Granted.",
                        "The permission was added as a delegated one, or as one of Microsoft Graph.",
                        "It was granted only now: a token already given out does not have it yet."),
                "In App registrations > " + content.application().orElse("CLIENT_ID")
                        + " > API permissions add \"Office 365 Exchange Online\" > Application permissions > " + role
                        + ", then Grant admin consent."));
    }

    static Finding tooLong(int length) {
        return TOKEN_TOO_LONG.at(
                Stage.TOKEN_CONTENT,
                "The token has " + length + " characters; Exchange's POP3 refused more than about " + POP3_TOKEN + ".",
                "Take permissions and claims away that the application does not need, or use IMAP.");
    }
}
