package signet.server.console;

import static signet.server.console.Field.Kind.AREA;
import static signet.server.console.Field.Kind.CHOICE;
import static signet.server.console.Field.Kind.DATE;
import static signet.server.console.Field.Kind.EMAIL;
import static signet.server.console.Field.Kind.NUMBER;
import static signet.server.console.Field.Kind.SECRET;
import static signet.server.console.Field.Kind.SECRET_AREA;
import static signet.server.console.Field.Kind.SELECT;
import static signet.server.console.Field.Kind.TEXT;

import java.util.List;
import java.util.stream.Stream;
import signet.oauth.Cloud;
import signet.server.console.Field.Choice;

/** The fields of the two forms over an account. Labels are those of the products administrators come from. */
final class SettingsFields {
    static final String NOT_RECOMMENDED = "not recommended for production";

    private static final String OVERVIEW = "In Entra ID: App registrations, your app, Overview.";

    private static final Field NAME = Field.of(
            TEXT,
            "name",
            "Account name",
            "Optional. A short name for this account in lists and in the API: lower-case letters, digits and hyphens."
                    + " Left empty, it is made from the address.");

    private static final Field SMTP_METHOD = Field.choice(
            CHOICE,
            "method",
            "Email authentication handling",
            "How Signet logs in to the mail host.",
            new Choice("basic", "basic", "User name and password, no OAuth. Microsoft 365 no longer takes it."),
            new Choice(
                    "client-secret-microsoft-oauth2",
                    "client-secret-microsoft-oauth2",
                    "OAuth 2.0 with a client secret: " + NOT_RECOMMENDED + "."),
            new Choice(
                    "certificate-microsoft-oauth2",
                    "certificate-microsoft-oauth2",
                    "OAuth 2.0 with a private key and a certificate. The recommended one for Microsoft 365."));

    private static final Field WITH_TOKEN_URL = new Field(
            SMTP_METHOD.name(),
            SMTP_METHOD.kind(),
            SMTP_METHOD.label(),
            SMTP_METHOD.help(),
            Stream.concat(
                            SMTP_METHOD.choices().stream(),
                            Stream.of(new Choice(
                                    Drafted.TOKEN_URL,
                                    Drafted.TOKEN_URL,
                                    "As the connection form says, with Token URL and request properties.")))
                    .toList(),
            true);

    private static final Field CLIENT_ID = Field.of(
            TEXT,
            "client-id",
            "OAuth2 application (client) ID",
            "Required with OAuth. A GUID such as 5d3f2a10-1111-4222-8333-944445555666. " + OVERVIEW);

    private static final Field TENANT_ID = Field.of(
            TEXT,
            "tenant-id",
            "OAuth2 tenant ID",
            "Required with OAuth. The Directory (tenant) ID, a GUID, or the tenant's domain. " + OVERVIEW);

    private static final Field CLIENT_SECRET = Field.of(
            SECRET,
            "client-secret",
            "OAuth2 client secret (" + NOT_RECOMMENDED + ")",
            "Required with this method. The secret's Value from Certificates & secrets, not its Secret ID.");

    private static final Field SECRET_EXPIRES = Field.of(
            DATE,
            "secret-expires",
            "OAuth2 client secret ends on",
            "Optional. The column Expires in Certificates & secrets. Signet warns in time; it cannot find it out itself.");

    private static final Field PRIVATE_KEY = Field.of(
            SECRET_AREA,
            "private-key",
            "OAuth2 private key (RSA, PEM format)",
            "Required with a certificate. The whole text from -----BEGIN PRIVATE KEY----- (or BEGIN RSA PRIVATE KEY) to the"
                    + " END line. It stays on this server and is never shown again.");

    private static final Field PASSPHRASE = Field.of(
            SECRET,
            "private-key-passphrase",
            "Passphrase of the private key",
            "Only when the key is encrypted (BEGIN ENCRYPTED PRIVATE KEY).");

    private static final Field CERTIFICATE = Field.of(
            AREA,
            "certificate",
            "OAuth2 public key certificate (X.509, PEM format)",
            "Required with a certificate. The whole text from -----BEGIN CERTIFICATE----- to the END line, made from the same"
                    + " key and uploaded to the app registration. A bare PUBLIC KEY is not enough.");

    private static final Field SCOPE = Field.of(
            TEXT,
            "scope",
            "OAuth2 scope",
            "Should not be changed under normal operation. The default of Microsoft 365 is " + Cloud.GLOBAL.scope()
                    + ".");

    private static final Field CLOUD = Field.choice(
            SELECT,
            "cloud",
            "Microsoft cloud",
            "The login host belongs to it. Almost everybody is in the worldwide one.",
            new Choice("global", "Worldwide", ""),
            new Choice("gcc-high", "US Government GCC High", ""),
            new Choice("dod", "US Government DoD", ""),
            new Choice("china", "China (21Vianet)", ""));

