package signet.server.listener;

import java.io.IOException;
import java.util.Optional;
import signet.server.queue.NotAcceptedException.Reason;

/** Brings the octets of a message from the wire to a {@link BodyReader}, against a clock. Not for several threads at once. */
final class MessageReader {
    /**
     * What is too large is read to its end, so that the client sees why it is refused. So many times the limit is not: a client
     * that never ends would keep its session for ever.
     */
    private static final int PATIENCE = 10;

    private final ClientWire wire;
    private final BodyReader reader;
    private final MessageClock clock;
    private final boolean dot;
    private long left;

    private MessageReader(
            ClientWire wire, Connection connection, Service service, BodyReader reader, boolean dot, long left) {
        this.wire = wire;
        this.reader = reader;
        this.clock = new MessageClock(connection, service.options().limits());
        this.dot = dot;
        this.left = left;
        clock.next(0);
    }

    /** Reads up to the dot. */
    static MessageReader toTheDot(ClientWire wire, Connection connection, Service service, BodyReader reader) {
        long most = PATIENCE * service.reception().limits().message();
        return new MessageReader(wire, connection, service, reader, true, most);
    }

    /** Reads so many octets. */
    static MessageReader counted(
            ClientWire wire, Connection connection, Service service, BodyReader reader, long size) {
        return new MessageReader(wire, connection, service, reader, false, size);
    }

    /** Takes what has come. True when that was the rest of it, or more than is borne. */
    boolean take() throws IOException {
        while (left > 0 && wire.hasInput()) {
            int first = wire.position();
            int limit = dot ? wire.limit() : (int) Math.min(wire.limit(), first + left);
            int end = reader.take(wire.octets(), first, limit);
            int next = end >= 0 ? end : limit;
            wire.position(next);
            clock.next(next - first);
            if (end >= 0) {
                return true;
            }
            left -= limit - first;
        }
        return left == 0 || tooMuch().isPresent();
    }

    /** Why the client is not listened to any longer. */
    Optional<Answer> tooMuch() {
        return dot && left <= 0
                ? Optional.of(Answer.bad(
                                552,
                                "5.3.4",
                                Reason.TOO_LARGE.word(),
                                "the message has " + PATIENCE + " times the size allowed")
                        .thenHangUp())
                : Optional.empty();
    }
}
