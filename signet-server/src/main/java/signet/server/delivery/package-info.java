/**
 * Delivery: from a claim to a settlement, again and again.
 *
 * <p>{@link signet.server.delivery.Delivery} is the service. Each account that has work has some lanes, threads with one
 * warm session each, never more than the account's connections. A lane takes a claim, waits for its place in the account's pace,
 * sends, has each recipient judged by {@link signet.server.account.Triage}, and settles attempt, states and events in one
 * transaction. Nothing else is shared between accounts, so that a stuck one costs the others nothing.
 *
 * <ul>
 *   <li>The final dot is noted durably before it is sent; where that fails no dot is sent.
 *   <li>No attempt is burnt where nothing was wrong with the entry: a conversation that could not be had, a limit of the
 *       account, a parked credential, a sender that waits for a person.
 *   <li>A warm session that turns out to be over before MAIL is replaced once, and nobody hears of it.
 *   <li>What does not change by itself becomes an incident: the accounts concerned stand still, a probe looks now and then, and at
 *       once when the roster changes; when it succeeds they go on.
 *   <li>An endpoint that cannot be reached is tried at growing distances; after five minutes it is an incident too.
 *   <li>Whatever our own code throws while it handles an entry counts against that entry alone; after three times in a row it is
 *       quarantined. A loop that dies is started again, and counted.
 * </ul>
 */
@NullMarked
package signet.server.delivery;

import org.jspecify.annotations.NullMarked;
