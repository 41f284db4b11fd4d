package signet.server.delivery;

import java.time.Duration;

/**
 * How long delivery waits for what.
 *
 * @param idle   a session without work is closed after so long
 * @param paced  a session whose account waits only for its pace is kept so long
 * @param look   the most between two looks at the queue
 * @param outage an endpoint out of reach for so long is an incident
 * @param deferral so is an account whose every message is deferred for so long: a right that was given needs up to two hours
 */
public record Patience(Duration idle, Duration paced, Duration look, Duration outage, Duration deferral) {
    public static final Patience STANDARD = new Patience(
            Duration.ofSeconds(30),
            Duration.ofSeconds(100),
            Duration.ofSeconds(15),
            Duration.ofMinutes(5),
            Duration.ofHours(2));
}