    private static final Field AUTHORITY = Field.of(
            TEXT,
            "authority",
            "Login host",
            "Optional. An https address in place of the cloud's, such as " + Cloud.GLOBAL.authority() + ".");

    private static final Field TRUST = Field.of(
            AREA,
            "trust",
            "Additional certification authority (PEM)",
            "Optional. Only where a mail host, login host or a proxy on the way has a certificate of a private authority.");

    private static final Field SENDERS = Field.of(
            AREA,
            "senders",
            "Addresses it may send as",
            "Optional, one a line, such as *@university.example. Left empty, only the From e-mail address.");

    private static final Field FROM = Field.of(
                    EMAIL,
                    "address",
                    "From e-mail address",
                    "Stands as sender in every mail. With OAuth it must be the same as the user name, or the address of a shared"
                            + " mailbox the user may send as.")
            .mandatory();

    private static final Field MAIL_USER = Field.of(
            TEXT,
            "username",
            "Mail host user name",
            "Optional. The Microsoft user name, or the shared mailbox's address. Left empty, the From e-mail address.");

    private static final Field MAIL_PASSWORD = Field.of(
            SECRET,
            "password",
            "Mail host password",
            "Required with basic. Not needed with OAuth; any value here is then ignored.");

    private static final Field MAIL_HOST = Field.of(
            TEXT,
            "host",
            "Mail host (SMTP)",
            "Typically smtp.office365.com. With a Microsoft method it may be left empty.");

    private static final Field MAIL_PORT = Field.of(
            NUMBER,
            "port",
            "Mail port",
            "587 for Microsoft 365. Left empty, 587, or 465 for TLS from the first octet.");

    private static final Field STARTTLS = Field.choice(
            SELECT,
            "tls",
            "STARTTLS",
            "Enable or disable STARTTLS command. It must be enabled with OAuth.",
            new Choice("starttls", "Enabled", ""),
            new Choice("implicit", "Disabled: TLS from the first octet (port 465)", ""),
            new Choice("none", "Disabled: no TLS at all (this machine only)", ""));

    private static final Field PROTOCOL = Field.choice(
            SELECT,
            "protocol",
            "Protocol",
            "How the mailbox is read. An account can have one connection of each protocol.",
            new Choice("imap", "IMAP", ""),
            new Choice("pop3", "POP3", ""),
            new Choice("smtp", "SMTP", ""));

    private static final Field SERVER_URL = Field.of(
            TEXT,
            "host",
            "Mail server URL",
            "The mail server's name, such as outlook.office365.com. Left empty, Microsoft's where the token comes from"
                    + " Microsoft.");

    private static final Field SERVER_PORT =
            Field.of(NUMBER, "port", "Port", "993 for IMAP, 995 for POP3, 587 for SMTP. Left empty, these.");

    private static final Field TLS = Field.choice(
            SELECT,
            "tls",
            "TLS",
            "Left alone, the port and the additional properties decide.",
            new Choice("", "By port and properties", ""),
            new Choice("implicit", "From the first octet", ""),
            new Choice("starttls", "STARTTLS", ""),
            new Choice("none", "None (this machine only)", ""));

    private static final Field PROPERTIES = Field.of(
            AREA,
            "properties",
            "Additional properties",
            "Optional. Jakarta Mail names, one NAME=VALUE a line, such as mail.imap.starttls.enable=true.");

    private static final Field AUTHENTICATION = Field.choice(
            CHOICE,
            "method",
            "Authentication type",
            "How Signet logs in to the mail server.",
            new Choice("oauth2", "OAUTH2", "With a token: Token URL and request properties below."),
            new Choice("basic", "basic", "User name and password, no OAuth. Microsoft 365 no longer takes it."),
            new Choice(
                    "certificate-microsoft-oauth2",
                    "certificate-microsoft-oauth2",
                    "OAuth 2.0 of Microsoft with a private key and a certificate."),
            new Choice(
                    "client-secret-microsoft-oauth2",
                    "client-secret-microsoft-oauth2",
                    "OAuth 2.0 of Microsoft with a client secret: " + NOT_RECOMMENDED + "."));

    private static final Field USERNAME = Field.of(
                    TEXT, "username", "Username", "The mail ID: the address of the mailbox, also of a shared one.")
            .mandatory();

    private static final Field CONNECTION_FROM = Field.of(
            EMAIL, "address", "From e-mail address", "Optional. Left empty, the user name, which is then an address.");

    private static final Field CONNECTION_PASSWORD =
            Field.of(SECRET, "password", "Password", "Required with basic. Not needed with OAuth; it is then ignored.");

