package signet.server.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signet.server.settings.Shape.Choice;
import signet.server.settings.Shape.Date;
import signet.server.settings.Shape.Field;
import signet.server.settings.Shape.Flag;
import signet.server.settings.Shape.ListOf;
import signet.server.settings.Shape.MapOf;
import signet.server.settings.Shape.Size;
import signet.server.settings.Shape.Span;
import signet.server.settings.Shape.Struct;
import signet.server.settings.Shape.Text;
import signet.server.settings.Shape.TextOr;
import signet.server.settings.Shape.Whole;

/** The keys of {@code signet.yaml}. */
final class Layout {
    private static final Shape PORT = new Whole(1, 65_535);
    private static final Shape FLAG = new Flag();
    private static final Shape SPAN = new Span();
    private static final Shape SIZE = new Size();
    private static final Shape TLS = new Choice(List.of("starttls", "implicit", "none"));

    private Layout() {}

    private static final Shape ASSERTION = new Fields()
            .add("algorithm", new Choice(List.of("PS256", "RS256")), "signature algorithm")
            .add("thumbprint", new Choice(List.of("x5t#S256", "x5t")), "which thumbprint the header carries")
            .add("audience", text("a URL"), "the aud claim; default the token URL")
            .add("kid", text("a key id"), "the kid header; default none")
            .struct();

    private static final Shape NEXT = new Fields()
            .add("client-secret", secret("a client secret"), "the secret that follows")
            .add("secret-expires", new Date(), "when the following secret ends")
            .add("private-key", secret("a private key in PEM"), "the key that follows")
            .add("private-key-passphrase", secret("a passphrase"), "opens the following key")
            .add("certificate", text("a certificate in PEM"), "the certificate that follows")
            .struct();

    static final Struct CREDENTIAL = new Fields()
            .require(
                    "method",
                    new Choice(List.of(
                            "basic", "client-secret-microsoft-oauth2", "certificate-microsoft-oauth2", "oauth2")),
                    "Email authentication handling")
            .add("tenant-id", text("a tenant: GUID or domain"), "OAuth2 tenant ID (directory ID)")
            .add("client-id", text("a GUID"), "OAuth2 application (client) ID")
            .add(
                    "client-secret",
                    secret("a client secret"),
                    "OAuth2 client secret: its value, not its ID; not recommended for production")
            .add("secret-expires", new Date(), "when the secret ends, for warnings in time")
            .add("private-key", secret("a private key in PEM"), "OAuth2 private key (RSA, PEM format)")
            .add("private-key-passphrase", secret("a passphrase"), "opens an encrypted private key")
            .add("certificate", text("a certificate in PEM"), "OAuth2 public key certificate (X.509, PEM format)")
            .add("scope", text("a scope"), "OAuth2 scope; should not be changed under normal operation")
            .add(
                    "cloud",
                    new Choice(List.of("global", "gcc-high", "dod", "china")),
                    "authority, hosts and scope as one preset")
            .add("authority", text("an https URL"), "login host; default the cloud's")
            .add("token-url", text("an https URL"), "Token URL, for method oauth2")
            .add(
                    "request-properties",
                    new MapOf(secret("a value"), false),
                    "request properties, sent verbatim and in this order, for method oauth2")
            .add("assertion", ASSERTION, "form of the client assertion")
            .add("trust", text("certificates in PEM"), "extra CA for the token endpoint")
            .add("proxy", text("http://HOST:PORT or socks5://HOST:PORT"), "proxy to the token endpoint")
            .add("allow-insecure", FLAG, "allow an http:// token URL on loopback")
            .add("password", secret("a password"), "password, for method basic")
            .add("next", NEXT, "the key pair or secret that follows")
            .struct();

    private static final Shape ENDPOINT = new Fields()
            .add("host", text("a host name"), "Mail host; default the cloud's")
            .add("port", PORT, "Mail port; default 587, 993 or 995")
            .add("tls", TLS, "how TLS starts; default by port")
            .struct();

    private static final Shape PACING = new Fields()
            .add("connections", new Whole(1, 100), "connections at a time; 3 for Microsoft hosts")
            .add("messages-per-minute", new Whole(1, 100_000), "messages in a sliding minute; 30 for Microsoft hosts")
            .add(
                    "recipients-per-day",
                    new Whole(1, 10_000_000),
                    "recipients in sliding 24 hours; 10000 for Microsoft hosts")
            .struct();

