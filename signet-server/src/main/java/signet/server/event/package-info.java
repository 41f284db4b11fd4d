/**
 * What happens in a running server, in one vocabulary. {@link signet.server.event.EventKind} lists every kind; delivery log,
 * metrics, alerts, the event stream of the API and tests all read the same records.
 *
 * <p>An event that belongs to a change of state is stored in the transaction of that change, so neither exists without the
 * other. Readers follow by number and keep their own place: nothing is pushed that could get lost.
 */
@NullMarked
package signet.server.event;

import org.jspecify.annotations.NullMarked;
