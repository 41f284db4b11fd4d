package signet.mail.wire;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection. Reads block with the socket's time-out, which virtual threads like; writes never block: when the peer's
 * window is full a selector waits until it opens or the deadline passes, so that no thread has to watch the writer.
 */
final class SocketPipe implements Pipe {
    private final SocketChannel channel;
    private final Socket socket;
    private @Nullable Selector selector;

    SocketPipe(SocketChannel channel) {
        this.channel = channel;
        this.socket = channel.socket();
    }

    @Override
    public int read(ByteBuffer into, Deadline deadline) throws IOException {
        block();
        socket.setSoTimeout(deadline.millisLeft());
        int count = socket.getInputStream().read(into.array(), into.arrayOffset() + into.position(), into.remaining());
        if (count > 0) {
            into.position(into.position() + count);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer from, Deadline deadline) throws IOException {
        if (channel.isBlocking()) {
            channel.configureBlocking(false);
        }
        while (from.hasRemaining()) {
            if (channel.write(from) == 0) {
                awaitRoom(deadline);
            }
        }
    }

    private void awaitRoom(Deadline deadline) throws IOException {
        if (selector == null) {
            selector = Selector.open();
            channel.register(selector, SelectionKey.OP_WRITE);
        }
        selector.select(deadline.millisLeft());
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new SocketTimeoutException("interrupted");
        }
    }

    private void block() throws IOException {
        if (channel.isBlocking()) {
            return;
        }
        if (selector != null) {
            selector.close(); // a registered channel cannot be made blocking
            selector = null;
        }
        channel.configureBlocking(true);
    }

    @Override
    @SuppressWarnings("EmptyCatch") // nobody is left to tell
    public void close() {
        try {
            if (selector != null) {
                selector.close();
            }
            channel.close();
        } catch (IOException e) {
            // the connection is gone either way
        }
    }
}
