package signet.server.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Ownership;

/**
 * What delivery does with entries. Each verb is one transaction; each write is fenced by the epoch, and one under an older
 * epoch changes nothing and says so.
 */
public interface Claims {
    /**
     * Claims entries of the account that are due, not held, and not given up: greater priority first, then due time.
     *
     * @param limit at most so many
     */
    List<Claim> claim(Ownership ownership, int limit, Instant now) throws IOException;

    /**
     * Claims one entry of an account that stands still, to see whether it still has to: as {@link #claim} otherwise.
     *
     * @return the claim, where one is due
     */
    Sample claimOne(Ownership ownership, Instant now) throws IOException;

    /**
     * An entry of an account that stands still.
     *
     * @param waits whether the account has a pending entry that is not held, due or not
     */
    record Sample(Optional<Claim> claim, boolean waits) {}

    /** Accounts with pending entries that are not held, each with the earliest due time. */
    Map<String, Instant> due() throws IOException;

    /**
     * Notes durably that the final dot of an attempt is about to be sent. Called right before the dot.
     *
     * @throws IOException when it could not be noted, or the claim is void: the dot must not be sent
     */
    void dot(Claim claim, EntryId attempt, Instant began) throws IOException;

    /**
     * Stores an attempt and what follows from it, and ends the claim. False when the claim is void: nothing was changed.
     */
    boolean settle(Claim claim, Settlement settlement) throws IOException;

    /** Ends claims that were not tried: due again after {@code wait}. */
    void giveBack(List<Claim> claims, Duration wait) throws IOException;

    /**
     * Entries that an earlier run left between dot and answer are given back: by the account's rule they are tried again, marked
     * as possible duplicates, or held. One {@code message.unconfirmed} event each.
     *
     * @param hold accounts whose rule is to hold
     * @return how many there were
     */
    int recover(long epoch, java.util.Set<String> hold) throws IOException;

    /** Has {@code wake} called with the account after each commit that made something of it due. It must not wait. */
    void onDue(java.util.function.Consumer<String> wake);
}