    private static final Shape RETRY = new Fields()
            .add("first", SPAN, "wait before the second attempt; default 1m")
            .add("most", SPAN, "longest wait; default 1h")
            .add("give-up-after", SPAN, "counted from acceptance; default 5d")
            .struct();

    private static final Shape INTO = new Fields()
            .add("directory", text("a folder"), "write each message as a file")
            .add("maildir", text("a folder"), "write into a Maildir")
            .add("command", text("a command"), "run a command for each message")
            .add("webhook", text("an https URL"), "post each message")
            .add("account", text("an account"), "send each message on through an account")
            .struct();

    private static final Shape RETRIEVE = new Fields()
            .add("protocol", new Choice(List.of("imap", "pop3")), "how to read")
            .add("folder", text("a folder"), "default INBOX")
            .add("mode", new Choice(List.of("idle", "poll")), "wait for news or look regularly")
            .add("every", SPAN, "how often to look")
            .add("from", text("now, beginning or a date"), "where to begin")
            .add("after", text("keep, seen, delete or move:FOLDER"), "what happens to a message that was taken over")
            .add("into", INTO, "where messages go")
            .struct();

    static final Struct ACCOUNT = new Fields()
            .require("address", text("an e-mail address"), "From e-mail address")
            .add("username", text("a user name"), "Mail host user name; default the address")
            .add("credential", text("the name of a credential"), "how to log in")
            .add(
                    "password",
                    secret("a password"),
                    "Mail host password, where no credential is named; ignored with OAuth")
            .add(
                    "senders",
                    new ListOf(text("an address or pattern"), true),
                    "addresses this account may send as; default the address")
            .add("from", new Choice(List.of("refuse", "rewrite")), "what happens to another From; default refuse")
            .add("smtp", ENDPOINT, "sending; {} = the cloud's host, port and TLS")
            .add("imap", ENDPOINT, "reading by IMAP; {} = the cloud's host, port and TLS")
            .add("pop3", ENDPOINT, "reading by POP3; {} = the cloud's host, port and TLS")
            .add("trust", text("certificates in PEM"), "extra CA for the mail hosts")
            .add("proxy", text("http://HOST:PORT or socks5://HOST:PORT"), "proxy to the mail hosts")
            .add(
                    "properties",
                    new TextOr(text("file:PATH"), new MapOf(text("a value"), false)),
                    "Additional properties, by their Jakarta Mail names")
            .add("pacing", PACING, "limits of the provider")
            .add("retry", RETRY, "when to try again")
            .add(
                    "unconfirmed",
                    new Choice(List.of("resend", "hold")),
                    "after a lost answer to the final dot; default resend")
            .add("retrieve", new ListOf(RETRIEVE, true), "what to read and where to")
            .add(
                    "canary",
                    new Fields()
                            .add("every", SPAN, "how often; default 15m, 5m to 7d")
                            .struct(),
                    "a message to itself, regularly")
            .struct();

    private static final Shape RELAY = new Fields()
            .add("networks", new ListOf(text("an address range"), true), "who may send without login")
            .add("account", text("an account"), "through which account")
            .struct();
    private static final Shape LISTENER = new ListOf(
            new Fields()
                    .add("address", text("an address"), "default 127.0.0.1")
                    .add("port", PORT, "where to listen; default 2525 for SMTP")
                    .add("tls", TLS, "how TLS starts; default starttls with a certificate (implicit on 465), else none")
                    .add(
                            "certificate",
                            text("a certificate in PEM"),
                            "with its chain; on loopback Signet makes one where tls is set")
                    .add("private-key", secret("a private key in PEM"), "belongs to the certificate")
                    .add("relay", new ListOf(RELAY, true), "devices that cannot log in")
                    .add("hostname", text("a host name"), "in greeting and trace fields; default this machine's")
                    .add(
                            "line-ends",
                            new Choice(List.of("reject", "normalize")),
                            "a message with a bare CR or LF; default reject")
                    .struct(),
            true);

    static final Struct LOGIN = new Fields()
            .require("name", text("a user name"), "what the program uses as user name")
            .add("password-hash", secret("an argon2id line"), "made by signet password")
            .add("password", secret("a password"), "in clear; better a hash")
            .add(
                    "accounts",
                    new ListOf(text("an account"), true),
                    "accounts it may use; the first where the sender does not decide")
            .add(
                    "senders",
                    new ListOf(text("an address or pattern"), true),
                    "within those of the account; default all of them")
            .add("networks", new ListOf(text("an address range"), true), "from where it may log in; default everywhere")
            .add("aliases", new ListOf(text("a user name"), true), "other user names for it")
            .struct();

