/**
 * The words all three mail protocols share: who ({@link signet.mail.Account}), where ({@link signet.mail.Endpoint}), how
 * ({@link signet.mail.Authentication}), how far we came ({@link signet.mail.Stage}), what the server said
 * ({@link signet.mail.Reply}) and why we stopped ({@link signet.mail.Fault}).
 *
 * <p>A refusal is a value; a conversation that could not be had is one {@link signet.mail.MailException}. Once a mail
 * transaction has begun nothing is thrown: every recipient gets a {@link signet.mail.Disposition}.
 *
 * <p>TLS is verified always, host name included. There is no fallback: not to cleartext, not to a weaker mechanism.
 */
@org.jspecify.annotations.NullMarked
package signet.mail;
