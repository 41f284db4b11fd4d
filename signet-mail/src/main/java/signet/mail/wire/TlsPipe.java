package signet.mail.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** TLS over another pipe by {@link SSLEngine}: the handshake and every record keep to the caller's deadline. */
final class TlsPipe implements Pipe {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Pipe below;
    private final SSLEngine engine;
    private final ByteBuffer incoming; // ready to be read: encrypted octets
    private final ByteBuffer outgoing; // ready to be filled
    private ByteBuffer clear; // ready to be read: decrypted octets
    private boolean sawRecord;

    TlsPipe(Pipe below, SSLEngine engine) {
        this.below = below;
        this.engine = engine;
        SSLSession session = engine.getSession();
        incoming = ByteBuffer.allocate(session.getPacketBufferSize()).flip();
        outgoing = ByteBuffer.allocate(session.getPacketBufferSize());
        clear = ByteBuffer.allocate(session.getApplicationBufferSize()).flip();
    }

    SSLSession session() {
        return engine.getSession();
    }

    /** Shakes hands; a failure has been told to the peer by an alert where that was possible. */
    void handshake(Deadline deadline) throws IOException {
        try {
            engine.beginHandshake();
            while (continueHandshake(deadline)) {
                // one flight at a time
            }
        } catch (SSLException e) {
            sayGoodbye();
            throw e;
        }
    }

    private boolean continueHandshake(Deadline deadline) throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> wrap(NOTHING, deadline);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                if (unwrap(deadline) < 0) {
                    throw new EOFException("the server closed the connection during the TLS handshake");
                }
            }
            case FINISHED, NOT_HANDSHAKING -> {
                return false;
            }
        }
        return true;
    }

    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    @Override
    public int read(ByteBuffer into, Deadline deadline) throws IOException {
        while (!clear.hasRemaining()) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_WRAP || status == HandshakeStatus.NEED_TASK) {
                continueHandshake(deadline); // TLS 1.3 key update
            } else if (unwrap(deadline) < 0) {
                return -1;
            }
        }
        int count = Math.min(into.remaining(), clear.remaining());
        into.put(into.position(), clear, clear.position(), count);
        into.position(into.position() + count);
        clear.position(clear.position() + count);
        return count;
    }

    /** One record, if there is one; reads from below when it is not complete. -1 at the end. */
    private int unwrap(Deadline deadline) throws IOException {
        ByteBuffer target = clear.compact();
        SSLEngineResult result;
        try {
            result = engine.unwrap(incoming, target);
        } finally {
            clear = target.flip();
        }
        return switch (result.getStatus()) {
            case OK -> 0;
            case CLOSED -> -1;
            case BUFFER_UNDERFLOW -> fill(deadline);
            case BUFFER_OVERFLOW -> {
                clear = ByteBuffer.allocate(
                                clear.remaining() + engine.getSession().getApplicationBufferSize())
                        .put(clear)
                        .flip();
                yield 0;
            }
        };
    }

    private int fill(Deadline deadline) throws IOException {
        incoming.compact();
        int count;
        try {
            count = below.read(incoming, deadline);
        } finally {
            incoming.flip();
        }
        if (count > 0 && !sawRecord) {
            sawRecord = true;
            NotTlsException.check(incoming);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer from, Deadline deadline) throws IOException {
        while (from.hasRemaining()) {
            wrap(from, deadline);
        }
    }

    private void wrap(ByteBuffer from, Deadline deadline) throws IOException {
        outgoing.clear();
        SSLEngineResult result = engine.wrap(from, outgoing);
        below.write(outgoing.flip(), deadline);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && from.hasRemaining()) {
            throw new EOFException("the server closed the TLS connection");
        }
    }

    @Override
    public void close() {
        engine.closeOutbound();
        sayGoodbye();
        below.close();
    }

    /** The alert, or close_notify, if the engine has one and the peer takes it at once. */
    @SuppressWarnings("EmptyCatch")
    private void sayGoodbye() {
        try {
            Deadline soon = Deadline.in(Duration.ofSeconds(1));
            for (int i = 0; i < 2 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
                wrap(NOTHING, soon);
            }
        } catch (IOException e) {
            // the reason for leaving is known already; the peer does not want to hear it
        }
    }
}
