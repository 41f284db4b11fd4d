/**
 * What looks after a running server and tells people about it. Nothing here is in the way of a message: whatever is slow or
 * broken here – a full log disk, a webhook that never answers, a standard error nobody reads – delivery goes on.
 *
 * <ul>
 *   <li>{@link signet.server.watch.Follower} reads the events by number on one thread and hands them to its
 *       {@link signet.server.watch.EventReader}s, each at its own place:
 *       <ul>
 *         <li>{@link signet.server.watch.DeliveryLog}: JSON lines, exactly one record per event, so exactly one reception record
 *             per entry and exactly one terminal record per recipient, also across {@code kill -9}.
 *         <li>{@link signet.server.watch.Metrics}: counters and gauges; names of accounts, never addresses.
 *         <li>{@link signet.server.watch.Alerts}: what a person must hear, by mail and by webhook, each way in order and at its
 *             own durable place.
 *       </ul>
 *   <li>{@link signet.server.watch.Housekeeper} does on one thread what has to be done now and then: expiry, retention, disk,
 *       storage, the calendar of ends, and the watchdog that restarts what died.
 *   <li>{@link signet.server.watch.ServerLog} sets up what the server says on standard error.
 * </ul>
 *
 * <p>{@link signet.server.watch.Watch} puts them together. Expiry waits after a jump of the wall clock: the monotonic clock is
 * compared with it, and nobody's mail ends because of a wrong hour.
 */
@NullMarked
package signet.server.watch;

import org.jspecify.annotations.NullMarked;
