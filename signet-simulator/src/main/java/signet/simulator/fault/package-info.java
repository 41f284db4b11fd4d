/**
 * Faults on demand: what shall go wrong, at which stage of which protocol, for whom and how often.
 *
 * <p>A {@link signet.simulator.fault.Fault} concerns the <em>reply</em> of its stage: the command has been carried out
 * when the reply is lost, delayed or damaged. One exception: {@link signet.simulator.fault.Action#SAY} with a refusing
 * text replaces the command, which is then not carried out. At {@link signet.simulator.fault.Stage#CONNECT},
 * {@link signet.simulator.fault.Stage#TLS} and {@link signet.simulator.fault.Stage#BODY} there is no reply; the fault
 * happens when the stage is reached (for the body: after {@code after} octets of it).
 *
 * <p>A client that loses the connection at {@code dot} is in doubt: the message was taken. Cut at {@code body} for a
 * message that was not.
 */
@NullMarked
package signet.simulator.fault;

import org.jspecify.annotations.NullMarked;
