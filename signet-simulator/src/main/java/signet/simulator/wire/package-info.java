/**
 * Sockets of the simulated mail servers: accepting, lines and octets in and out, TLS, and the faults of
 * {@link signet.simulator.fault} applied to what goes out.
 *
 * <p>Lines end in CRLF and nothing else; what ends in a bare LF is reported as such. Plaintext that was read ahead is
 * dropped when TLS begins (RFC 3207 §4.2). Output is collected and leaves before the next wait for input, so that
 * pipelined commands get their replies in few segments.
 *
 * <p>Each conversation has one thread of the given factory. Ending the server closes the raw sockets, which ends every
 * wait; the output of a conversation may also be written to by the thread that delivers a message (IMAP IDLE).
 */
@NullMarked
package signet.simulator.wire;

import org.jspecify.annotations.NullMarked;
