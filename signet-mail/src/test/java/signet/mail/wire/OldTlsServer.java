package signet.mail.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers every ClientHello as a server that knows nothing newer than TLS 1.1: by a fatal alert protocol_version. */
final class OldTlsServer implements AutoCloseable {
    private static final byte[] PROTOCOL_VERSION = {0x15, 3, 2, 0, 2, 2, 70};

    private final ServerSocket listener;

    OldTlsServer() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::serve, "old-tls-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        try (Socket socket = listener.accept()) {
            byte[] head = socket.getInputStream().readNBytes(5);
            socket.getInputStream().readNBytes(((head[3] & 0xFF) << 8) | (head[4] & 0xFF));
            socket.getOutputStream().write(PROTOCOL_VERSION);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
