package signet.server.account;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of accounts beyond a restart. While an account stands still, for either reason, the expiry clocks of its
 * entries stand still too: the store keeps the total per account.
 */
public interface AccountStates {
    /** The right to all accounts of this one node, under a new epoch. Claims made under earlier ones are void. */
    long takeOver(String node) throws IOException;

    /** Accounts that stand still: by name, why. */
    Map<String, Standstill> standstills() throws IOException;

    /** A person pauses the account. False when it was paused already. */
    boolean pause(String account, String by) throws IOException;

    /** Ends a pause. False when it was not paused. */
    boolean resume(String account, String by) throws IOException;

    /**
     * Opens an incident and parks {@code accounts}, in one step with its event. Where an open one has the same scope and name,
     * that one is given back unchanged but for the accounts it parks: one incident, however many notice.
     */
    Incident open(Incident incident, List<String> accounts) throws IOException;

    /** A probe failed: next one at {@code nextProbe}, with the latest reason. */
    void probed(String incident, Instant nextProbe, String reason) throws IOException;

    /** Closes an incident; accounts that no other open incident parks go on. */
    void close(String incident) throws IOException;

    List<Incident> incidents(boolean openOnly, int limit) throws IOException;

    /** When messages of this account were tried since {@code since}, and to how many recipients: what pacing has to know. */
    List<Spent> spentSince(String account, Instant since) throws IOException;

    /** Of which accounts every message is deferred, by name. */
    Map<String, Deferral> deferrals() throws IOException;

    /** Remembers that every message of the account is deferred, or with nothing that they are no longer. */
    void deferred(String account, Optional<Deferral> deferral) throws IOException;

    /**
     * A time in which the provider says nothing but "later".
     *
     * @param last when it was said last
     */
    record Deferral(Instant since, Instant last) {}

    /**
     * Why an account stands still.
     *
     * @param pausedBy who paused it
     * @param incident the id of the incident that parks it
     */
    record Standstill(Optional<String> pausedBy, Optional<Instant> pausedAt, Optional<String> incident) {}

    /** One message handed to the provider. */
    record Spent(Instant at, int recipients) {}
}