    private static final Field TOKEN_URL = Field.of(
            TEXT,
            "token-url",
            "Token URL",
            "Required with OAUTH2. For Microsoft 365 https://login.microsoftonline.com/TENANT_ID/oauth2/v2.0/token with your"
                    + " directory (tenant) ID in place of TENANT_ID.");

    private static final Field REQUEST_PROPERTIES = Field.of(
            AREA,
            "request-properties",
            "Request properties",
            "Required with OAUTH2. One NAME=VALUE a line, sent as they are: grant_type, client_id, scope and client_secret ("
                    + NOT_RECOMMENDED + "); with a private key and certificate below, leave client_secret out."
                    + " ******** stands for a value that is kept and not shown.");

    private static final Field ALLOW_INSECURE = Field.choice(
            SELECT,
            "allow-insecure",
            "Token URL without TLS",
            "For a test on this machine only.",
            new Choice("", "Refused", ""),
            new Choice("true", "Allowed on this machine's own addresses", ""));

    private SettingsFields() {}

    private static Field use(List<String> credentials) {
        Stream<Choice> saved = credentials.stream().map(name -> new Choice(name, name, ""));
        return new Field(
                "use",
                SELECT,
                "Credential",
                "Accounts of the same app registration can share one saved credential; the fields below are then ignored.",
                Stream.concat(Stream.of(new Choice("", "Of this account alone, entered below", "")), saved)
                        .toList(),
                true);
    }

    /**
     * The mail settings form.
     *
     * @param fresh       for an account that is not there yet
     * @param tokenUrl    the account logs in as its connection form says, which this form leaves alone
     * @param credentials saved ones that may be shared
     */
    static List<Group> mail(boolean fresh, boolean tokenUrl, List<String> credentials) {
        Stream<Group> groups = Stream.of(
                Group.of("who", "Sender", "", FROM, MAIL_USER),
                Group.of("where", "Mail host", "", MAIL_HOST, MAIL_PORT, STARTTLS),
                Group.of("how", "Authentication", "", shared(tokenUrl ? WITH_TOKEN_URL : SMTP_METHOD, credentials)),
                Group.of("for-basic", "User name and password", "", MAIL_PASSWORD),
                Group.of(
                        "for-microsoft",
                        "App registration",
                        "The same for both OAuth methods.",
                        TENANT_ID,
                        CLIENT_ID,
                        SCOPE),
                secret(),
                pair(),
                Group.of("more", "More settings", "Seldom needed.", advanced(fresh, CLOUD, AUTHORITY, TRUST, SENDERS))
                        .onDemand());
        return groups.toList();
    }

    /** The connection form. */
    static List<Group> connection(boolean fresh, List<String> credentials) {
        Stream<Group> groups = Stream.of(
                Group.of("where", "Mail server", "", PROTOCOL, SERVER_URL, SERVER_PORT, PROPERTIES),
                Group.of("how", "Authentication", "", shared(AUTHENTICATION, credentials)),
                Group.of("who", "Mailbox", "", USERNAME),
                Group.of("for-basic", "Password", "", CONNECTION_PASSWORD),
                Group.of("for-oauth2", "Token", "", TOKEN_URL, REQUEST_PROPERTIES),
                Group.of(
                        "for-microsoft",
                        "App registration",
                        "The same for both Microsoft methods.",
                        TENANT_ID,
                        CLIENT_ID,
                        SCOPE),
                secret(),
                pair(),
                Group.of(
                                "more",
                                "More settings",
                                "Seldom needed.",
                                advanced(fresh, CONNECTION_FROM, TLS, CLOUD, AUTHORITY, TRUST, ALLOW_INSECURE))
                        .onDemand());
        return groups.toList();
    }

    /** What takes the place of a pair or secret that ends. */
    static List<Field> successor() {
        return List.of(PRIVATE_KEY, PASSPHRASE, CERTIFICATE, CLIENT_SECRET, SECRET_EXPIRES);
    }

    private static Field[] shared(Field method, List<String> credentials) {
        return credentials.isEmpty() ? new Field[] {method} : new Field[] {use(credentials), method};
    }

    private static Field[] advanced(boolean fresh, Field... fields) {
        return fresh ? Stream.concat(Stream.of(NAME), Stream.of(fields)).toArray(Field[]::new) : fields;
    }

    private static Group secret() {
        return Group.of(
                "for-secret",
                "Client secret",
                "A client secret is " + NOT_RECOMMENDED + ": it ends after two years at most and is sent each time."
                        + " A certificate is the better choice.",
                CLIENT_SECRET,
                SECRET_EXPIRES);
    }

    private static Group pair() {
        return Group.of(
                        "for-certificate",
                        "Private key and certificate",
                        "Have a pair made here, or put in your own. A pair made here saves the settings; then download"
                                + " certificate.cer and upload it to the app registration.",
                        PRIVATE_KEY,
                        PASSPHRASE,
                        CERTIFICATE)
                .with("certificate");
    }
}
