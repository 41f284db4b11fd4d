package signet.mail.pop3;

/**
 * One message in the maildrop.
 *
 * @param number its number, from 1, in this session only
 * @param uidl   its unique-id (RFC 1939 §7), 1–70 characters of 0x21–0x7E by the standard; the server may reuse one after
 *               the message is gone
 * @param size   octets as the server counts them, not always the count it then sends
 */
public record Item(int number, String uidl, long size) {}
