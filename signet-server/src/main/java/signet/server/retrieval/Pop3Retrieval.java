package signet.server.retrieval;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.mail.MailException;
import signet.mail.Reply;
import signet.mail.pop3.Item;
import signet.mail.pop3.Pop3Session;
import signet.mail.pop3.RetrieveVisitor;

/** One connection's worth of retrieval by POP3. Used by one thread. */
final class Pop3Retrieval implements OneConnection {
    private final Pop3Session session;
    private final RetrievalOrder order;
    private final DirectorySink sink;
    private final CursorFile file;
    private final Handover handover;
    private final RetrievalListener listener;
    private Progress progress;
    private int fetched;

    Pop3Retrieval(Pop3Session session, RetrievalRun run, Progress progress) {
        this.session = session;
        this.order = run.order();
        this.sink = run.sink();
        this.file = run.file();
        this.handover = new Handover(run.sink(), run.handler(), run.listener());
        this.listener = run.listener();
        this.progress = progress;
    }

    /** @throws IllegalArgumentException when the order needs what POP3 does not have */
    static void check(RetrievalOrder order) {
        if (!order.selection().equals(RetrievalOrder.Selection.ALL)
                || order.start().kind() == RetrievalStart.Kind.DATE) {
            throw new IllegalArgumentException(
                    "POP3 cannot search: --unseen, --since, --from, --subject and a start date need IMAP");
        }
        if (!order.folder().equalsIgnoreCase("INBOX")) {
            throw new IllegalArgumentException("POP3 knows the inbox only; folder " + order.folder() + " needs IMAP");
        }
        AfterRetrieval.Kind after = order.after().kind();
        if (after == AfterRetrieval.Kind.SEEN || after == AfterRetrieval.Kind.MOVE) {
            throw new IllegalArgumentException("POP3 can keep or delete a message; " + order.after() + " needs IMAP");
        }
    }

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public int fetched() {
        return fetched;
    }

    @Override
    public void run(int most) throws IOException {
        List<Item> there = session.uidl();
        boolean first = progress.done().isEmpty() && !file.exists();
        Set<String> done = new LinkedHashSet<>();
        List<Item> wanted = new ArrayList<>();
        for (Item item : there) {
            String name = name(item);
            if (progress.done().contains(name) || (first && order.start().kind() == RetrievalStart.Kind.NOW)) {
                done.add(name);
            } else if (wanted.size() < most) {
                wanted.add(item);
            }
        }
        progress = progress.withDone(done); // what is no longer at the server is forgotten
        file.write(progress);
        listener.found(wanted.size());
        fetch(wanted);
        delete(there);
        session.quit();
        progress = progress.with(Progress.Pending.NOTHING);
        file.write(progress);
    }

    /** RFC 1939 §7 allows any printable characters in a UIDL, so the file is named by its digest. */
    private static String name(Item item) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(item.uidl().getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(digest).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void fetch(List<Item> wanted) throws IOException {
        try {
            session.retrieve(wanted, new RetrieveVisitor() {
                @Override
                public void message(Item item, InputStream octets) throws IOException {
                    sink.deliver(item.uidl(), name(item) + ".eml", Optional.empty(), octets);
                    if (handover.due()) {
                        commit();
                    }
                }

                @Override
                public void refused(Item item, Reply reply) {
                    listener.refused(item.uidl(), reply);
                }
            });
        } catch (MailException e) {
            commit(); // what came whole counts
            throw e;
        }
        commit();
    }

    private void commit() throws IOException {
        handover.commit((arrivals, last) -> {
            Set<String> names = new LinkedHashSet<>();
            arrivals.forEach(arrival -> {
                String name = String.valueOf(arrival.path().getFileName());
                names.add(name.substring(0, name.length() - ".eml".length()));
            });
            fetched += names.size();
            Set<String> done = new LinkedHashSet<>(progress.done());
            done.addAll(names);
            progress = progress.withDone(done).with(progress.pending().and(order.after(), names));
            file.write(progress);
        });
    }

    /** Marks what the cursor has passed; QUIT removes it (RFC 1939 §6). What QUIT did not reach is repeated next time. */
    private void delete(List<Item> there) throws IOException {
        if (progress.pending().isNothing()) {
            return;
        }
        for (Item item : there) {
            if (progress.pending().names().contains(name(item))) {
                session.delete(item.number());
            }
        }
    }
}
