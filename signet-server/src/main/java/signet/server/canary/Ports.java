package signet.server.canary;

import signet.server.account.AccountStates;
import signet.server.account.Accounts;
import signet.server.event.EventLog;
import signet.server.queue.Health;
import signet.server.queue.QueueVerbs;
import signet.server.queue.QueueView;
import signet.server.queue.Reception;
import signet.server.queue.Upkeep;

/** What the canaries stand on. */
public record Ports(Queue queue, Accounts accounts, AccountStates states, EventLog events, Diagnosis diagnosis) {
    /** The way in, what has become of an entry, and its end. */
    public record Queue(Reception reception, Health health, QueueView view, QueueVerbs verbs, Upkeep upkeep) {}
}
