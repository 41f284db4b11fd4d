/**
 * Who we are, proved by SASL (RFC 4422): XOAUTH2, OAUTHBEARER (RFC 7628) for tokens, PLAIN (RFC 4616), LOGIN for passwords.
 *
 * <p>A protocol opens its session inside {@link signet.mail.sasl.Proof#open}, and within that runs a
 * {@link signet.mail.sasl.SaslExchange}:
 *
 * <ul>
 *   <li>The token is fetched when the server is connected and ready for it; a refused one is replaced once and the session
 *       opened anew, on a new connection.
 *   <li>Never a weaker mechanism than the account needs, never a token as a password, nothing secret without TLS (a password
 *       on loopback excepted), nothing with control characters in it.
 *   <li>Never an initial response on SMTP and POP3; on IMAP only while the line stays within 8 KiB.
 *   <li>A refusal in the form of a challenge is decoded, told, acknowledged (an empty line for XOAUTH2, {@code AQ==} for
 *       OAUTHBEARER), and the final reply read.
 * </ul>
 */
@org.jspecify.annotations.NullMarked
package signet.mail.sasl;
