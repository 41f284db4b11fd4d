package signet.mail.imap;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import signet.mail.Account;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.SessionListener;
import signet.mail.Stage;

/**
 * A conversation with an IMAP server, logged in. Not safe for use by several threads.
 *
 * <p>A refused command ({@code NO}, {@code BAD}) is a {@link MailException} of kind {@code REFUSED} and leaves the session
 * {@link #usable()}; any other fault ends it. Exchange Online says {@code BAD} where others say {@code NO}: see
 * {@link SuggestedBackoff} for throttling. A session may end at any time with {@code BYE} (kind {@code CLOSED}), at Exchange
 * Online at the latest when the token it began with expires.
 */
public final class ImapSession implements AutoCloseable {
    /** Exchange closes after 30 minutes, RFC 2177 advises 29, address translators forget sooner. */
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(25);
    /** UIDs in one STORE, COPY, MOVE or EXPUNGE. */
    private static final int BATCH = 500;
    /** RFC 9051 §9: flag. */
    private static final Pattern FLAG = Pattern.compile("\\\\?[!#$&'+\\-./0-9:;<=>?@A-Z^_`a-z|~,]+");

    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9-]+");

    private final Conversation conversation;
    private final Mailbox mailbox = new Mailbox();
    private long exists;
    private boolean changed;

    private ImapSession(Conversation conversation) {
        this.conversation = conversation;
    }

    /** Connects and logs in. The same faults are thrown and told to {@code listener}. */
    public static ImapSession open(Account account, SessionListener listener) throws MailException {
        return new ImapSession(ImapLogin.open(account, listener));
    }

    /** What we know of the open mailbox without asking; hears every untagged response. */
    private class Mailbox implements ResponseHandler {
        @Override
        public void exists(long count) {
            exists = count;
            changed = true;
        }

        @Override
        public void expunged() {
            exists = Math.max(0, exists - 1);
            changed = true;
        }

        @Override
        public void changed() {
            changed = true;
        }

        @Override
        public void capabilities(Set<String> words) {
            conversation.learn(words);
        }
    }

    /** What the server announced after the login, in upper case. */
    public Set<String> capabilities() {
        return Set.copyOf(conversation.capabilities());
    }

    /** Whether {@code capability}, such as {@code IDLE}, is announced. */
    public boolean offers(String capability) {
        return conversation.offers(capability);
    }

    /** False when the conversation is out of step or over: then only {@link #close()} is left. */
    public boolean usable() {
        return conversation.usable();
    }

    /** How many messages the open mailbox holds, as far as the server has told. */
    public long exists() {
        return exists;
    }

    /** The server's name spaces (RFC 2342). At Exchange Online the cheapest proof that the mailbox can be reached at all. */
    public Namespaces namespace() throws MailException {
        List<Namespaces> found = new ArrayList<>();
        conversation.run(new Command("NAMESPACE"), new Mailbox() {
            @Override
            public void namespaces(Namespaces namespaces) {
                found.add(namespaces);
            }
        });
        return found.isEmpty() ? new Namespaces(List.of(), List.of(), List.of()) : found.get(0);
    }

    /** The mailboxes whose names match {@code pattern}: {@code *} any characters, {@code %} any within one level. */
    public List<Folder> list(String pattern) throws MailException {
        List<Folder> folders = new ArrayList<>();
        conversation.run(new Command("LIST").word("\"\"").mailbox(pattern), new Mailbox() {
            @Override
            public void folder(Folder folder) {
                folders.add(folder);
            }
        });
        return List.copyOf(folders);
    }

    /** Opens a mailbox to read and change. */
    public Selected select(String folder) throws MailException {
        return open("SELECT", folder);
    }

    /** Opens a mailbox to read only. */
    public Selected examine(String folder) throws MailException {
        return open("EXAMINE", folder);
    }

    private Selected open(String verb, String folder) throws MailException {
        conversation.progress().begin(Stage.MAILBOX);
        exists = 0;
        Opening opening = new Opening();
        Condition end = conversation.run(new Command(verb).mailbox(folder), opening);
        if (opening.uidValidity.isEmpty()) {
            throw conversation
                    .progress()
                    .fail(
                            Fault.Kind.PROTOCOL,
                            "the server gives no valid UIDVALIDITY for " + folder
                                    + ", so its messages cannot be told apart from one session to the next");
        }
        boolean readOnly = end.says("READ-ONLY") || verb.equals("EXAMINE");
        long validity = opening.uidValidity.getAsLong();
        conversation
                .progress()
                .pass(folder + ": " + exists + (exists == 1 ? " message" : " messages") + ", UIDVALIDITY " + validity);
        return new Selected(folder, validity, opening.uidNext, exists, readOnly);
    }

    /** Collects what comes with SELECT; numbers that are none count as not said. */
    private final class Opening extends Mailbox {
        private OptionalLong uidValidity = OptionalLong.empty();
        private OptionalLong uidNext = OptionalLong.empty();

        @Override
        public void status(Condition condition) {
            OptionalLong validity = ResponseReader.number(condition.argument("UIDVALIDITY"));
            OptionalLong next = ResponseReader.number(condition.argument("UIDNEXT"));
            uidValidity = validity.isPresent() ? validity : uidValidity;
            uidNext = next.isPresent() ? next : uidNext;
        }
    }

    /** The UIDs of the messages that match, each once. */
    public UidSet search(Search search) throws MailException {
        if (!search.possible()) {
            return UidSet.of();
        }
        LongStream.Builder found = LongStream.builder();
        conversation.run(search.command(), new Mailbox() {
            @Override
            public void found(long uid) {
                if (search.covers(uid)) {
                    found.add(uid);
                }
            }
        });
        return UidSet.of(found.build().toArray());
    }

    /**
     * Reads messages without marking them read, in one go however many and however large: in batches of 100, the next one
     * asked for while the present one comes.
     *
     * @return how many messages were visited; fewer than asked for when some are gone
     * @throws MailException a batch was refused (the session stays usable; {@link FetchVisitor#completed} tells how far it
     *     came), or the conversation broke
     * @throws IOException   whatever the visitor threw; the session is not usable after it
     */
    public long fetch(UidSet uids, FetchVisitor visitor) throws IOException {
        return fetch(uids, visitor, "");
    }

    /**
     * Reads the named header fields of messages and nothing else of them, without marking them read; else as
     * {@link #fetch(UidSet, FetchVisitor)}.
     *
     * @param fields names such as {@code Message-ID}
     * @throws IllegalArgumentException when one of {@code fields} is no field name (RFC 5322 §2.2)
     */
    public long fetchFields(UidSet uids, List<String> fields, FetchVisitor visitor) throws IOException {
        for (String field : fields) {
            if (!FIELD.matcher(field).matches()) {
                throw new IllegalArgumentException("not a header field name: " + field);
            }
        }
        return fetch(uids, visitor, "HEADER.FIELDS (" + String.join(" ", fields).toUpperCase(Locale.ROOT) + ")");
    }

    private long fetch(UidSet uids, FetchVisitor visitor, String section) throws IOException {
        conversation.progress().begin(Stage.RECEIVE);
        long count = new Delivery(conversation, mailbox, visitor, section).fetch(uids);
        conversation.progress().pass(count + (count == 1 ? " message" : " messages"));
        return count;
    }

    /**
     * Adds or removes flags, such as {@code \Seen}.
     *
     * @throws IllegalArgumentException when one of {@code flags} is no IMAP flag
     */
    public void store(UidSet uids, Set<String> flags, boolean add) throws MailException {
        for (String flag : flags) {
            if (!FLAG.matcher(flag).matches()) {
                throw new IllegalArgumentException("not an IMAP flag: " + flag);
            }
        }
        String item = (add ? "+" : "-") + "FLAGS.SILENT (" + String.join(" ", flags) + ")";
        for (UidSet batch : uids.batches(BATCH)) {
            conversation.run(new Command("UID STORE").word(batch.toString()).word(item), mailbox);
        }
    }

    /**
     * Moves messages: by MOVE (RFC 6851) where offered, else copied, marked {@code \Deleted} and expunged as
     * {@link #expunge} does. In the second case a broken connection may leave a message in both places, never in none.
     *
     * @return as {@link #expunge}
     */
    public boolean move(UidSet uids, String folder) throws MailException {
        if (offers("MOVE")) {
            for (UidSet batch : uids.batches(BATCH)) {
                conversation.run(new Command("UID MOVE").word(batch.toString()).mailbox(folder), mailbox);
            }
            return true;
        }
        for (UidSet batch : uids.batches(BATCH)) {
            conversation.run(new Command("UID COPY").word(batch.toString()).mailbox(folder), mailbox);
        }
        return delete(uids);
    }

    /** Marks messages {@code \Deleted} and expunges them; the result is {@link #expunge}'s. */
    public boolean delete(UidSet uids) throws MailException {
        store(uids, Set.of("\\Deleted"), true);
        return expunge(uids);
    }

    /**
     * Removes those of {@code uids} that are marked {@code \Deleted}, and no others: by UID EXPUNGE (RFC 4315). A server
     * without it can only remove <em>all</em> marked messages, so that is done only while no other message is marked; a mark
     * that another program sets between our question and the EXPUNGE cannot be seen.
     *
     * @return false when other messages are marked, so that ours were left marked and in place
     */
    public boolean expunge(UidSet uids) throws MailException {
        if (offers("UIDPLUS") || offers("IMAP4REV2")) {
            for (UidSet batch : uids.batches(BATCH)) {
                conversation.run(new Command("UID EXPUNGE").word(batch.toString()), mailbox);
            }
            return true;
        }
        if (!search(Search.all().deleted()).stream().allMatch(uids::contains)) {
            return false;
        }
        conversation.run(new Command("EXPUNGE"), mailbox);
        return true;
    }

    /** Asks for news; also keeps the session alive. */
    public void noop() throws MailException {
        conversation.run(new Command("NOOP"), mailbox);
    }

    /**
     * Waits until something happens in the open mailbox (RFC 2177), asking anew every 25 minutes.
     *
     * @param atMost the longest wait
     * @return true when messages came, went or changed; false when the time passed
     */
    public boolean idle(Duration atMost) throws MailException {
        if (!offers("IDLE")) {
            throw conversation
                    .progress()
                    .fail(
                            Fault.Kind.PROTOCOL,
                            "the server does not offer IDLE: ask with NOOP from time to time instead");
        }
        long end = System.nanoTime() + atMost.toNanos();
        changed = false;
        do {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            idleOnce(left.compareTo(LONGEST_IDLE) < 0 ? left : LONGEST_IDLE);
        } while (!changed && System.nanoTime() - end < 0);
        return changed;
    }

    private void idleOnce(Duration atMost) throws MailException {
        conversation.calm(() -> {
            String tag = conversation.start(new Command("IDLE"), mailbox);
            conversation.awaitContinuation(tag, mailbox);
            long end = System.nanoTime() + atMost.toNanos();
            boolean over = false;
            while (!changed && !over && conversation.readable(Duration.ofNanos(end - System.nanoTime()))) {
                over = conversation.next(mailbox).kind() == Answer.Kind.TAGGED;
            }
            if (!over) {
                conversation.line("DONE");
            }
            return conversation.finish(tag, mailbox);
        });
    }

    /** LOGOUT and the end of the connection. Never throws: what was asked before has been answered. */
    @Override
    public void close() {
        conversation.leave();
    }
}
