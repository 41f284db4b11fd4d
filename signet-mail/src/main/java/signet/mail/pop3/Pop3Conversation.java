package signet.mail.pop3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.wire.Wire;

/** Commands and replies (RFC 1939 §3), one after the other or pipelined. */
final class Pop3Conversation {
    /** RFC 2449 §4 allows 512 octets; challenges of SASL are longer. */
    private static final int LINE = 8 * 1024;
    /** Lines of a listing; a maildrop of more messages should be read by IMAP. */
    private static final int MOST_LINES = 500_000;
    /** Octets of a listing: as many lines as that with a number and a UIDL of RFC 1939's 70 octets need less. */
    private static final int MOST_OCTETS = 48 * 1024 * 1024;

    private static final Duration GOODBYE = Duration.ofSeconds(5);
    /** RFC 2449 §8: a response code. */
    private static final Pattern CODE = Pattern.compile("\\[([A-Z0-9][A-Z0-9/-]*)].*");

    private final Wire wire;
    private boolean usable = true;

    Pop3Conversation(Wire wire) {
        this.wire = wire;
    }

    Wire wire() {
        return wire;
    }

    boolean usable() {
        return usable;
    }

    /** Sends a command at the next {@link #reply}. */
    void send(String command) throws MailException {
        // one octet per character: user names and passwords may be UTF-8 (RFC 6856)
        wire.writeLine(new String(command.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /** The reply to {@code verb}: {@code +OK}, {@code -ERR} or, within AUTH, {@code +}. */
    Reply reply(String verb) throws MailException {
        return reply(verb, wire.timeouts().reply());
    }

    private Reply reply(String verb, Duration within) throws MailException {
        boolean whole = false;
        try {
            wire.flush();
            wire.await(within);
            Reply reply = parse(verb, wire.readLine(LINE));
            whole = true;
            return reply;
        } finally {
            usable = usable && whole;
        }
    }

    private Reply parse(String verb, String line) throws MailException {
        int blank = line.indexOf(' ');
        String status = blank < 0 ? line : line.substring(0, blank);
        String text = clean(blank < 0 ? "" : line.substring(blank + 1).strip());
        if (!status.equals("+OK") && !status.equals("-ERR") && !status.equals("+")) {
            Reply reply = new Reply(Protocol.POP3, verb, "", Optional.empty(), List.of(clean(line)));
            throw wire.progress()
                    .fail(Fault.Kind.PROTOCOL, wire.endpoint() + " sent what is not POP3: " + reply, reply);
        }
        Matcher code = CODE.matcher(text);
        Optional<String> enhanced = code.matches() ? Optional.of(code.group(1)) : Optional.empty();
        return new Reply(Protocol.POP3, verb, status, enhanced, List.of(text));
    }

    /** For logs and people: no control characters, not endless. */
    private static String clean(String text) {
        String utf8 = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return utf8.substring(0, Math.min(utf8.length(), 1000)).replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }

    /** Says goodbye without waiting long for an answer on which nothing depends. */
    void leave() throws MailException {
        send("QUIT");
        reply("QUIT", GOODBYE);
    }

    /** The session is over, or answers are outstanding that nobody will read. */
    void abandon() {
        usable = false;
    }

    static boolean ok(Reply reply) {
        return reply.status().equals("+OK");
    }

    /** Sends a command, with argument or without, and wants {@code +OK}; a refusal is thrown, and the session goes on. */
    Reply run(String command) throws MailException {
        send(command);
        return require(reply(command.split(" ", 2)[0]));
    }

    Reply require(Reply reply) throws MailException {
        if (!ok(reply)) {
            throw wire.progress()
                    .fail(
                            Fault.Kind.REFUSED,
                            wire.endpoint() + " refused "
                                    + (reply.command().isEmpty() ? "the connection" : reply.command()) + ": " + reply,
                            reply);
        }
        return reply;
    }

    /** The lines that follow {@code +OK}, each of at most 8 KiB. */
    List<String> lines() throws MailException {
        boolean whole = false;
        try {
            List<String> lines = collect(new MessageStream(wire));
            whole = true;
            return lines;
        } finally {
            usable = usable && whole;
        }
    }

    private List<String> collect(MessageStream octets) throws MailException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int size = 0;
        for (int c = octets.read(); c >= 0; c = octets.read()) {
            size++;
            if (c == '\n') {
                lines.add(line.toString().strip());
                line.setLength(0);
            } else {
                line.append((char) c);
            }
            if (line.length() > LINE || lines.size() > MOST_LINES || size > MOST_OCTETS) {
                throw wire.progress()
                        .fail(
                                Fault.Kind.PROTOCOL,
                                wire.endpoint() + " lists a line of more than " + LINE + " octets, more than "
                                        + MOST_LINES + " lines or more than " + MOST_OCTETS + " octets");
            }
        }
        return lines;
    }

    /** A message as it comes; {@code use} may leave the end unread. What {@code use} throws makes the session unusable. */
    void message(Use use) throws IOException {
        boolean whole = false;
        try {
            MessageStream octets = new MessageStream(wire);
            use.message(octets);
            octets.drain();
            whole = true;
        } finally {
            usable = usable && whole;
        }
    }

    /** What is done with a message. */
    interface Use {
        void message(InputStream octets) throws IOException;
    }
}
