/**
 * The durable queue: what is in it, what may happen to it, and what a store has to promise.
 *
 * <p>The life of an entry: <b>accepted durably → claimed → tried once → settled</b>, again until every recipient is in a final
 * state. Each arrow is one verb of a port here, and one transaction of the store:
 *
 * <ul>
 *   <li>{@link signet.server.queue.Acceptance} – content, recipients, idempotency key and event in one durable step.
 *   <li>{@link signet.server.queue.Claims} – what delivery does, fenced by the epoch of the ownership.
 *   <li>{@link signet.server.queue.QueueView} – what API, console and command show.
 *   <li>{@link signet.server.queue.QueueVerbs} – what an operator does, each with who did it.
 *   <li>{@link signet.server.queue.Upkeep} – expiry, retention, health.
 * </ul>
 *
 * <p>A recipient is {@code pending} or final. Only an operator's retry leads back from failed, expired or cancelled; only a
 * matched bounce leads from delivered to bounced.
 */
@NullMarked
package signet.server.queue;

import org.jspecify.annotations.NullMarked;
