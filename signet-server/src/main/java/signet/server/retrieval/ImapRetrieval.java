package signet.server.retrieval;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.mail.Cursor;
import signet.mail.MailException;
import signet.mail.imap.FetchVisitor;
import signet.mail.imap.Fetched;
import signet.mail.imap.ImapSession;
import signet.mail.imap.Search;
import signet.mail.imap.Selected;
import signet.mail.imap.UidSet;

/** One connection's worth of retrieval by IMAP. Used by one thread. */
final class ImapRetrieval implements OneConnection {
    /** With a change to follow the mailbox is changed after so many messages, not only at the end. */
    private static final int CHANGE_AFTER = 1000;

    private static final Set<String> SEEN = Set.of("\\Seen");

    private final ImapSession session;
    private final RetrievalOrder order;
    private final DirectorySink sink;
    private final CursorFile file;
    private final Handover handover;
    private final RetrievalListener listener;
    private Progress progress;
    private int fetched;

    ImapRetrieval(ImapSession session, RetrievalRun run, Progress progress) {
        this.session = session;
        this.order = run.order();
        this.sink = run.sink();
        this.file = run.file();
        this.handover = new Handover(run.sink(), run.handler(), run.listener());
        this.listener = run.listener();
        this.progress = progress;
    }

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public int fetched() {
        return fetched;
    }

    /**
     * Fetches what is new, at most {@code most} messages.
     *
     * @throws MailException when the conversation ends early; {@link #progress} then tells how far it came
     */
    @Override
    public void run(int most) throws IOException {
        boolean readOnly = order.after().kind() == AfterRetrieval.Kind.KEEP
                && progress.pending().isNothing();
        Selected selected = readOnly ? session.examine(order.folder()) : session.select(order.folder());
        Cursor cursor = cursorFor(selected);
        change();
        UidSet wanted = search(cursor, selected, most);
        listener.found(wanted.size());
        long[] uids = wanted.stream().toArray();
        int step = order.after().kind() == AfterRetrieval.Kind.KEEP ? Math.max(1, uids.length) : CHANGE_AFTER;
        for (int from = 0; from < uids.length; from += step) {
            fetch(UidSet.of(Arrays.copyOfRange(uids, from, Math.min(uids.length, from + step))), selected);
            change();
        }
    }

    /** The cursor to continue from; a first run and a renumbered mailbox begin where the order says. */
    private Cursor cursorFor(Selected selected) throws IOException {
        Optional<Cursor> known = progress.cursor();
        if (known.isPresent() && known.get().uidValidity() == selected.uidValidity()) {
            return known.get();
        }
        known.ifPresent(before -> listener.renumbered(before.uidValidity(), selected.uidValidity()));
        long from = order.start().kind() == RetrievalStart.Kind.NOW ? lastUid(selected) : 0;
        Cursor first = new Cursor(selected.uidValidity(), from);
        progress = progress.with(first).with(Progress.Pending.NOTHING);
        file.write(progress);
        return first;
    }

    private long lastUid(Selected selected) throws MailException {
        if (selected.uidNext().isPresent()) {
            return selected.uidNext().getAsLong() - 1;
        }
        return session.search(Search.all()).stream().max().orElse(0);
    }

    private UidSet search(Cursor cursor, Selected selected, int most) throws IOException {
        Search search = Search.all().after(cursor.lastUid());
        RetrievalOrder.Selection selection = order.selection();
        if (selection.unseen()) {
            search = search.unseen();
        }
        if (selection.from().isPresent()) {
            search = search.from(selection.from().get());
        }
        if (selection.subject().isPresent()) {
            search = search.subject(selection.subject().get());
        }
        Optional<LocalDate> day =
                latest(selection.since(), cursor.lastUid() == 0 ? order.start().date() : Optional.empty());
        if (day.isPresent()) {
            search = search.since(day.get());
        }
        UidSet found = session.search(search);
        if (found.isEmpty() && selected.uidNext().isPresent()) {
            advance(Math.max(cursor.lastUid(), selected.uidNext().getAsLong() - 1)); // nothing matched: all are passed
        }
        return UidSet.of(found.stream().limit(most).toArray());
    }

    private static Optional<LocalDate> latest(Optional<LocalDate> one, Optional<LocalDate> other) {
        if (one.isPresent() && other.isPresent()) {
            return one.get().isAfter(other.get()) ? one : other;
        }
        return one.isPresent() ? one : other;
    }

    private void fetch(UidSet wanted, Selected selected) throws IOException {
        UidTracker tracker =
                new UidTracker(wanted, progress.cursor().orElseThrow().lastUid());
        try {
            session.fetch(wanted, new FetchVisitor() {
                @Override
                public void message(Fetched message, InputStream octets) throws IOException {
                    String name = selected.uidValidity() + "-" + message.uid() + ".eml";
                    sink.deliver(Long.toString(message.uid()), name, message.internalDate(), octets);
                    tracker.done(message.uid());
                    if (handover.due()) {
                        commit(tracker);
                    }
                }

                @Override
                public void completed(UidSet batch) {
                    tracker.done(batch);
                }
            });
        } catch (MailException e) {
            commit(tracker); // what came whole counts
            throw e;
        }
        tracker.done(wanted);
        commit(tracker);
    }

    private void commit(UidTracker tracker) throws IOException {
        handover.commit((arrivals, last) -> {
            Set<String> names = new LinkedHashSet<>();
            arrivals.forEach(arrival -> names.add(arrival.uid()));
            fetched += names.size();
            progress = progress.with(progress.pending().and(order.after(), names));
            advance(last ? tracker.position() : highest(arrivals));
        });
    }

    private long highest(List<Arrival> arrivals) {
        return arrivals.stream()
                .mapToLong(arrival -> Long.parseLong(arrival.uid()))
                .max()
                .orElse(progress.cursor().orElseThrow().lastUid());
    }

    private void advance(long uid) throws IOException {
        Cursor before = progress.cursor().orElseThrow();
        progress = progress.with(new Cursor(before.uidValidity(), Math.max(uid, before.lastUid())));
        file.write(progress);
    }

    /** Makes the changes the cursor has passed but the mailbox has not yet seen. Repeating one does no harm. */
    private void change() throws IOException {
        if (progress.pending().isNothing()) {
            return;
        }
        AfterRetrieval after = progress.pending().change();
        UidSet uids = UidSet.of(
                progress.pending().names().stream().mapToLong(Long::parseLong).toArray());
        switch (after.kind()) {
            case KEEP -> {}
            case SEEN -> session.store(uids, SEEN, true);
            case DELETE -> leftMarked(session.delete(uids));
            case MOVE -> leftMarked(session.move(uids, after.folder().orElseThrow()));
        }
        progress = progress.with(Progress.Pending.NOTHING);
        file.write(progress);
    }

    private void leftMarked(boolean removed) {
        if (!removed) {
            listener.leftMarked();
        }
    }
}
