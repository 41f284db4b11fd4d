package signet.server.api;

/**
 * Where a request comes from.
 *
 * @param address  of the client, by way of a trusted proxy where there is one
 * @param loopback on this machine, and not handed on by a proxy on it
 */
public record Peer(String address, boolean loopback) {}
