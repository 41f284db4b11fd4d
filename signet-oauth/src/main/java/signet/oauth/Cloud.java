package signet.oauth;

import java.net.URI;

/**
 * A Microsoft cloud as one preset of authority, mail hosts and scope; the audience of a token must belong to the same cloud
 * as the mail host. Source: Microsoft's national cloud and endpoint pages; the GCC High and DoD SMTP hosts and scopes rest
 * on field reports and could not be confirmed.
 */
public enum Cloud {
    GLOBAL("global", "https://login.microsoftonline.com", "outlook.office365.com", "smtp.office365.com"),
    GCC_HIGH("gcc-high", "https://login.microsoftonline.us", "outlook.office365.us", "smtp.office365.us"),
    DOD("dod", "https://login.microsoftonline.us", "outlook-dod.office365.us", "outlook-dod.office365.us"),
    CHINA("china", "https://login.partner.microsoftonline.cn", "partner.outlook.cn", "smtp.partner.outlook.cn");

    private final String word;
    private final URI authority;
    private final String mailboxHost;
    private final String submissionHost;

    Cloud(String word, String authority, String mailboxHost, String submissionHost) {
        this.word = word;
        this.authority = URI.create(authority);
        this.mailboxHost = mailboxHost;
        this.submissionHost = submissionHost;
    }

    /** The name used in {@code signet.yaml}. */
    public String word() {
        return word;
    }

    /** The login host, without a path. */
    public URI authority() {
        return authority;
    }

    /** The host for IMAP (993) and POP3 (995), both with implicit TLS. */
    public String mailboxHost() {
        return mailboxHost;
    }

    /** The host for SMTP submission (587, STARTTLS). */
    public String submissionHost() {
        return submissionHost;
    }

    /** The scope of an application's token for mail. */
    public String scope() {
        return "https://" + mailboxHost + "/.default";
    }
}
