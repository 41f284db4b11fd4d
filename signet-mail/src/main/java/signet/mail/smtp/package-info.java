/**
 * SMTP submission (RFC 5321, RFC 6409) as a client: {@link signet.mail.smtp.SmtpSession} logs in once and sends any number of
 * messages.
 *
 * <ul>
 *   <li>One message takes two round trips where the server offers PIPELINING (RFC 2920): {@code MAIL RCPT… DATA} together, then
 *       text and final dot. Every reply is read and checked; one refused recipient does not fail its neighbours.
 *   <li>Once {@code MAIL} may have been sent nothing is thrown: every recipient gets a disposition, and it is
 *       {@code UNCONFIRMED} only when the final dot may have left and no answer was understood.
 *   <li>Message text is streamed; its line ends are made CRLF, and dots doubled after that, in one place
 *       ({@code CanonicalData}), so no octets of a message can end it early (RFC 5321 §4.1.1.4, §4.5.2).
 *   <li>Commands are written in one place ({@code Commands}), which refuses CR, LF, NUL and whatever else could make one
 *       argument into two.
 *   <li>What the server cannot take is not sent: too large (SIZE), 8-bit text (8BITMIME), addresses or header fields beyond
 *       ASCII (SMTPUTF8; a domain alone is sent in its ASCII form). Such a refusal has the reply of RFC 3463 and RFC 6531 that a
 *       server would have given, and a fault beside it that says it is ours.
 *   <li>A refusal leaves the session in step and usable. A reply that does not fit, a {@code 421}, a deadline or a broken
 *       connection ends it.
 * </ul>
 *
 * <p>Not spoken: BDAT, HELO (every account logs in, so EHLO is needed), AUTH with an initial response.
 */
@org.jspecify.annotations.NullMarked
package signet.mail.smtp;
