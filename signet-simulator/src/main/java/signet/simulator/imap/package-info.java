/**
 * IMAP4rev1 as Exchange Online speaks it on port 993 (RFC 3501, 2177 IDLE, 4315 UIDPLUS, 6851 MOVE, 4959 SASL-IR, 7888
 * LITERAL+, 2342 NAMESPACE, 3691 UNSELECT, 2971 ID), with its habits: a throttled request is a tagged BAD, a missing right
 * shows only after AUTHENTICATE as {@code BAD User is authenticated but not connected.}, and a session does not outlive
 * its token.
 *
 * <p>Sequence numbers are those of the session's own view of the folder. What other sessions remove is told after commands
 * during which EXPUNGE may be sent (RFC 3501 §7.4.1), what arrives after any.
 *
 * <p>Not there, as there: CONDSTORE, QRESYNC, SPECIAL-USE, COMPRESS, ENABLE, LIST-EXTENDED. Flag changes by other sessions
 * are not told.
 */
@NullMarked
package signet.simulator.imap;

import org.jspecify.annotations.NullMarked;
