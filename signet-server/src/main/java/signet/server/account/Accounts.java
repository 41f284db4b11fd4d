package signet.server.account;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The roster in force. Thread-safe; {@link #replace} is seen as a whole or not at all. */
public final class Accounts {
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Roster roster;

    public Accounts(Roster roster) {
        this.roster = roster;
    }

    /** Take it once per decision: two calls may see two rosters. */
    public Roster current() {
        return roster;
    }

    public void replace(Roster next) {
        roster = next;
        watchers.forEach(Runnable::run);
    }

    /** Has {@code changed} called after each replacement, on the replacing thread. */
    public void watch(Runnable changed) {
        watchers.add(changed);
    }
}
