package signet.server.queue;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import signet.server.mime.HeaderBlock;
import signet.server.mime.HeaderEnd;
import signet.server.queue.NotAcceptedException.Reason;

/**
 * A message on its way into the spool. Its header is held back until it is complete, checked and changed; the rest streams
 * through. A refusal is kept until {@link #finish()}: whoever reads the message from a socket has to read it to its end anyway.
 * Not for several threads.
 */
public final class Intake extends OutputStream {
    private static final int USUAL_HEADER = 4096;

    private final Spool.Incoming content;
    private final HeaderRules rules;
    private final long limit;
    private final HeaderEnd headerEnd = new HeaderEnd();
    private byte[] header = new byte[USUAL_HEADER];
    private int held;
    private long received;
    private Optional<CheckedHeader> checked = Optional.empty();
    private Optional<NotAcceptedException> refusal = Optional.empty();

    Intake(Spool.Incoming content, HeaderRules rules, long limit) {
        this.content = content;
        this.rules = rules;
        this.limit = limit;
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        received += length;
        if (refusal.isPresent()) {
            return;
        }
        if (received > limit) {
            refuse(tooLarge(limit));
            return;
        }
        try {
            if (checked.isPresent()) {
                content.write(octets, offset, length);
            } else {
                hold(octets, offset, length);
            }
        } catch (NotAcceptedException e) {
            refuse(e);
        } catch (IOException e) {
            refuse(new NotAcceptedException(Reason.DISK_LOW, "the message could not be kept: " + e.getMessage(), e));
        }
    }

    static NotAcceptedException tooLarge(long limit) {
        return new NotAcceptedException(
                Reason.TOO_LARGE, "the message is larger than " + limit + " octets (limits.message in signet.yaml)");
    }

    private void refuse(NotAcceptedException reason) {
        refusal = Optional.of(reason);
        header = new byte[0];
        held = 0;
    }

    private void hold(byte[] octets, int offset, int length) throws IOException {
        if (held + length > header.length) {
            header = Arrays.copyOf(header, Math.max(held + length, 2 * header.length));
        }
        System.arraycopy(octets, offset, header, held, length);
        held += length;
        int end = headerEnd.find(header, held, false);
        if (end >= 0) {
            check(end);
        } else if (held > HeaderBlock.LONGEST) {
            throw new NotAcceptedException(
                    Reason.BAD_MESSAGE,
                    "the header has more than " + HeaderBlock.LONGEST + " octets; it ends with an empty line");
        }
    }

    private void check(int end) throws IOException {
        CheckedHeader result = rules.check(header, end);
        checked = Optional.of(result);
        result.edit().writeTo(content);
        content.write(header, end, held - end);
        header = new byte[0];
    }

    /** How many octets came, whether they were kept or not. */
    public long received() {
        return received;
    }

    /** Why the message will not be accepted, as soon as that is known. */
    public Optional<NotAcceptedException> refusal() {
        return refusal;
    }

    /**
     * The message is complete.
     *
     * @throws NotAcceptedException when it breaks a rule
     */
    public void finish() throws IOException {
        if (refusal.isEmpty() && checked.isEmpty()) {
            int end = headerEnd.find(header, held, true);
            check(end >= 0 ? end : held);
        }
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        content.finish();
    }

    CheckedHeader header() {
        return checked.orElseThrow(() -> new IllegalStateException("the message is not finished"));
    }

    EntryId id() {
        return rules.id();
    }

    /** What is offered. */
    public Spool.Incoming content() {
        return content;
    }

    /** Removes what was not taken over. */
    @Override
    public void close() throws IOException {
        content.close();
    }
}
