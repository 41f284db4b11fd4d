package signet.mail.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import signet.mail.Content;
import signet.mail.Disposition;
import signet.mail.Disposition.Kind;
import signet.mail.Disposition.Step;
import signet.mail.Envelope;
import signet.mail.Fault;
import signet.mail.ForwardPath;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.SessionListener.Direction;
import signet.mail.Stage;
import signet.mail.wire.Progress;
import signet.mail.wire.Wire;

/** One mail transaction (RFC 5321 §3.3): one message to its recipients, and what became of each. */
final class Transaction {
    /** Recipients in one pipelined group: few enough for the replies to fit into any peer's window (RFC 2920 §3.1). */
    private static final int GROUP = 100;

    private static final int BLOCK = 16 * 1024;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Wire wire;
    private final Progress progress;
    private final Replies replies;
    private final SmtpCapabilities server;
    private final Envelope envelope;
    private final Map<Integer, Disposition> decided = new TreeMap<>();
    private final List<Integer> accepted = new ArrayList<>();
    private Step step = Step.MAIL;
    private boolean open; // the server has a transaction that no dot has ended
    private boolean inData; // 354 was given: only a dot, or the end of the connection, gets us out
    private boolean dotSent;
    private boolean broken;
    private long octets;

    Transaction(Wire wire, Replies replies, SmtpCapabilities server, Envelope envelope) {
        this.wire = wire;
        this.progress = wire.progress();
        this.replies = replies;
        this.server = server;
        this.envelope = envelope;
    }

    /** A command of the first round trip; {@code recipient} is the index of a forward-path for RCPT. */
    private record Command(String verb, Step step, int recipient, String line) {}

    /** True when the next command will be understood as one. */
    boolean inStep() {
        return !broken && !inData;
    }

    /** True when RSET must come before the next MAIL (RFC 5321 §4.1.4). */
    boolean needsReset() {
        return open;
    }

    Delivery run(boolean resetFirst, Content content, BeforeDot hook) {
        progress.begin(Stage.SEND);
        try {
            CanonicalData text = scan(content);
            Commands commands = new Commands(server);
            commands.check(text);
            offer(commands(resetFirst, commands, commands.mail(envelope, text)));
            if (inData) {
                body(content, text.octets(), hook);
            }
            progress.pass(
                    accepted.size() + " of " + envelope.forwardPaths().size() + " recipients, " + octets + " octets");
        } catch (Unsendable e) {
            rest(Kind.REFUSED, e.step(), Optional.of(e.reply()), Optional.of(refusedByUs(e)));
        } catch (MailException e) {
            broken = true;
            leaveUndecided(e.fault());
        } catch (IOException e) {
            leaveUndecided(progress.fail(Fault.Kind.CONFIGURATION, String.valueOf(e.getMessage()), e)
                    .fault());
        }
        return new Delivery(List.copyOf(decided.values()), octets);
    }

