package signet.mail.imap;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import signet.mail.MailException;

/**
 * Fetches messages batch by batch. The command for the next batch is on its way while the present one is read, so the
 * distance to the server costs next to nothing. When a batch is refused, what still comes of the next one is passed over, so
 * that nobody sees a later message and takes an earlier one for done.
 */
final class Delivery implements ResponseHandler {
    /** Exchange throttles mailboxes that are read in large pieces; 100 messages are enough to fill the line. */
    private static final int BATCH = 100;
    /** The batch being read and the next. */
    private static final int RUNNING = 2;
    /** Flags and date first: then the octets can be streamed. PEEK does not set \Seen. */
    private static final String ITEMS = "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[%s])";

    private final Conversation conversation;
    private final ResponseHandler mailbox;
    private final FetchVisitor visitor;
    private final String section;
    private final Deque<Batch> running = new ArrayDeque<>();
    private boolean discarding;
    private long count;

    private record Batch(String tag, UidSet uids, BitSet seen) {}

    /** @param section of the message (RFC 9051 §6.4.5.1), in upper case; empty for all of it */
    Delivery(Conversation conversation, ResponseHandler mailbox, FetchVisitor visitor, String section) {
        this.conversation = conversation;
        this.mailbox = mailbox;
        this.visitor = visitor;
        this.section = section;
    }

    /** Returns how many messages were visited. */
    long fetch(UidSet uids) throws IOException {
        Deque<UidSet> waiting = new ArrayDeque<>(uids.batches(BATCH));
        while (!waiting.isEmpty() || !running.isEmpty()) {
            while (!waiting.isEmpty() && running.size() < RUNNING) {
                UidSet next = waiting.remove();
                Command command =
                        new Command("UID FETCH").word(next.toString()).word(String.format(Locale.ROOT, ITEMS, section));
                running.add(new Batch(conversation.start(command, this), next, new BitSet(next.size())));
            }
            finishFirst();
        }
        return count;
    }

    private void finishFirst() throws IOException {
        Batch batch = running.element();
        try {
            conversation.finish(batch.tag(), this);
        } catch (MailException refusal) {
            running.remove();
            passOver(refusal);
            throw refusal;
        }
        running.remove();
        visitor.completed(batch.uids());
    }

    private void passOver(MailException refusal) {
        discarding = true;
        for (Batch batch : List.copyOf(running)) {
            try {
                if (conversation.usable()) {
                    conversation.finish(batch.tag(), this);
                }
            } catch (IOException e) {
                refusal.addSuppressed(e);
            }
        }
    }

    @Override
    public void fetched(Fetched message, InputStream body) throws IOException {
        for (Batch batch : running) {
            int index = batch.uids().indexOf(message.uid());
            if (index >= 0 && !discarding && !batch.seen().get(index)) {
                batch.seen().set(index);
                count++;
                visitor.message(message, body);
            }
        }
    }

    /** Servers repeat the section in the order and spelling they like. */
    @Override
    public boolean isBody(String attribute) {
        return section.isEmpty()
                ? attribute.equals("BODY[]")
                : attribute.startsWith("BODY[" + section.split(" ", 2)[0]) && attribute.endsWith("]");
    }

    @Override
    public void exists(long count) {
        mailbox.exists(count);
    }

    @Override
    public void expunged() {
        mailbox.expunged();
    }
}
