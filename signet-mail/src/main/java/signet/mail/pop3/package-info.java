/**
 * POP3 (RFC 1939, RFC 2449) as a client: {@link signet.mail.pop3.Pop3Session}.
 *
 * <ul>
 *   <li>Login: CAPA, STLS with everything learned in clear asked anew, AUTH (RFC 5034) in two lines always, because tokens
 *       are longer than a command may be; the final reply counts, never a continuation. USER and PASS only for a password
 *       and only where no mechanism is offered.
 *   <li>Messages are streams that end at {@code CRLF.CRLF} exactly, unstuffed octet by octet, of any size in constant memory;
 *       they are asked for ahead where PIPELINING is announced.
 *   <li>Limits: a line outside messages 8 KiB, a listing 500,000 lines.
 *   <li>DELE marks, QUIT deletes. A session that was not ended by QUIT has deleted nothing.
 *   <li>Response codes such as {@code IN-USE} and {@code LOGIN-DELAY} (RFC 2449 §8) are the reply's
 *       {@link signet.mail.Reply#enhanced()}.
 * </ul>
 */
@org.jspecify.annotations.NullMarked
package signet.mail.pop3;
