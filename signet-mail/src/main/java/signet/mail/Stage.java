package signet.mail;

/**
 * How far a conversation came, in the order a connection test reports them. The first four concern the login host, the rest
 * the mail host.
 */
public enum Stage {
    CONFIGURATION,
    CLOCK,
    TOKEN,
    TOKEN_CONTENT,
    RESOLVE,
    CONNECT,
    TLS,
    GREETING,
    CAPABILITIES,
    AUTHENTICATE,
    MAILBOX,
    SEND,
    RECEIVE;

    /** The name in JSON: lower case with hyphens. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
