/**
 * The HTTP API under {@code /v1}. The only package that knows Spring: {@link signet.server.api.HttpApi} starts it last, around
 * objects that are built already; nothing is scanned and nothing configures itself.
 *
 * <ul>
 *   <li>{@link signet.server.api.Routes} is the table of everything that can be asked: method, path, access, handler. Routing,
 *       the check of scopes and the test of {@code openapi.json} read the same table.
 *   <li>A handler takes a {@link signet.server.api.Call} and gives an {@link signet.server.api.Answer}; what is wrong is a
 *       {@link signet.server.api.ProblemException}, which becomes {@code application/problem+json} (RFC 9457) with a JSON pointer
 *       to each wrong member.
 *   <li>Who calls is an API token and nothing else: {@code Authorization: Bearer sgn_…}, looked up by SHA-256 at each request, so
 *       that a revocation counts at once. There is no session and no cookie. A token restricted to accounts gets the same 404
 *       for what belongs to others and for what does not exist.
 *   <li>Bodies are streamed: JSON is read token by token, attachments are decoded into a {@link signet.server.queue.Spool}. A
 *       body has a limit in octets, JSON in depth; names that occur twice, trailing data and numbers that are none are refused.
 *   <li>No answer contains a secret. Objects are shown by a list of what may be shown ({@link signet.server.api.Mask}).
 * </ul>
 */
@NullMarked
package signet.server.api;

import org.jspecify.annotations.NullMarked;
