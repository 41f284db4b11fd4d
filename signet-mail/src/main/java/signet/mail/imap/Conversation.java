package signet.mail.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.wire.Progress;
import signet.mail.wire.Wire;

/**
 * Commands and their answers over one wire: tags, literals, the end of each command, and the server's right to say
 * {@code BYE} at any time. After any failure but a refusal it is out of step and {@link #usable()} no more.
 */
final class Conversation {
    /** Most untagged responses to one command; a server that sends more is out of its mind, or wants us to be. */
    private static final int MOST_RESPONSES = 200_000;
    /** RFC 7888: LITERAL- is for literals up to this size. */
    private static final int SMALL_LITERAL = 4096;

    /** Nothing depends on the answer to LOGOUT. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Wire wire;
    private final ResponseReader reader;
    private final Map<String, Condition> early = new HashMap<>();
    private final Map<String, String> running = new HashMap<>();
    private Set<String> capabilities = Set.of();
    private int number;
    private int responses;
    private boolean usable = true;
    private boolean leaving;

    Conversation(Wire wire) {
        this.wire = wire;
        this.reader = new ResponseReader(new WireOctets(wire));
    }

    Wire wire() {
        return wire;
    }

    Progress progress() {
        return wire.progress();
    }

    boolean usable() {
        return usable;
    }

    Set<String> capabilities() {
        return capabilities;
    }

    void learn(Set<String> words) {
        capabilities = words;
    }

    boolean offers(String capability) {
        return capabilities.stream().anyMatch(capability::equalsIgnoreCase);
    }

    /** Sends a command and waits for its end. */
    Condition run(Command command, ResponseHandler handler) throws MailException {
        return calm(() -> finish(start(command, handler), handler));
    }

    /** Sends a command and returns its tag; the answer is {@link #finish}'s. */
    String start(Command command, ResponseHandler handler) throws IOException {
        String tag = "A" + ++number;
        running.put(tag, command.verb());
        try {
            send(tag, command, handler);
        } catch (MailException e) {
            usable = usable && e.fault().kind() == Fault.Kind.REFUSED;
            throw e;
        }
        return tag;
    }

    private void send(String tag, Command command, ResponseHandler handler) throws IOException {
        String before = tag + " ";
        for (Command.Chunk chunk : command.chunks()) {
            byte[] literal = chunk.literal().getBytes(StandardCharsets.UTF_8);
            int length = literal.length;
            boolean waits = !(offers("LITERAL+") || (offers("LITERAL-") && length <= SMALL_LITERAL));
            wire.writeLine(before + chunk.text() + "{" + length + (waits ? "}" : "+}"));
            if (waits) {
                awaitContinuation(tag, handler);
            }
            wire.write(literal, 0, length);
            before = "";
        }
        wire.writeLine(before + command.lastLine());
        wire.flush();
    }

    /** Waits for the end of a command. A refusal is thrown; the conversation goes on after it. */
    Condition finish(String tag, ResponseHandler handler) throws IOException {
        responses = 0;
        while (!early.containsKey(tag)) {
            Answer answer = next(handler);
            if (answer.kind() == Answer.Kind.CONTINUATION) {
                throw outOfStep(
                        "a continuation that nothing waits for",
                        answer.condition().text());
            }
        }
        String verb = running.getOrDefault(tag, "");
        Condition condition = end(tag);
        if (!condition.ok()) {
            throw refused(verb, condition);
        }
        return condition;
    }

    /** How a command ended, once it has. */
    Condition end(String tag) {
        running.remove(tag);
        return Objects.requireNonNull(early.remove(tag), "the command is still running");
    }

    /** Waits for {@code +} and gives the text behind it. */
    String awaitContinuation(String tag, ResponseHandler handler) throws IOException {
        Optional<String> text = continuationOrEnd(tag, handler);
        if (text.isEmpty()) {
            finish(tag, handler);
            throw outOfStep("the end of a command that was not complete", tag + " OK");
        }
        return text.get();
    }

    /** The text of the next continuation; empty when the command has ended instead. */
    Optional<String> continuationOrEnd(String tag, ResponseHandler handler) throws IOException {
        wire.flush();
        responses = 0;
        while (!early.containsKey(tag)) {
            Answer answer = next(handler);
            if (answer.kind() == Answer.Kind.CONTINUATION) {
                return Optional.of(answer.condition().text());
            }
        }
        return Optional.empty();
    }

