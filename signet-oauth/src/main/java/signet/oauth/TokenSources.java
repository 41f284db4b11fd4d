package signet.oauth;

import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One cache of tokens for everybody in the process: one entry, and at most one request at a time, per token endpoint,
 * client, scope and credential generation. Thread-safe; holds at most {@value #MOST} entries, the least used go first.
 */
public final class TokenSources {
    static final int MOST = 1_000;

    private final InstantSource clock;
    private final RandomGenerator jitter;
    private final Map<Key, CachedToken> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CachedToken> eldest) {
            return size() > MOST;
        }
    };

    private record Key(URI endpoint, String clientId, String scope, String generation) {}

    /**
     * An empty cache.
     *
     * @param clock  for the ends of tokens and waiting times
     * @param jitter spreads the refreshes of many processes; need not be thread-safe
     */
    public TokenSources(InstantSource clock, RandomGenerator jitter) {
        this.clock = clock;
        this.jitter = jitter;
    }

    /**
     * The tokens of a credential, asked for by way of {@code transport}.
     *
     * @throws IllegalArgumentException for a {@link Credential.Password}, which needs no token
     */
    public TokenSource source(Credential credential, TokenTransport transport) {
        Map<String, Secret> shown = TokenForms.own(credential);
        Key key = new Key(
                TokenForms.endpoint(credential).url(),
                shown.getOrDefault("client_id", Secret.of("")).reveal(),
                shown.getOrDefault("scope", Secret.of("")).reveal(),
                TokenForms.generation(credential));
        CachedToken entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(key, fresh -> new CachedToken(clock, this::random));
        }
        return entry.through(new TokenClient(credential, transport, clock), key.endpoint());
    }

    /** Between 0 and 1. */
    private double random() {
        synchronized (jitter) {
            return jitter.nextDouble();
        }
    }
}
