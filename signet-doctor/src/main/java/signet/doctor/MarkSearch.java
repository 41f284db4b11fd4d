package signet.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import signet.mail.Account;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.imap.ImapSession;
import signet.mail.imap.Search;
import signet.mail.imap.Selected;
import signet.mail.imap.UidSet;
import signet.mail.pop3.Item;
import signet.mail.pop3.Pop3Session;

/**
 * Looks for {@linkplain TestMessage test messages} in the INBOX of an account. Of all other mail it reads two header fields of the
 * newest messages at most (by POP3 their header), marks nothing as read, and changes nothing.
 *
 * <p>By IMAP it looks at the newest messages first, because an index of the server may lag behind, and asks the server's search
 * for older ones. What the search finds counts only when its header has the mark: Exchange compares words, others parts of words.
 */
public final class MarkSearch {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(2);
    /** A test message is among the newest ones; in a busy mailbox the server's search finds it. */
    private static final int NEWEST = 50;
    /** By POP3 each look costs a command a message. */
    private static final int NEWEST_BY_POP3 = 20;
    /** Octets; a test message is far smaller, whatever servers on the way add. */
    private static final int LARGEST = 64_000;
    /** A header that is longer is nobody's test message. */
    private static final int LONGEST_HEADER = 256 * 1024;
    /** Searches in one look. */
    private static final int MOST_SEARCHES = 8;

    private final Account account;
    private final Protocol protocol;

    /** @param protocol IMAP or POP3, which {@code account} declares */
    public MarkSearch(Account account, Protocol protocol) {
        this.account = account;
        this.protocol = protocol;
    }

    /** The same with time-outs for somebody who waits: no answer takes longer than 20 s. */
    public static MarkSearch impatient(Account account, Protocol protocol) {
        return new MarkSearch(MailProbe.withShortTimeouts(account), protocol);
    }

    /**
     * Which messages are meant.
     *
     * @param awaited the mark of the one that is waited for
     * @param others  marks of earlier ones that may be there by now
     * @param remove  whether those that are found are removed; nothing else ever is
     */
    public record Order(String awaited, Set<String> others, boolean remove) {
        public Order {
            others = Set.copyOf(others);
        }

        private boolean means(String mark) {
            return mark.equals(awaited) || others.contains(mark);
        }

        private List<String> marks() {
            List<String> all = new ArrayList<>(List.of(awaited));
            all.addAll(others);
            return all;
        }
    }

    /**
     * What was found.
     *
     * @param marks      of the messages that were there
     * @param notRemoved why they are still there although they were to be removed
     */
    public record Found(Set<String> marks, Optional<String> notRemoved) {
        public Found {
            marks = Set.copyOf(marks);
        }
    }

    /**
     * Looks at once, and again for {@code patience} until the awaited one is there.
     *
     * @throws MailException when the mailbox cannot be opened or read
     */
    public Found look(Order order, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        return protocol == Protocol.IMAP ? byImap(order, end) : byPop3(order, end);
    }

    private Found byImap(Order order, long end) throws IOException {
        try (ImapSession session = ImapSession.open(account, SessionListener.NONE)) {
            Selected inbox = session.examine("INBOX");
            Map<String, Long> found = new HashMap<>();
            long last = inbox.uidNext().isPresent() ? inbox.uidNext().getAsLong() - 1 : lastUid(session);
            long seen = Math.max(0, last - NEWEST);
            seen = newest(session, seen, order, found);
            older(session, order, found);
            long pause = FIRST_PAUSE;
            while (!found.containsKey(order.awaited()) && pause(pause, end)) {
                pause = Math.min(pause * 3 / 2, LONGEST_PAUSE);
                session.noop();
                seen = newest(session, seen, order, found);
            }
            return new Found(found.keySet(), remove(session, inbox, order, found));
        }
    }

    private static long lastUid(ImapSession session) throws MailException {
        return session.search(Search.all()).stream().max().orElse(0);
    }

