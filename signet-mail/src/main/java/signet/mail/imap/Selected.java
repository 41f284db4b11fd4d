package signet.mail.imap;

import java.util.OptionalLong;

/**
 * An open mailbox.
 *
 * @param folder      its name, decoded
 * @param uidValidity 1–4,294,967,295; another value than last time means that all UIDs known before are void (RFC 9051
 *                    §2.3.1.1)
 * @param uidNext     what the next message's UID will at least be; some servers do not say
 * @param exists      how many messages it holds
 * @param readOnly    whether flags cannot be changed
 */
public record Selected(String folder, long uidValidity, OptionalLong uidNext, long exists, boolean readOnly) {}
