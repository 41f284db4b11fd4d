package signet.server.listener;

import java.net.InetAddress;

/**
 * Who is at the other end, as the connection shows it.
 *
 * @param port where the connection came to, for the log
 */
record Peer(InetAddress address, int port) {
    boolean loopback() {
        return address.isLoopbackAddress();
    }

    String text() {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone); // the interface of a link-local address is ours to know
    }
}
