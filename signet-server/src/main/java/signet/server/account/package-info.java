/**
 * Who may send, how fast, and what a failure means.
 *
 * <ul>
 *   <li>{@link signet.server.account.Roster} is the picture of all accounts and logins at one moment; a reload replaces it as a
 *       whole, so nobody sees half of the old and half of the new.
 *   <li>{@link signet.server.account.Triage} alone turns a fault into an {@link signet.server.account.Outcome}.
 *   <li>{@link signet.server.account.Pacer} keeps an account within its {@link signet.server.account.Pace}.
 *   <li>An account is <em>paused</em> by a person and <em>parked</em> by Signet; either way nothing of it is tried, no attempt is
 *       burnt and no expiry clock runs.
 *   <li>An {@link signet.server.account.Ownership} is a node's right to an account; its epoch stands in every write, so that a
 *       node that lost the right changes nothing any more.
 * </ul>
 */
@NullMarked
package signet.server.account;

import org.jspecify.annotations.NullMarked;
