package signet.server.delivery;

import java.time.Instant;

/**
 * A time during which nothing of an account begins, after which it goes on by itself.
 *
 * @param until  when it goes on
 * @param reason one sentence for an operator
 */
public record Rest(Instant until, String reason) {}
