package signet.mail.pop3;

/** How much the mailbox holds: messages, and their octets as the server counts them. */
public record Stat(long messages, long octets) {}
