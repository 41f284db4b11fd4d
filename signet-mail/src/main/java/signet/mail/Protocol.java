package signet.mail;

/** The mail protocols we speak as a client. */
public enum Protocol {
    SMTP,
    IMAP,
    POP3;

    /** The name used in {@code signet.yaml} and in JSON: lower case. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
