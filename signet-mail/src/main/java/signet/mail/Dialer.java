package signet.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/** Names to addresses, addresses to sockets: the seam where tests put faults and applications their own way out. */
public interface Dialer {
    /** All addresses of {@code host}, in the order they should be tried; at least one. */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** A connected TCP channel, in blocking mode, with {@code TCP_NODELAY}, or an exception after at most {@code timeout}. */
    SocketChannel connect(InetSocketAddress address, Duration timeout) throws IOException;

    /** The operating system's resolver and plain sockets. */
    Dialer DIRECT = new Dialer() {
        @Override
        public List<InetAddress> resolve(String host) throws UnknownHostException {
            return List.of(InetAddress.getAllByName(host));
        }

        @Override
        @SuppressWarnings("AddressSelection") // the caller tries every address
        public SocketChannel connect(InetSocketAddress address, Duration timeout) throws IOException {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket().connect(address, Math.toIntExact(timeout.toMillis()));
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
    };
}
