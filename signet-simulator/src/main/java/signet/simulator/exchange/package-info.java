/**
 * Exchange Online as its mail protocols see it: a tenant with registered service principals and switches, mailboxes with
 * rights, limits and content.
 *
 * <p>Nothing is decided by the name of a scenario. A login is admitted by {@link signet.simulator.exchange.Gate} after the
 * checks the real service makes: the token is genuine and current, its audience is Exchange, its tenant is this one, it
 * carries the protocol's role, its application is registered with the object id of the enterprise application, the mailbox
 * exists, the protocol is on, and the application may open the mailbox. The peer learns as little as it does there; the
 * reason goes to the journal.
 *
 * <p>Every switch may be changed at any time from any thread and holds for the next command.
 *
 * <p>The texts are in {@code exchange-messages.properties}, one line each.
 */
@NullMarked
package signet.simulator.exchange;

import org.jspecify.annotations.NullMarked;