    private static CanonicalData scan(Content content) throws IOException {
        CanonicalData text = new CanonicalData();
        byte[] block = new byte[BLOCK];
        byte[] out = new byte[CanonicalData.room(BLOCK)];
        try (InputStream in = content.open()) {
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                text.put(block, count, out);
            }
            text.finish(out);
            return text;
        } catch (IOException e) {
            throw new IOException("the message cannot be read: " + e.getMessage(), e);
        }
    }

    private List<Command> commands(boolean resetFirst, Commands commands, String mail) {
        List<Command> list = new ArrayList<>();
        if (resetFirst) {
            list.add(new Command("RSET", Step.MAIL, 0, "RSET"));
        }
        list.add(new Command("MAIL FROM", Step.MAIL, 0, mail));
        List<ForwardPath> paths = envelope.forwardPaths();
        for (int i = 0; i < paths.size(); i++) {
            try {
                list.add(new Command("RCPT TO", Step.RCPT, i, commands.rcpt(paths.get(i))));
            } catch (Unsendable e) {
                decide(i, Kind.REFUSED, Step.RCPT, Optional.of(e.reply()), Optional.of(refusedByUs(e)));
            }
        }
        if (decided.size() == paths.size()) {
            return List.of(); // nobody left to send to
        }
        list.add(new Command("DATA", Step.DATA, 0, "DATA"));
        return list;
    }

    /** Sends the commands in groups, the last of which ends with DATA, and reads every reply. */
    private void offer(List<Command> commands) throws MailException {
        int size = server.offers("PIPELINING") ? GROUP : 1;
        for (int from = 0;
                from < commands.size()
                        && decided.size() < envelope.forwardPaths().size();
                from += size) {
            List<Command> group = commands.subList(from, Math.min(commands.size(), from + size));
            for (Command command : group) {
                wire.writeLine(command.line());
            }
            wire.flush();
            for (Command command : group) {
                step = command.step();
                heard(command, replies.read(command.verb(), wire.timeouts().reply()));
            }
        }
    }

    private void heard(Command command, Reply reply) throws MailException {
        if (reply.status().equals("421")) {
            throw ended(reply);
        }
        char first = reply.status().charAt(0);
        if (command.step() == Step.DATA ? first == '2' : first == '3') {
            throw progress.fail(
                    Fault.Kind.PROTOCOL, wire.endpoint() + " is out of step: it answers " + command.verb(), reply);
        }
        if (command.verb().equals("RSET")) {
            open = false;
            return;
        }
        boolean yes = first == '2' || first == '3';
        switch (command.step()) {
            case MAIL -> open = yes;
            case RCPT -> {
                if (yes && open) {
                    accepted.add(command.recipient());
                } else if (!decided.containsKey(command.recipient())) {
                    decide(command.recipient(), Kind.REFUSED, Step.RCPT, Optional.of(reply), Optional.empty());
                }
            }
            case DATA, DOT -> inData = yes;
        }
        if (!yes && command.step() != Step.RCPT) {
            rest(Kind.REFUSED, command.step(), Optional.of(reply), Optional.empty());
        }
    }

    private void body(Content content, long expected, BeforeDot hook) throws IOException {
        if (accepted.isEmpty()) {
            endData(); // 354 although nobody accepted: a lone dot (RFC 2920 §3.1)
            return;
        }
        try {
            stream(content, expected);
        } catch (MailException e) {
            hearLastWords(e);
            throw e;
        }
        try {
            hook.beforeDot();
        } catch (IOException | RuntimeException e) {
            throw new IOException("given up before the final dot: " + e.getMessage(), e);
        }
        dotSent = true;
        Reply reply = endData();
        switch (reply.status().charAt(0)) {
            case '2' -> rest(Kind.ACCEPTED, Step.DOT, Optional.of(reply), Optional.empty());
            case '3' ->
                throw progress.fail(
                        Fault.Kind.PROTOCOL, wire.endpoint() + " is out of step after the final dot", reply);
            default -> rest(Kind.REFUSED, Step.DOT, Optional.of(reply), Optional.empty());
        }
        broken = reply.status().equals("421");
    }

    private Reply endData() throws MailException {
        step = Step.DOT;
        wire.writeLine(".");
        wire.flush();
        Reply reply = replies.read(".", wire.timeouts().dot());
        inData = false;
        open = false;
        return reply;
    }

    private void stream(Content content, long expected) throws IOException {
        CanonicalData text = new CanonicalData();
        byte[] block = new byte[BLOCK];
        byte[] out = new byte[CanonicalData.room(BLOCK)];
        try (InputStream in = content.open()) {
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                send(out, text.put(block, count, out));
            }
            send(out, text.finish(out));
            wire.flush();
        } catch (MailException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("the message cannot be read: " + e.getMessage(), e);
        }
        if (text.octets() != expected) {
            throw new IOException("the message changed while it was being sent");
        }
        progress.listener().line(Direction.CLIENT, "(" + octets + " octets of message text)");
    }

    private void send(byte[] out, int count) throws MailException {
        wire.write(out, 0, count);
        octets += count;
    }

    /** A server that refuses in the middle of the text, too large for instance, often hangs up on us; its words count. */
    private void hearLastWords(MailException e) {
        try {
            if (e.fault().kind() != Fault.Kind.TIMEOUT && wire.readable(LAST_WORDS)) {
                Reply reply = replies.read("DATA", LAST_WORDS);
                if (reply.status().matches("[45].*") && !reply.status().equals("421")) {
                    rest(Kind.REFUSED, Step.DATA, Optional.of(reply), Optional.empty());
                }
            }
        } catch (MailException silent) {
            e.addSuppressed(silent);
        }
    }

    private MailException ended(Reply reply) {
        return progress.fail(Fault.Kind.CLOSED, wire.endpoint() + " ends the session: " + reply, reply);
    }

    private static Fault refusedByUs(Unsendable e) {
        return new Fault(
                Protocol.SMTP,
                Stage.SEND,
                Fault.Kind.REFUSED,
                String.valueOf(e.getMessage()),
                Optional.empty(),
                Optional.empty());
    }

    private void leaveUndecided(Fault fault) {
        boolean unconfirmed = dotSent;
        rest(unconfirmed ? Kind.UNCONFIRMED : Kind.NOT_TRIED, step, Optional.empty(), Optional.of(fault));
    }

    private void rest(Kind kind, Step at, Optional<Reply> reply, Optional<Fault> fault) {
        for (int i = 0; i < envelope.forwardPaths().size(); i++) {
            if (!decided.containsKey(i)) {
                decide(i, kind, at, reply, fault);
            }
        }
    }

    private void decide(int recipient, Kind kind, Step at, Optional<Reply> reply, Optional<Fault> fault) {
        String address = envelope.forwardPaths().get(recipient).address();
        decided.put(recipient, new Disposition(address, kind, at, reply, fault));
    }
}
