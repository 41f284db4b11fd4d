package signet.server.listener;

/**
 * What is known of a client when it sends a message.
 *
 * @param name  as it called itself
 * @param login whether it logged in
 */
record Hello(String name, boolean extended, boolean tls, boolean login) {
    String protocol(boolean international) {
        return TraceLine.protocol(extended, tls, login, international);
    }
}
