/**
 * Real mail servers and a real OpenID provider on loopback, for tests and benchmarks of the packaged command.
 *
 * <p>{@link signet.realservers.RealServers} starts everything below one temporary folder and takes it away again:
 * an own certificate authority ({@link signet.realservers.Authority}), Keycloak with one realm
 * ({@link signet.realservers.Keycloak}), Dovecot for IMAP, POP3, LMTP and SASL ({@link signet.realservers.Dovecot}) and
 * Postfix for submission ({@link signet.realservers.Postfix}). Nothing listens elsewhere than on 127.0.0.1, no file of
 * the distribution's own installation is read or changed, and only processes started here are ended.
 *
 * <p>Who may do what: a token whose claim {@code mailbox} holds an address of the domain opens every mailbox of that
 * domain, as an application permission does in Microsoft 365; a password opens one mailbox. The servers know nothing of
 * Signet: what is proven here is proven against other people's reading of the standards.
 */
@NullMarked
package signet.realservers;

import org.jspecify.annotations.NullMarked;
