/**
 * The token endpoint of a stand-in Entra ID: tenants, app registrations, client credentials, access tokens.
 *
 * <p>A request to {@code POST /TENANT/oauth2/v2.0/token} is judged in this order, and the first fault is the answer:
 *
 * <ol>
 *   <li>method (900561), form (900144), tenant (900023, 9001023, 90002), required fields (900144), {@code resource}
 *       (901002), grant (70003)
 *   <li>application: unknown (700016), disabled (7000112), without service principal (7000229), public (700025)
 *   <li>credential: none (7000216); secret wrong (7000215) or expired (7000222); assertion unreadable (50027), algorithm
 *       (5002738), no key identifier (5002723), key not registered or expired (700027), signature (700027), {@code iss}
 *       and {@code sub} (700021), {@code aud} (700023), {@code nbf} and {@code exp} (700024)
 *   <li>scope (1002012, 700022, 70011, 500011), Conditional Access (53003)
 * </ol>
 *
 * <p>What passes gets a real JWT in the v1 form that Exchange Online receives, signed RS256; a missing consent shows only as
 * a token without {@code roles}, as with Entra. Nothing is looked up by name of a scenario: every refusal above is the
 * outcome of a check. Sentences that no check can produce are played by the fault {@code refuse}.
 *
 * <p>Sources: Microsoft identity platform, <i>OAuth 2.0 client credentials flow</i>, <i>Certificate credentials</i>,
 * <i>Error codes</i>; RFC 6749 §4.4 and §5.2, RFC 7521, RFC 7523. Observed answers are in
 * {@code entra-messages.properties}. Not known, and chosen here: the tolerance for {@code nbf} and {@code exp} (five
 * minutes), and that {@code x5t} must be strict base64url while {@code x5t#S256} may be padded standard base64 (which is
 * what MSAL for Java sends).
 */
@NullMarked
package signet.simulator.entra;

import org.jspecify.annotations.NullMarked;
