package signet.mail.pop3;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.mail.Account;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Reply;
import signet.mail.SessionListener;
import signet.mail.Stage;

/**
 * A conversation with a POP3 server, logged in. Not safe for use by several threads. The maildrop is locked for others while
 * it lasts: one session per mailbox at a time.
 *
 * <p>A refused command ({@code -ERR}) is a {@link MailException} of kind {@code REFUSED} and leaves the session
 * {@link #usable()}; any other fault ends it. Deletions happen at {@link #quit()} and not before: a session that ends in any
 * other way deletes nothing (RFC 1939 §6).
 */
public final class Pop3Session implements AutoCloseable {
    /** Commands under way at once where the server can be asked ahead (RFC 2449 §6.6). */
    private static final int PIPELINE = 16;

    private static final Pattern LISTING = Pattern.compile("([0-9]{1,9}) +(\\S{1,512}).*");
    private static final Pattern SIZES = Pattern.compile("([0-9]{1,18}) +([0-9]{1,18}).*");

    private final Pop3Conversation conversation;
    private final Set<String> capabilities;
    private boolean deleting;

    Pop3Session(Pop3Conversation conversation, Set<String> capabilities) {
        this.conversation = conversation;
        this.capabilities = Set.copyOf(capabilities);
    }

    /** Connects and logs in. The same faults are thrown and told to {@code listener}. */
    public static Pop3Session open(Account account, SessionListener listener) throws MailException {
        return Pop3Login.open(account, listener);
    }

    /** What the server announces, a line each, in upper case: {@code UIDL}, {@code SASL PLAIN XOAUTH2}. */
    public Set<String> capabilities() {
        return capabilities;
    }

    /** False when the conversation is out of step or over: then only {@link #close()} is left. */
    public boolean usable() {
        return conversation.usable();
    }

    /** How much there is; the cheapest proof that the mailbox can be reached at all. */
    public Stat stat() throws MailException {
        conversation.wire().progress().begin(Stage.MAILBOX);
        Reply reply = conversation.run("STAT");
        Matcher numbers = SIZES.matcher(reply.lines().get(0));
        if (!numbers.matches()) {
            throw senseless("STAT", reply.lines().get(0));
        }
        Stat stat = new Stat(Long.parseLong(numbers.group(1)), Long.parseLong(numbers.group(2)));
        conversation.wire().progress().pass(stat.messages() + (stat.messages() == 1 ? " message" : " messages"));
        return stat;
    }

    /** The messages with their unique-ids and sizes, by number. */
    public List<Item> uidl() throws MailException {
        Map<Integer, Long> sizes = new HashMap<>();
        for (String line : listing("LIST")) {
            Matcher matcher = SIZES.matcher(line);
            if (!matcher.matches() || matcher.group(1).length() > 9) {
                throw senseless("LIST", line);
            }
            sizes.put(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
        }
        List<Item> items = new ArrayList<>();
        for (String line : listing("UIDL")) {
            Matcher matcher = LISTING.matcher(line);
            int number = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
            if (number == 0) {
                throw senseless("UIDL", line);
            }
            items.add(new Item(number, matcher.group(2), sizes.getOrDefault(number, 0L)));
        }
        return List.copyOf(items);
    }

    private List<String> listing(String command) throws MailException {
        conversation.run(command);
        return conversation.lines();
    }

    /** Copies one message, byte for byte; dots and the end of the answer are taken care of. */
    public void retrieve(int number, OutputStream target) throws IOException {
        conversation.run("RETR " + number);
        conversation.message(octets -> octets.transferTo(target));
    }

    /** Copies the header of one message (RFC 1939 §7, optional: {@code TOP} in {@link #capabilities()}). */
    public void header(int number, OutputStream target) throws IOException {
        conversation.run("TOP " + number + " 0");
        conversation.message(octets -> octets.transferTo(target));
    }

    /**
     * Reads messages in the order of {@code items}, asking for up to 16 ahead where the server allows it.
     *
     * @return how many were given
     * @throws IOException whatever the visitor threw; the session is not usable after it
     */
    public int retrieve(List<Item> items, RetrieveVisitor visitor) throws IOException {
        conversation.wire().progress().begin(Stage.RECEIVE);
        int ahead = capabilities.contains("PIPELINING") ? PIPELINE : 1;
        Deque<Item> waiting = new ArrayDeque<>(items);
        Deque<Item> asked = new ArrayDeque<>();
        int count = 0;
        try {
            while (!waiting.isEmpty() || !asked.isEmpty()) {
                while (!waiting.isEmpty() && asked.size() < ahead) {
                    conversation.send("RETR " + waiting.element().number());
                    asked.add(waiting.remove());
                }
                count += receive(asked.element(), visitor) ? 1 : 0;
                asked.remove();
            }
        } finally {
            if (!asked.isEmpty()) {
                conversation.abandon();
            }
        }
        conversation.wire().progress().pass(count + (count == 1 ? " message" : " messages"));
        return count;
    }

    private boolean receive(Item item, RetrieveVisitor visitor) throws IOException {
        Reply reply = conversation.reply("RETR");
        if (!Pop3Conversation.ok(reply)) {
            visitor.refused(item, reply);
            return false;
        }
        conversation.message(octets -> visitor.message(item, octets));
        return true;
    }

    /** Marks a message; it is deleted by {@link #quit()}. */
    public void delete(int number) throws MailException {
        deleting = true;
        conversation.run("DELE " + number);
    }

    /**
     * Ends the session and deletes what was marked.
     *
     * @throws MailException when the server does not confirm it: some marked messages may still be there
     */
    public void quit() throws MailException {
        try {
            conversation.run("QUIT");
        } finally {
            conversation.abandon();
            conversation.wire().close();
        }
    }

    /** Ends the connection; after {@link #delete} without {@link #quit()} nothing is deleted. Never throws. */
    @Override
    public void close() {
        try {
            if (conversation.usable() && !deleting) {
                conversation.leave();
            }
        } catch (MailException e) {
            // over either way, and nothing depends on the answer
            System.getLogger("signet.mail.pop3").log(System.Logger.Level.DEBUG, "QUIT: {0}", e.getMessage());
        } finally {
            conversation.wire().close();
        }
    }

    private MailException senseless(String command, String line) {
        return conversation
                .wire()
                .progress()
                .fail(
                        Fault.Kind.PROTOCOL,
                        conversation.wire().endpoint() + " answers " + command + " with what is no such answer: "
                                + line,
                        new Reply(signet.mail.Protocol.POP3, command, "+OK", Optional.empty(), List.of(line)));
    }
}
