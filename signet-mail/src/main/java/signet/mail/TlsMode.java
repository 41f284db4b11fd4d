package signet.mail;

/** How a connection becomes private: at once, by an upgrade in the clear part of the conversation, or never. */
public enum TlsMode {
    IMPLICIT,
    STARTTLS,
    NONE;

    /** The name used in {@code signet.yaml}: lower case. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
