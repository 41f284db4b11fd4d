/**
 * Where the queue is kept: every port of {@code queue}, {@code event} and {@code account} on one SQLite database in the data
 * folder ({@link signet.server.store.SqliteStore}).
 *
 * <ul>
 *   <li>One platform thread writes ({@code Writer}). Changes that arrive together share a transaction, each under a savepoint of
 *       its own; whoever asked is answered when the COMMIT has returned, which forces the log to disk (WAL, synchronous=FULL).
 *       Two platform threads read; virtual threads wait for them and never call SQLite, which would block their carrier.
 *   <li>Contents up to 32 KiB are rows, those up to 1 MiB are appended to a segment file that is forced before the COMMIT, larger
 *       ones are files that were forced by whoever brought them and are moved here before the COMMIT. A crash may leave octets
 *       without a row, never a row without octets; what is left over is removed at the next start.
 *   <li>An entry's expiry is measured on the clock of its account: wall time less the total of all standstills. Pausing a million
 *       entries changes one row. What {@code sendAt} moves into the future is moved on the same clock: a standstill before that
 *       moment also puts off the end.
 *   <li>Claims live in the memory of the one process that may open the folder: after a crash there are none. The mark before the
 *       final dot is in the database.
 *   <li>A failure that smells of the disk fails everybody in the transaction and latches {@code Health}; nothing is tried again
 *       on the same data before a probe has succeeded.
 *   <li>Text is looked for in the newest {@value signet.server.store.Listing#SEARCHED} entries that come into question.
 * </ul>
 */
@NullMarked
package signet.server.store;

import org.jspecify.annotations.NullMarked;
