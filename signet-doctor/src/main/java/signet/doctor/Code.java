package signet.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;

/**
 * The findings of settings and of the connection test, by their stable names. The catalogue's entries and the problems of
 * keys, certificates and assertions bring their own names; {@code docs/findings.md} lists all.
 */
public enum Code {
    // settings of a credential
    TENANT_ID_MISSING(Severity.ERROR, "The tenant ID is required and missing"),
    CLIENT_ID_MISSING(Severity.ERROR, "The application (client) ID is required and missing"),
    CLIENT_SECRET_MISSING(Severity.ERROR, "The client secret is required and missing"),
    PRIVATE_KEY_MISSING(Severity.ERROR, "The private key is required and missing"),
    CERTIFICATE_MISSING(Severity.ERROR, "The certificate is required and missing"),
    TOKEN_URL_MISSING(Severity.ERROR, "The token URL is required and missing"),
    PASSWORD_MISSING(Severity.ERROR, "The password is required and missing"),
    EXAMPLE_VALUE(Severity.ERROR, "A placeholder of an example was left in a value"),
    TENANT_ID_COMMON(Severity.ERROR, "common, organizations or consumers stands in place of a tenant"),
    TENANT_ID_MALFORMED(Severity.ERROR, "The tenant ID is neither a GUID nor a domain"),
    TENANT_AND_CLIENT_EXCHANGED(Severity.ERROR, "Tenant ID and client ID are equal or exchanged"),
    CLIENT_ID_MALFORMED(Severity.ERROR, "The client ID is not a GUID"),
    METHOD_NOT_RECOMMENDED(
            Severity.INFO, "The method client-secret-microsoft-oauth2 is not recommended for production"),
    CLIENT_SECRET_NOT_RECOMMENDED(Severity.INFO, "A client secret is not recommended for production"),
    CLIENT_SECRET_IS_ID(Severity.ERROR, "The secret's ID was put in instead of its value"),
    CLIENT_SECRET_IS_KEY(Severity.ERROR, "A PEM block stands in the client secret's place"),
    CLIENT_SECRET_BLANKS(Severity.WARNING, "The client secret begins or ends with a blank or line break"),
    CLIENT_SECRET_ENCODED(Severity.WARNING, "The client secret looks percent-encoded already"),
    CLIENT_SECRET_EXPIRED(Severity.WARNING, "The declared end of the client secret has passed"),
    CLIENT_SECRET_EXPIRES(Severity.WARNING, "The client secret ends within 30 days"),
    SCOPE_BLANK(Severity.ERROR, "The scope is blank"),
    SCOPE_TWO_RESOURCES(Severity.ERROR, "The scope names two resources"),
    SCOPE_GRAPH(Severity.ERROR, "The scope is Microsoft Graph's, which IMAP, POP3 and SMTP do not take"),
    SCOPE_DELEGATED(Severity.ERROR, "The scope is one for signed-in people, not for an application"),
    SCOPE_ENCODED(Severity.ERROR, "The scope is percent-encoded already"),
    SCOPE_NOT_DEFAULT(Severity.ERROR, "The scope does not end in /.default"),
    SCOPE_OTHER_CLOUD(Severity.WARNING, "The scope belongs to another cloud than the login host"),
    SCOPE_CHANGED(Severity.WARNING, "The scope was changed; it should not be changed under normal operation"),
    AUTHORITY_MALFORMED(Severity.ERROR, "The authority is no https URL"),
    TOKEN_URL_MALFORMED(Severity.ERROR, "The token URL is no URL"),
    TOKEN_URL_INSECURE(Severity.ERROR, "The token URL is http"),
    TOKEN_URL_V1(Severity.ERROR, "The token URL is the v1 endpoint"),
    TOKEN_URL_PATH(Severity.ERROR, "The token URL is not a token endpoint of Entra ID"),
    REQUEST_PROPERTY_MISSING(Severity.ERROR, "A request property is required and missing"),
    REQUEST_PROPERTY_BLANK(Severity.ERROR, "A request property is empty"),
    GRANT_TYPE(Severity.ERROR, "The grant type is not client_credentials"),
    RESOURCE_ON_V2(Severity.ERROR, "resource is sent to the v2.0 endpoint"),
    SECRET_AND_ASSERTION(Severity.ERROR, "A secret and an assertion are both there"),
    ASSERTION_TYPE_MISSING(Severity.ERROR, "client_assertion is there without client_assertion_type"),
    ASSERTION_TYPE_WRONG(Severity.ERROR, "client_assertion_type has another value than the standard's"),
    ASSERTION_MISSING(Severity.ERROR, "client_assertion_type is there without client_assertion"),
    ASSERTION_TWICE(Severity.ERROR, "A finished assertion and a private key to make one are both there"),
    CREDENTIAL_PROOF_MISSING(Severity.ERROR, "The request carries neither a secret nor an assertion"),
    // what follows when a credential ends
    NEXT_UNFIT(Severity.ERROR, "What follows does not fit the credential's method"),
    NEXT_SAME(Severity.WARNING, "What follows is the same as what is in use"),
    NEXT_ENDS_FIRST(Severity.WARNING, "What follows ends no later than what is in use"),
    NEXT_DUE(Severity.WARNING, "The credential has ended, or ends within a day, and what follows takes over"),
    NEXT_IN_USE(Severity.WARNING, "The server uses what follows; signet.yaml still says otherwise"),
    NEXT_REFUSED(Severity.ERROR, "The login host gives no token for what follows"),
    // settings of an account
    ADDRESS_MALFORMED(Severity.ERROR, "The From address is no address"),
    USERNAME_BLANKS(Severity.ERROR, "The user name is blank or has a blank around it"),
    USERNAME_NOT_ADDRESS(Severity.WARNING, "With OAuth at Microsoft the user name is a mailbox's address"),
    FROM_NOT_USERNAME(Severity.WARNING, "The From address is another than the user name"),
    PASSWORD_IGNORED(Severity.INFO, "A password is there but not used with OAuth"),
    TLS_OFF_WITH_OAUTH(Severity.ERROR, "TLS (STARTTLS) is off, which OAuth requires"),
    TLS_OFF_WITH_PASSWORD(Severity.ERROR, "A password would go unencrypted"),
    TLS_MODE_AND_PORT(Severity.WARNING, "The TLS mode does not fit the port"),
    PORT_465(Severity.ERROR, "Microsoft 365 does not listen on port 465"),
    PORT_NOT_SERVED(Severity.ERROR, "Microsoft 365 does not listen on this port"),
    PORT_25(Severity.WARNING, "Port 25 is for servers; sending with a login uses 587"),
    HOST_MALFORMED(Severity.ERROR, "The mail host is no host name"),
    HOST_MX(Severity.ERROR, "The mail host is an MX host, which takes no logins"),
    HOST_OTHER_CLOUD(Severity.WARNING, "The mail host belongs to another cloud than the credential"),
    HOST_OTHER_PROTOCOL(Severity.WARNING, "The mail host is the one for another protocol"),
    HOST_LEGACY(Severity.WARNING, "The mail host is the one for outdated TLS"),
    BASIC_AT_MICROSOFT(Severity.WARNING, "Microsoft 365 no longer takes passwords here"),
    // login host
    CLOCK_OFF(Severity.ERROR, "The clock here differs from the login host's by more than 300 s"),
    CLOCK_DRIFT(Severity.WARNING, "The clock here differs from the login host's by more than 60 s"),
    TOKEN_UNUSABLE(Severity.ERROR, "The credential cannot be used to ask for a token"),
    TOKEN_REFUSED(Severity.ERROR, "The token endpoint refuses in words that are not in the catalogue"),
    TOKEN_UNAVAILABLE(Severity.ERROR, "The token endpoint is in trouble"),
    TOKEN_UNREACHABLE(Severity.ERROR, "The token endpoint cannot be reached"),
    TOKEN_PROTOCOL(Severity.ERROR, "The token endpoint's answer is no token response"),
    TOKEN_AUDIENCE(Severity.ERROR, "The token is for another service"),
    TOKEN_ROLE_MISSING(Severity.ERROR, "The token lacks the application permission for this protocol"),
    TOKEN_ROLE_MISSING_SMTP(
            Severity.WARNING, "The token lacks SMTP.SendAsApp, which only RBAC for Applications replaces"),
    TOKEN_TENANT(Severity.ERROR, "The token is another tenant's"),
    TENANT_OF_MAILBOX(Severity.ERROR, "The mailbox's domain belongs to another tenant than the token"),
    TENANT_OTHER_CLOUD(Severity.ERROR, "The tenant is in another cloud than the login host"),
    TOKEN_CLIENT(Severity.ERROR, "The token is another application's"),
    TOKEN_EXPIRED(Severity.ERROR, "The token had ended before it was given out"),
    TOKEN_EXPIRING(Severity.WARNING, "The token ends within minutes"),
    TOKEN_TOO_LONG(Severity.WARNING, "The token is longer than Exchange's POP3 takes"),
    // mail host
    HOST_UNKNOWN(Severity.ERROR, "The mail host's name has no address"),
    CONNECT_FAILED(Severity.ERROR, "The mail host cannot be reached"),
    CONNECT_TIMEOUT(Severity.ERROR, "The mail host does not answer in time"),
    PROXY_FAILED(Severity.ERROR, "The proxy does not let us through"),
    TLS_INSPECTED(Severity.ERROR, "Something on the way opens TLS connections"),
    TLS_INSPECTION_TRUSTED(Severity.INFO, "Something on the way opens TLS connections, and this machine trusts it"),
    TLS_UNTRUSTED(Severity.ERROR, "The certificate of the mail or login host is not trusted"),
    TLS_NAME(Severity.ERROR, "The certificate of the mail or login host is for another name"),
    TLS_EXPIRED(Severity.ERROR, "The certificate of the mail or login host is not valid today"),
    TLS_FAILED(Severity.ERROR, "The TLS handshake failed"),
    STARTTLS_MISSING(Severity.ERROR, "The mail host does not offer STARTTLS"),
    TLS_ATTACK(Severity.ERROR, "Somebody put text into the connection before TLS"),
    GREETING_WRONG(Severity.ERROR, "The greeting is not the protocol's"),
    GREETING_REFUSED(Severity.ERROR, "The mail host refuses at once"),
    OAUTH_NOT_OFFERED(Severity.ERROR, "The mail host offers no OAuth mechanism"),
    PASSWORD_NOT_OFFERED(Severity.ERROR, "The mail host takes no password"),
    LOGIN_REFUSED(Severity.ERROR, "The mail host refuses the login"),
    MAILBOX_REFUSED(Severity.ERROR, "Login works, but the mailbox cannot be used"),
    MAILBOX_FULL(Severity.ERROR, "The sending mailbox is full, and nothing is sent for it"),
    RATE_EXCEEDED(Severity.WARNING, "The mailbox sent more messages in a minute than it may"),
    SENT_ITEMS_FILLING(Severity.WARNING, "Copies of sent messages fill the mailbox"),
    SMTP_NOT_POSSIBLE(Severity.ERROR, "Sending by SMTP is not possible under this tenant's policy"),
    NEGATIVE_OPENED(Severity.WARNING, "The application can open a mailbox that it should not"),
    NEGATIVE_CLOSED(Severity.INFO, "The application cannot open the mailbox that it should not"),
    NEGATIVE_UNCLEAR(Severity.INFO, "Whether the application can open another mailbox could not be told"),
    SEND_REFUSED(Severity.ERROR, "The test message was refused"),
    RECEIVE_MISSING(Severity.WARNING, "The test message did not arrive in time"),
    RECIPIENT_REFUSED(Severity.WARNING, "Sending works, but a mail to this recipient is refused"),
    CONNECTION_LOST(Severity.ERROR, "The mail host ended the conversation"),
    DEADLINE_PASSED(Severity.ERROR, "The test took longer than it may");

    private final Severity severity;
    private final String title;

    Code(Severity severity, String title) {
        this.severity = severity;
        this.title = title;
    }

    /** The name in findings: lower case with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How bad it is. */
    public Severity severity() {
        return severity;
    }

    /** What it means, without the particulars of a case. */
    public String title() {
        return title;
    }

    Finding at(Stage stage, String summary, String remedy) {
        return new Finding(word(), severity, summary, List.of(), remedy, stage, Map.of());
    }

    Finding at(Stage stage, String summary, List<String> causes, String remedy) {
        return new Finding(word(), severity, summary, causes, remedy, stage, Map.of());
    }

    /** A finding about settings. */
    Finding setting(String summary, String remedy) {
        return at(Stage.CONFIGURATION, summary, remedy);
    }
}
