/**
 * Takes mail from programs by SMTP submission (RFC 6409) and hands it to {@link signet.server.queue.Reception}.
 *
 * <p><b>Shape.</b> {@link signet.server.listener.SmtpListener} accepts connections on a platform thread; each conversation is a
 * {@link signet.server.listener.Session} on a thread of its own, read from top to bottom. Octets become a typed
 * {@link signet.server.listener.Command} at one place; a handler gives an {@link signet.server.listener.Answer}; one loop writes
 * it, counts errors and hangs up. Answers leave when no further command is in the buffer: one write for a pipelined batch
 * (RFC 2920). No read has a time-out of its own: one thread looks at every connection's deadline and ends what is late.
 *
 * <p><b>Spoken.</b> EHLO, HELO, STARTTLS, AUTH PLAIN and LOGIN, MAIL, RCPT, DATA, BDAT, RSET, NOOP, VRFY (252), HELP, QUIT; PIPELINING,
 * 8BITMIME, SMTPUTF8, SIZE, DSN, ENHANCEDSTATUSCODES, CHUNKING. PROXY and XCLIENT are not: whoever says it, a peer is the address
 * of its socket.
 *
 * <p><b>Who may send.</b> A {@link signet.server.account.Login}, under TLS or from loopback; or, without login, a device inside the
 * networks of a {@link signet.server.listener.RelayRule}, which only listeners on loopback or private addresses may have and which
 * name private networks only. There is no third way, so that no configuration is an open relay. Of a login's accounts the first
 * one counts whose senders have the envelope's sender, else the first.
 *
 * <p><b>End of a message.</b> CRLF dot CRLF and nothing else (RFC 5321 §4.1.1.4). A message with a bare CR or LF is read to its real
 * end and refused with 550 5.6.11, or its line ends are mended where {@link signet.server.queue.LineEnds#NORMALIZE} is set; NUL
 * is refused. What follows a refused DATA or BDAT is never run as commands: octets that came with it are a reason to hang up.
 * Lines of any length pass as they are up to the size of a message – programs send base64 in one line, and folding it would change
 * what they signed – but for the header, whose fields have at most 100 KiB.
 *
 * <p><b>Limits</b> are in {@link signet.server.listener.ListenerLimits}; a command line has at most 512 octets with its line end
 * (RFC 5321 §4.5.3.1.4), MAIL and RCPT what their parameters add, AUTH 12,288 (RFC 4954 §4).
 */
@NullMarked
package signet.server.listener;

import org.jspecify.annotations.NullMarked;
