package signet.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** Names to addresses, addresses to sockets: the seam where tests put faults and applications their own way out. */
public interface Dialer {
    /** All addresses of {@code host}, in the order they should be tried; at least one. */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** A connected TCP socket with {@code TCP_NODELAY}, or an exception after at most {@code timeout}. */
    Socket connect(InetSocketAddress address, Duration timeout) throws IOException;

    /** The operating system's resolver and plain sockets. */
    Dialer DIRECT = new Dialer() {
        @Override
        public List<InetAddress> resolve(String host) throws UnknownHostException {
            return List.of(InetAddress.getAllByName(host));
        }

        @Override
        @SuppressWarnings("AddressSelection") // the caller tries every address
        public Socket connect(InetSocketAddress address, Duration timeout) throws IOException {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(address, Math.toIntExact(timeout.toMillis()));
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }
    };
}