    /** Looks at what is new since {@code seen}; gives the last UID there is. */
    private static long newest(ImapSession session, long seen, Order order, Map<String, Long> found)
            throws IOException {
        UidSet fresh = session.search(Search.all().after(seen));
        verify(session, fresh, order, found);
        return fresh.isEmpty() ? seen : fresh.last();
    }

    private static void older(ImapSession session, Order order, Map<String, Long> found) throws IOException {
        for (String mark : order.marks().stream().limit(MOST_SEARCHES).toList()) {
            if (!found.containsKey(mark)) {
                verify(session, session.search(Search.all().subject(mark)), order, found);
            }
        }
    }

    private static void verify(ImapSession session, UidSet candidates, Order order, Map<String, Long> found)
            throws IOException {
        UidSet few = UidSet.of(candidates.stream()
                .skip(Math.max(0, candidates.size() - NEWEST))
                .toArray());
        if (few.isEmpty()) {
            return;
        }
        session.fetchFields(few, List.of(TestMessage.FIELD, "Message-ID"), (message, octets) -> {
            Optional<String> mark = TestMessage.markIn(octets.readNBytes(LONGEST_HEADER));
            mark.filter(order::means).ifPresent(known -> found.put(known, message.uid()));
        });
    }

    private static Optional<String> remove(
            ImapSession session, Selected examined, Order order, Map<String, Long> found) {
        if (!order.remove() || found.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (session.select("INBOX").uidValidity() != examined.uidValidity()) {
                return Optional.of("the mailbox was renumbered meanwhile");
            }
            UidSet ours =
                    UidSet.of(found.values().stream().mapToLong(Long::longValue).toArray());
            return session.delete(ours)
                    ? Optional.empty()
                    : Optional.of(
                            "the server has no UID EXPUNGE and other messages are marked \\Deleted, so it stays marked");
        } catch (MailException e) {
            return Optional.of(e.fault().message()); // it was found, which is what was asked
        }
    }

    /** A maildrop is a snapshot (RFC 1939 §8): each look is a session of its own. */
    private Found byPop3(Order order, long end) throws IOException {
        Set<String> passed = new HashSet<>();
        Set<String> found = new HashSet<>();
        Optional<String> notRemoved;
        long pause = FIRST_PAUSE;
        do {
            pause = Math.min(pause * 3 / 2, LONGEST_PAUSE);
            notRemoved = maildrop(order, passed, found);
        } while (!found.contains(order.awaited()) && pause(pause, end));
        return new Found(found, notRemoved);
    }

    private Optional<String> maildrop(Order order, Set<String> passed, Set<String> found) throws IOException {
        try (Pop3Session session = Pop3Session.open(account, SessionListener.NONE)) {
            List<Item> items = session.uidl();
            List<Integer> ours = new ArrayList<>();
            for (Item item : items.subList(Math.max(0, items.size() - NEWEST_BY_POP3), items.size())) {
                if (item.size() <= LARGEST && passed.add(item.uidl())) {
                    Optional<String> mark =
                            TestMessage.markIn(header(session, item)).filter(order::means);
                    mark.ifPresent(known -> ours.add(item.number()));
                    mark.ifPresent(found::add);
                }
            }
            if (!order.remove() || ours.isEmpty()) {
                return Optional.empty();
            }
            try {
                for (int number : ours) {
                    session.delete(number);
                }
                session.quit();
                return Optional.empty();
            } catch (MailException e) {
                return Optional.of(e.fault().message()); // it was found, which is what was asked
            }
        }
    }

    private static byte[] header(Pop3Session session, Item item) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        if (session.capabilities().contains("TOP")) {
            session.header(item.number(), octets);
        } else {
            session.retrieve(item.number(), octets);
        }
        return octets.toByteArray();
    }

    private static boolean pause(long nanos, long end) {
        if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LockSupport.parkNanos(Math.min(nanos, Math.max(1, end - System.nanoTime())));
        return true;
    }
}
