package signet.mail;

/**
 * How far a mailbox has been read (IMAP): everything up to {@code lastUid} under {@code uidValidity} is done (RFC 9051
 * §2.3.1.1).
 *
 * @param uidValidity 1–4,294,967,295
 * @param lastUid     0–4,294,967,295; 0 = nothing yet
 */
public record Cursor(long uidValidity, long lastUid) {}
