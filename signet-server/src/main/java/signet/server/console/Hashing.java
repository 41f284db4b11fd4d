package signet.server.console;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import signet.oauth.Secret;
import signet.server.account.PasswordHash;

/** Makes and compares argon2id hashes, a few at a time: each takes 19 MiB and tens of milliseconds. Thread-safe. */
final class Hashing {
    private static final int AT_A_TIME = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Semaphore places = new Semaphore(AT_A_TIME, true);
    private final SecureRandom random = new SecureRandom();
    private volatile @org.jspecify.annotations.Nullable PasswordHash nobodys;

    PasswordHash of(Secret password) {
        return inTurn(() -> PasswordHash.of(password, random));
    }

    /** With the same effort whether there is such a user or not. */
    boolean fits(Optional<PasswordHash> hash, Secret password) {
        PasswordHash compared = hash.orElseGet(this::nobodys);
        boolean same = inTurn(() -> compared.verify(password));
        return same && hash.isPresent();
    }

    private PasswordHash nobodys() {
        PasswordHash known = nobodys;
        if (known == null) {
            known = of(Secret.of("of nobody"));
            nobodys = known;
        }
        return known;
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refusal(
                        429, "Too many at once", "Too many people log in at this moment. Try again in a few seconds.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(503, "The server ends", "The server is being stopped.");
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
