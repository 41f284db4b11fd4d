package signet.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose queue is full: the kernel then drops what arrives, as a firewall does. */
final class BlackHole implements AutoCloseable {
    private static final int MOST = 20;

    private final ServerSocket full;
    private final List<Socket> waiting = new ArrayList<>();

    private BlackHole(ServerSocket full) {
        this.full = full;
    }

    static BlackHole open() {
        try {
            BlackHole hole = new BlackHole(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            while (hole.takesOneMore()) {
                if (hole.waiting.size() > MOST) {
                    throw new IllegalStateException("the queue does not fill");
                }
            }
            return hole;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean takesOneMore() throws IOException {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 200);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    int port() {
        return full.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        full.close();
    }
}
