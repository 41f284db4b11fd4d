package signet.server.account;

/**
 * A node's right to an account.
 *
 * @param node  the node's name
 * @param epoch changes at every take-over; a write under an older one matches nothing
 */
public record Ownership(String account, String node, long epoch) {}
