package signet.server.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** {@code 127.0.0.1}, whatever the platform's resolver or preference says. */
final class Loopback {
    private Loopback() {}

    static InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }
}
