/**
 * From a credential to an access token.
 *
 * <p>A {@link signet.oauth.Credential} is what an administrator holds and guards: a password, a client secret, a private
 * key with its certificate, or request properties for any token endpoint. A {@link signet.oauth.TokenSource} turns it into
 * an {@link signet.oauth.AccessToken}: one form POST (RFC 6749 §4.4, with the client authenticated by a secret or by a
 * signed assertion, RFC 7523 §2.2), cached, refreshed ahead of its end, and asked for only once however many callers
 * wait.
 *
 * <p>Everything here runs inside other people's applications: no threads of its own, no lock held across I/O, the clock
 * and the way to the network come from outside, and no secret appears in a message, a log or a {@code toString()}.
 */
@org.jspecify.annotations.NullMarked
package signet.oauth;
