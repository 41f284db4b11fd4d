/**
 * SMTP submission as Exchange Online speaks it on port 587 (RFC 5321, 6409, 3207, 4954, 2920, 3030, 1870, 6531, 3461).
 *
 * <p>AUTH is offered after TLS only, with and without an initial response. The refusal of XOAUTH2 is the bare
 * {@code 535 5.7.3}, with a host, time and id in brackets that change; with the Google profile it is a challenge first.
 * What may be sent is decided where the real server decides it: the reverse-path at MAIL, the {@code From:} header, the
 * mailbox permission and the limits after the final dot.
 *
 * <p>The end of the data is CRLF.CRLF and nothing else. A CR or LF on its own is refused after the dot unless the policy
 * accepts it; the octets are kept as they came, less the stuffed dots.
 */
@NullMarked
package signet.simulator.smtp;

import org.jspecify.annotations.NullMarked;
