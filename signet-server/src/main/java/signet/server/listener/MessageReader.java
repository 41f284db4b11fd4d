package signet.server.listener;

import java.io.IOException;
import java.util.Optional;
import signet.server.queue.LineEnds;
import signet.server.queue.NotAcceptedException.Reason;

/** Brings the octets of a message from the wire to a {@link BodyReader}, against a clock. Not for several threads. */
final class MessageReader {
    /**
     * What is too large is read to its end, so that the client sees why it is refused. So many times the limit is not: a client
     * that never ends would keep its session for ever.
     */
    private static final int PATIENCE = 10;

    private final ClientWire wire;
    private final Connection connection;
    private final Service service;

    MessageReader(ClientWire wire, Connection connection, Service service) {
        this.wire = wire;
        this.connection = connection;
        this.service = service;
    }

    /** Up to the dot. Gives why it was not read to its end. */
    Optional<Answer> toTheDot(BodyReader reader) throws IOException {
        MessageClock deadline = new MessageClock(connection, service.options().limits());
        long left = PATIENCE * service.reception().limits().message();
        while (left > 0) {
            deadline.next(wire.limit() - wire.position());
            if (!wire.hasInput() && !wire.fill()) {
                return Optional.of(gone());
            }
            left -= wire.limit() - wire.position();
            int end = reader.take(wire.octets(), wire.position(), wire.limit());
            if (end >= 0) {
                wire.position(end);
                return Optional.empty();
            }
            wire.discard();
        }
        return Optional.of(Answer.bad(
                        552,
                        "5.3.4",
                        Reason.TOO_LARGE.word(),
                        "the message has " + PATIENCE + " times the size allowed")
                .thenHangUp());
    }

    /** So many octets. Gives why they were not read. */
    Optional<Answer> counted(BodyReader reader, long size) throws IOException {
        MessageClock deadline = new MessageClock(connection, service.options().limits());
        long left = size;
        while (left > 0) {
            deadline.next(0);
            if (!wire.hasInput() && !wire.fill()) {
                return Optional.of(gone());
            }
            int end = (int) Math.min(wire.limit(), wire.position() + left);
            deadline.next(end - wire.position());
            left -= end - wire.position();
            reader.take(wire.octets(), wire.position(), end);
            wire.position(end);
        }
        return Optional.empty();
    }

    /** Reads octets of which nothing comes; then the answer is this, unless the client has gone. */
    Answer skipped(long size, Answer answer) throws IOException {
        BodyReader nowhere = new BodyReader(java.io.OutputStream.nullOutputStream(), LineEnds.REJECT, false);
        return counted(nowhere, size).orElse(answer);
    }

    private static Answer gone() {
        return Answer.bad(421, "4.4.2", "gone", "the connection ended before the message")
                .thenHangUp();
    }
}
