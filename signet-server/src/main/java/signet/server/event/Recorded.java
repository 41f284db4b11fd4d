package signet.server.event;

import java.time.Instant;

/**
 * A stored event.
 *
 * @param number grows without end; a later commit never has a smaller one
 * @param at     when it was stored
 */
public record Recorded(long number, Instant at, Event event) {}