    private static final Shape OIDC = new Fields()
            .add("issuer", text("an https URL"), "who signs people in")
            .add("client-id", text("an id"), "our id there")
            .add("client-secret", secret("a client secret"), "our secret there")
            .struct();

    private static final Shape CONSOLE = new Fields()
            .add(
                    "second-factor",
                    new Choice(List.of("offered", "required")),
                    "required: nobody gets further than to setting one up; default offered")
            .struct();

    private static final Shape SERVER = new Fields()
            .add("address", text("an address"), "default 127.0.0.1")
            .add("port", PORT, "default 8625")
            .add(
                    "tls",
                    new Fields()
                            .add("certificate", text("a certificate in PEM"), "of this server")
                            .add("private-key", secret("a private key in PEM"), "belongs to it")
                            .struct(),
                    "TLS of API and console")
            .add("behind-proxy", new ListOf(text("an address range"), true), "whose forwarded addresses are believed")
            .add("public-url", text("a URL"), "how people reach this server")
            .add("database", text("sqlite or jdbc:postgresql://…"), "default sqlite, the only one in this version")
            .add("database-user", text("a user name"), "for PostgreSQL")
            .add("database-password", secret("a password"), "for PostgreSQL")
            .add("data", text("a folder"), "default data/")
            .add(
                    "secrets-key",
                    secret("file:PATH or env:NAME"),
                    "32 octets in base64 or hex; default data/secrets.key, made at first start")
            .add("node", text("a name"), "this node among several; default main")
            .add("console", CONSOLE, "how people log in to the console")
            .add("oidc", OIDC, "sign-in to the console")
            .struct();

    /** What {@code POST /v1/test} takes. */
    static final Struct DRAFT = new Fields()
            .add("account", ACCOUNT, "as under accounts")
            .add("credential", CREDENTIAL, "as under credentials")
            .struct();

    static final Struct ROOT = new Fields()
            .add("credentials", new MapOf(CREDENTIAL, true), "what proves who we are, by name")
            .add("accounts", new MapOf(ACCOUNT, true), "mailboxes, by name")
            .add(
                    "listeners",
                    new Fields()
                            .add("smtp", LISTENER, "accepts mail from programs")
                            .add("imap", LISTENER, "passes IMAP through")
                            .add("pop3", LISTENER, "passes POP3 through")
                            .struct(),
                    "where programs reach Signet")
            .add("logins", new ListOf(LOGIN, false), "what programs use at the listeners")
            .add("server", SERVER, "API, console and storage")
            .add("proxy", text("http://HOST:PORT or socks5://HOST:PORT"), "outgoing proxy for token endpoint and mail")
            .add(
                    "alerts",
                    new Fields()
                            .add(
                                    "email",
                                    new Fields()
                                            .add("to", text("an e-mail address"), "who is told")
                                            .add("through", text("an account"), "by which account")
                                            .struct(),
                                    "by mail")
                            .add("webhook", text("an https URL"), "by webhook")
                            .add("webhook-secret", secret("a secret"), "signs what is posted; 24 octets at least")
                            .add("before-expiry", SPAN, "first warning; default 60d")
                            .struct(),
                    "who is told when something is wrong")
            .add(
                    "retention",
                    new Fields()
                            .add("content", SPAN, "default 7d")
                            .add("entries", SPAN, "default 90d")
                            .add("transcripts", SPAN, "default 14d")
                            .struct(),
                    "how long things are kept")
            .add(
                    "limits",
                    new Fields()
                            .add("message", SIZE, "default 50MB")
                            .add("recipients", new Whole(1, 100_000), "default 1000")
                            .add("free-disk", SIZE, "default 1GB")
                            .struct(),
                    "what is accepted")
            .struct();

    private static Text text(String expected) {
        return new Text(expected, false);
    }

    private static Text secret(String expected) {
        return new Text(expected, true);
    }

    /** Collects keys in the order they are documented. */
    private static final class Fields {
        private final Map<String, Field> fields = new LinkedHashMap<>();

        Fields add(String key, Shape shape, String description) {
            fields.put(key, new Field(shape, description, false));
            return this;
        }

        Fields require(String key, Shape shape, String description) {
            fields.put(key, new Field(shape, description, true));
            return this;
        }

        Struct struct() {
            return new Struct(fields);
        }
    }
}
