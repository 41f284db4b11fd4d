/**
 * Brings mail from a mailbox into a folder, at least once and never lost.
 *
 * <p>The order of things, for each batch of messages:
 *
 * <ol>
 *   <li>every message is written to a file of its own, forced to disk and renamed
 *       ({@link signet.server.retrieval.DirectorySink});
 *   <li>the folder itself is forced to disk;
 *   <li>the {@link signet.server.retrieval.ArrivalHandler} is told of each message;
 *   <li>the cursor in {@code .signet-cursor} passes them, forced to disk and renamed
 *       ({@link signet.server.retrieval.CursorFile});
 *   <li>only now the mailbox is changed: flagged, deleted or moved. What is still to be changed stands in the cursor too, so
 *       that a run cut off here makes up for it the next time.
 * </ol>
 *
 * <p>A run cut off anywhere, by a signal, by the network or by the power, leaves files that are whole and a cursor that has
 * passed none too many: the next run continues, and a message at the edge may be handed over twice.
 *
 * <p>IMAP counts by UID under a UIDVALIDITY (RFC 9051 §2.3.1.1). When the server changes it, the mailbox is read by the same
 * rule as for a first run, and the listener is told. POP3 knows no order, so the cursor lists the UIDLs (RFC 1939 §7) of what
 * is done and still there.
 */
@org.jspecify.annotations.NullMarked
package signet.server.retrieval;
