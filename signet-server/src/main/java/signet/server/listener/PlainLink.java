package signet.server.listener;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Octets in clear. Waits or does not, as its channel is set at the moment. */
final class PlainLink implements Link {
    private final SocketChannel channel;
    /** Answers that the client does not take. */
    private ByteBuffer left = ByteBuffer.allocate(0);

    PlainLink(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(octets, offset, length));
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        ByteBuffer next = ByteBuffer.wrap(octets, offset, length);
        if (drained()) {
            channel.write(next);
        }
        if (next.hasRemaining()) {
            left = ByteBuffer.allocate(left.remaining() + next.remaining())
                    .put(left)
                    .put(next)
                    .flip();
        }
    }

    /** Sends what is left. Whether that was all of it: as long as it is not, nothing more should be asked of the client. */
    boolean drained() throws IOException {
        if (left.hasRemaining()) {
            channel.write(left);
        }
        return !left.hasRemaining();
    }
}
