package signet.server.delivery;

import signet.server.account.AccountStates;
import signet.server.account.Accounts;
import signet.server.queue.Claims;
import signet.server.queue.Health;

/**
 * What delivery stands on.
 *
 * @param node the name under which this process owns accounts
 */
public record Ports(Accounts accounts, Claims claims, AccountStates states, Health health, String node) {}
