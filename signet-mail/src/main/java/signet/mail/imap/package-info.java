/**
 * IMAP (RFC 3501, RFC 9051) as a client, as far as reading a mailbox needs it: {@link signet.mail.imap.ImapSession}.
 *
 * <ul>
 *   <li>Reading: octets are parsed once, by {@code ResponseReader}, into typed responses. Message bodies pass through as
 *       streams of up to 4 GiB; everything else has limits: a line 64 KiB (an answer to SEARCH 4 MiB), a string 64 KiB, a
 *       response 1 MiB, nesting 64, 200,000 responses to one command. What is IMAP but unknown is passed over; what is not
 *       IMAP, such as Exchange's bare {@code Server Unavailable.}, ends the session with a {@code PROTOCOL} fault that
 *       carries the words.
 *   <li>Writing: texts from outside go as quoted strings or literals only, mailbox names in modified UTF-7; no text can end
 *       a line.
 *   <li>In step: every tagged answer must belong to a command that was sent; untagged responses are heard wherever they
 *       come; {@code BYE} ends the session at any time ({@code CLOSED}); {@code NO} and {@code BAD} are refusals after which
 *       the session goes on.
 *   <li>Login: greeting ({@code PREAUTH} is refused), STARTTLS with everything learned in clear forgotten, capabilities,
 *       SASL with the final answer read; the LOGIN command only for a password, and only where no mechanism is offered and
 *       {@code LOGINDISABLED} is not.
 *   <li>UIDs only: sequence numbers are used for counting. {@code n:*} always holds the last message; what was not asked for
 *       is dropped. A fetch never sets {@code \Seen}.
 * </ul>
 *
 * <p>Known limits: one answer to SEARCH holds about half a million UIDs; read larger mailboxes in parts
 * ({@link signet.mail.imap.Search#upTo}). A server that tells UID or flags after the octets of a message makes us keep the
 * message until then, above 64 KiB in a temporary file.
 */
@org.jspecify.annotations.NullMarked
package signet.mail.imap;
