package signet.server.account;

import java.time.Instant;
import java.util.Optional;
import signet.server.account.Outcome.Scope;

/**
 * A time during which Signet does not use something, for one reason.
 *
 * @param id        a UUIDv7 as users see ids
 * @param scope     account, credential, upstream or token service
 * @param name      of the account or credential, or the endpoint
 * @param code      the catalogue's id
 * @param reason    the provider's own words, with trace id, correlation id and timestamp where it sent them
 * @param nextProbe when a cheap probe looks whether it is over
 * @param closed    when it ended
 */
public record Incident(
        String id,
        Scope scope,
        String name,
        String code,
        String reason,
        Instant opened,
        Instant nextProbe,
        int probes,
        Optional<Instant> closed) {}
