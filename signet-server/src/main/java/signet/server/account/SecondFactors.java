package signet.server.account;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import signet.oauth.Secret;

/** What users of the console have besides their passwords. Secrets are sealed at rest; of recovery codes there are hashes only. */
public interface SecondFactors {
    /** Before all steps: no code was used yet. */
    long NO_STEP = -1;

    Optional<Factor> find(String name) throws IOException;

    /**
     * Gives the user a factor, in place of a former one and its recovery codes.
     *
     * @param step     whose code confirmed it; no longer good
     * @param recovery of the codes, by their places
     * @return false when there is no such user
     */
    boolean put(String name, Secret secret, long step, List<PasswordHash> recovery, Instant now) throws IOException;

    /** Uses up a step and those before it. False when it was used up already: of two at once one is told so. */
    boolean use(String name, long step) throws IOException;

    /** The hash of the recovery code at a place, unless it was used. */
    Optional<PasswordHash> recovery(String name, int place) throws IOException;

    /** Uses up a recovery code. False when it was used up already. */
    boolean spend(String name, int place, PasswordHash hash) throws IOException;

    /** Puts other recovery codes in place of those there are. False when the user has no factor. */
    boolean renew(String name, List<PasswordHash> recovery) throws IOException;

    /** False when the user has none. */
    boolean remove(String name) throws IOException;

    /**
     * A time-based one ({@link Totp}).
     *
     * @param secret in base32
     * @param since  when it was confirmed
     * @param used   the last step that was used
     * @param left   recovery codes that were not used
     */
    record Factor(Secret secret, Instant since, long used, int left) {}
}
