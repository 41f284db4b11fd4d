/**
 * Signet's tokens for programs that use Jakarta Mail with Angus Mail and want to keep it.
 *
 * <p>{@link signet.jakarta.TokenLogin} fetches a token for every connection, logs in by XOAUTH2, and when the server refuses
 * replaces the token once. It says what the server's <em>final</em> reply was, and what its challenge held: Angus Mail alone
 * drops the connection at a {@code 334} challenge, repeats the token at an IMAP one, and takes a POP3 one for success.
 * {@link signet.jakarta.TokenAuthenticator} is for programs that only let themselves be given an
 * {@link jakarta.mail.Authenticator}.
 *
 * <p>Reading challenges needs a SASL mechanism of our own, and Java finds those only through security providers, which are
 * global to a process. It is therefore the application's decision: {@link signet.jakarta.SaslMechanisms#install()}. Without
 * it everything works, but SMTP and IMAP refusals carry no challenge.
 *
 * <p>Known limits, all Angus Mail's: the token always goes as initial response on SMTP unless the mechanisms are installed,
 * and POP3 has no SASL path at all.
 */
@org.jspecify.annotations.NullMarked
package signet.jakarta;
