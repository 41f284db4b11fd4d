/**
 * A stand-in for Entra ID's token endpoint and for Exchange Online's SMTP, IMAP and POP3, with faults on demand.
 *
 * <p>{@link signet.simulator.Simulator} starts everything described by a {@link signet.simulator.Scenario} on loopback:
 * an HTTPS token endpoint that really checks what it is sent ({@code signet.simulator.entra}), mail servers that speak as
 * Exchange Online does ({@code signet.simulator.exchange}, {@code .smtp}, {@code .imap}, {@code .pop3}), a certificate
 * authority made for this run, and a small control API by which a test changes identities, switches, faults and the clock
 * while everything keeps running. {@link signet.simulator.Journal} holds what was seen.
 *
 * <p>Nothing here is shared with the Signet clients: the simulator reads the RFCs for itself and uses another JOSE library,
 * so that a misreading on one side is not repeated on the other.
 *
 * <p>Every sentence of Microsoft's that the simulator plays back is synthetic and is marked so in the journal. The texts
 * live in {@code entra-messages.properties}, so that a new observation is one line.
 *
 * <p>Threads come from the {@link java.util.concurrent.ThreadFactory} given to the builder; time comes from its clock, moved
 * by the offset of the control API.
 */
@NullMarked
package signet.simulator;

import org.jspecify.annotations.NullMarked;