    /** The first response of all. */
    Condition greeting(ResponseHandler handler) throws MailException {
        return calm(() -> {
            Answer answer = next(handler);
            if (answer.kind() != Answer.Kind.STATUS) {
                throw outOfStep(
                        "not the greeting of an IMAP server", answer.condition().text());
            }
            return answer.condition();
        });
    }

    /** Reads one response. */
    Answer next(ResponseHandler handler) throws IOException {
        boolean whole = false;
        try {
            Answer answer = read(handler);
            whole = true;
            return answer;
        } finally {
            usable = usable && whole;
        }
    }

    private Answer read(ResponseHandler handler) throws IOException {
        wire.await(leaving ? GOODBYE : wire.timeouts().reply());
        if (++responses > MOST_RESPONSES) {
            throw outOfStep("more than " + MOST_RESPONSES + " responses to one command", "");
        }
        boolean searching = running.containsValue("UID SEARCH");
        Answer answer;
        try {
            answer = reader.read(searching ? WireOctets.SEARCH_LINE : ResponseCursor.LINE, handler);
        } catch (MalformedResponse e) {
            throw outOfStep(String.valueOf(e.getMessage()), e.line());
        }
        if (answer.kind() == Answer.Kind.BYE && !leaving) {
            throw progress()
                    .fail(
                            Fault.Kind.CLOSED,
                            wire.endpoint() + " ended the session: "
                                    + answer.condition().text(),
                            reply(command(), answer.condition()));
        }
        if (answer.kind() == Answer.Kind.TAGGED) {
            if (!running.containsKey(answer.tag()) || early.containsKey(answer.tag())) {
                throw outOfStep("the end of a command that was not sent", answer.tag());
            }
            early.put(answer.tag(), answer.condition());
        }
        return answer;
    }

    private String command() {
        return running.values().stream().findFirst().orElse("");
    }

    private MailException refused(String verb, Condition condition) {
        Reply reply = reply(verb, condition);
        return progress().fail(Fault.Kind.REFUSED, wire.endpoint() + " refused " + verb + ": " + reply, reply);
    }

    MailException outOfStep(String what, String line) {
        usable = false;
        return progress()
                .fail(
                        Fault.Kind.PROTOCOL,
                        wire.endpoint() + " sent what is not IMAP here (" + what + "): " + line,
                        new Reply(Protocol.IMAP, command(), "", Optional.empty(), List.of(line)));
    }

    static Reply reply(String verb, Condition condition) {
        String text = condition.code().map(c -> "[" + c + "] ").orElse("") + condition.text();
        return new Reply(Protocol.IMAP, verb, condition.status(), condition.code(), List.of(text.strip()));
    }

    /** Says goodbye if it can be said, and hangs up. */
    void leave() {
        leaving = true;
        try {
            if (usable) {
                ResponseHandler deaf = new ResponseHandler() {};
                String tag = start(new Command("LOGOUT"), deaf);
                while (!early.containsKey(tag)) {
                    next(deaf); // BYE, then the tagged OK (RFC 3501 §6.1.3): who hangs up between them resets the
                    // connection
                }
            }
        } catch (IOException e) {
            // the connection ends either way, and everything asked of it was answered before
            System.getLogger("signet.mail.imap").log(System.Logger.Level.DEBUG, "LOGOUT: {0}", e.getMessage());
        } finally {
            usable = false;
            wire.close();
        }
    }

    /** Octets waiting within {@code patience}? */
    boolean readable(Duration patience) throws MailException {
        return wire.readable(patience.isNegative() ? Duration.ZERO : patience);
    }

    void line(String text) throws MailException {
        wire.writeLine(text);
        wire.flush();
    }

    /** Work whose only failures are ours: there is no visitor in it. */
    interface Exchange<T> {
        T go() throws IOException;
    }

    <T> T calm(Exchange<T> exchange) throws MailException {
        try {
            return exchange.go();
        } catch (MailException e) {
            throw e;
        } catch (IOException e) {
            throw progress()
                    .fail(Fault.Kind.NETWORK, "the connection to " + wire.endpoint() + " broke: " + e.getMessage(), e);
        }
    }
}
