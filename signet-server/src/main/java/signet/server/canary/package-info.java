/**
 * The canary: a message from an account to itself, now and then, to see whether mail really works. It goes through the durable
 * queue and the account's own delivery like any other, is looked for by the account's IMAP or POP3, and is removed again. The time
 * from putting it into the queue to finding it is the one number for "mail works".
 *
 * <ul>
 *   <li>One at a time for each account. None is sent while the account is paused, parked or disabled, and none is caught up on: after
 *       a downtime the next one goes when it would have gone, or soon. Accounts are spread, so that a thousand of them do not send at
 *       once.
 *   <li>What became of it: it <b>returned</b>; it was accepted by the provider but not found within ten minutes (<b>lost</b>); the
 *       <b>mailbox</b> cannot be read, and the doctor says why; it was <b>refused</b> for good; or it was <b>not sent</b>, because it
 *       was not accepted within ten minutes. Of the last the queue and the incident tell, so there is no event of it.
 *   <li>{@code canary.missed} is stored for each that is missed, {@code canary.returned} for each that returns; people are alerted by
 *       the first of a row, and by the first that returns after it.
 *   <li>Of the mailbox nothing changes but our own messages, known by a random mark in their header. One that was given up and comes
 *       late is removed by a later look.
 *   <li>Its entry is removed from the queue when it has returned; the latest that was missed stays until the next has ended.
 *   <li>A restart forgets the one under way: its time could not be measured. It does not count, and is removed when it is seen.
 * </ul>
 *
 * <p>{@link signet.server.canary.Canaries} is one loop that owns all of it. {@link signet.server.canary.Rota} says whose turn it is,
 * {@link signet.server.canary.Pursuit} follows what is under way, {@link signet.server.canary.Verdicts} tells how it ended.
 * {@link signet.server.canary.Looks} are a bounded number of conversations with mailboxes beside the loop, each with a deadline. What
 * has to survive a restart stands in {@link signet.server.canary.Notes}.
 */
@NullMarked
package signet.server.canary;

import org.jspecify.annotations.NullMarked;
