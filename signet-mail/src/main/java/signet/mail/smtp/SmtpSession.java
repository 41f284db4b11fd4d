package signet.mail.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.mail.Account;
import signet.mail.Content;
import signet.mail.Disposition;
import signet.mail.Envelope;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.ForwardPath;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.mail.TlsMode;
import signet.mail.sasl.Mechanism;
import signet.mail.sasl.Proof;
import signet.mail.sasl.SaslExchange;
import signet.mail.wire.Progress;
import signet.mail.wire.Wire;

/** A conversation with a submission server, logged in. For one thread at a time. */
public final class SmtpSession implements AutoCloseable {
    /** A goodbye is a courtesy; nobody's mail depends on it. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Wire wire;
    private final Progress progress;
    private final Replies replies;
    private SmtpCapabilities capabilities = new SmtpCapabilities(java.util.Set.of());
    private boolean usable;
    private boolean resetFirst;

    private SmtpSession(Wire wire) {
        this.wire = wire;
        this.progress = wire.progress();
        this.replies = new Replies(wire);
    }

    /**
     * Connects, starts TLS as the account says, and logs in. After a {@link Fact.TokenReplaced} the stages begin anew on a
     * second connection.
     *
     * @throws MailException when there is no session; the fault has the stage and the server's final words
     */
    public static SmtpSession open(Account account, SessionListener listener) throws MailException {
        return Proof.open(account, Protocol.SMTP, listener, (wire, proof) -> {
            SmtpSession session = new SmtpSession(wire);
            session.begin(proof);
            return session;
        });
    }

    private void begin(Proof proof) throws MailException {
        greeting();
        hello();
        if (wire.endpoint().tls() == TlsMode.STARTTLS) {
            startTls();
            hello(); // RFC 3207 §4.2: what was said in clear counts for nothing
        }
        logIn(proof);
        usable = true;
    }

    private void greeting() throws MailException {
        progress.begin(Stage.GREETING);
        Reply reply = replies.read("", wire.timeouts().reply());
        progress.fact(new Fact.Greeting(reply));
        require(reply, "2", "does not want to talk");
        progress.pass(reply.toString());
    }

    private void hello() throws MailException {
        progress.begin(Stage.CAPABILITIES);
        String command;
        try {
            command = Commands.ehlo(wire.network().localName());
        } catch (IllegalArgumentException e) {
            throw progress.fail(Fault.Kind.CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
        Reply reply = ask(command, "EHLO");
        require(reply, "2", "does not accept EHLO " + wire.network().localName());
        capabilities = SmtpCapabilities.of(reply);
        progress.fact(new Fact.Capabilities(capabilities.words(), wire.secure(), false));
        progress.pass(String.join(", ", capabilities.words().stream().sorted().toList()));
    }

    private void startTls() throws MailException {
        progress.begin(Stage.TLS);
        if (!capabilities.offers("STARTTLS")) {
            throw progress.fail(
                    Fault.Kind.TLS,
                    wire.endpoint() + " does not offer STARTTLS, or someone on the way takes the offer out; nothing is"
                            + " sent in clear");
        }
        require(ask("STARTTLS", "STARTTLS"), "2", "does not start TLS");
        wire.startTls();
    }

    private void logIn(Proof proof) throws MailException {
        progress.begin(Stage.AUTHENTICATE);
        SaslExchange exchange = new SaslExchange(wire, proof);
        Mechanism mechanism = exchange.choose(capabilities.mechanisms());
        Reply reply = exchange.run(mechanism, new SaslExchange.Carrier() {
            @Override
            public Reply begin(Mechanism chosen, Optional<String> initialResponse) throws MailException {
                return ask("AUTH " + chosen.name(), "AUTH");
            }

            @Override
            public Reply answer(String line) throws MailException {
                return ask(line, "AUTH");
            }

            @Override
            public boolean continues(Reply reply) {
                return reply.status().equals("334");
            }
        });
        require(reply, "2", "refuses the login of " + proof.username() + " by " + mechanism);
        progress.pass(mechanism + " as " + proof.username());
    }

    private Reply ask(String line, String command) throws MailException {
        wire.writeLine(line);
        wire.flush();
        return replies.read(command, wire.timeouts().reply());
    }

    private void require(Reply reply, String firstDigit, String otherwise) throws MailException {
        if (!reply.status().startsWith(firstDigit)) {
            boolean refusal = reply.status().matches("[45].*");
            Fault.Kind kind = reply.status().equals("421")
                    ? Fault.Kind.CLOSED
                    : refusal ? Fault.Kind.REFUSED : Fault.Kind.PROTOCOL;
            throw progress.fail(kind, wire.endpoint() + " " + otherwise + ": " + reply, reply);
        }
    }

    /** What the server announced last. */
    public SmtpCapabilities capabilities() {
        return capabilities;
    }

    /** False once the session is out of step, ended by the server or closed: open another one. */
    public boolean usable() {
        return usable;
    }

    /**
     * Sends one message. Never throws: whatever happens, every recipient gets a disposition. Look at {@link #usable()} before
     * the next one.
     *
     * @param content read twice: to learn its size and kind, then to send it; it must not change in between
     * @param hook    called right before the final dot; a database may note there that the outcome is open
     */
    public Delivery send(Envelope envelope, Content content, BeforeDot hook) {
        if (!usable) {
            return notTried(envelope);
        }
        Transaction transaction = new Transaction(wire, replies, capabilities, envelope);
        usable = false; // until proved otherwise, even if an error flies by
        try {
            Delivery delivery = transaction.run(resetFirst, content, hook);
            resetFirst = transaction.needsReset();
            usable = transaction.inStep();
            return delivery;
        } finally {
            if (!usable) {
                wire.close(); // at once: a server must not take half a message for a whole one
            }
        }
    }

    private Delivery notTried(Envelope envelope) {
        Fault fault = new Fault(
                Protocol.SMTP,
                Stage.SEND,
                Fault.Kind.CLOSED,
                "the session with " + wire.endpoint() + " is over",
                Optional.empty(),
                Optional.empty());
        List<Disposition> dispositions = new ArrayList<>();
        for (ForwardPath path : envelope.forwardPaths()) {
            dispositions.add(new Disposition(
                    path.address(),
                    Disposition.Kind.NOT_TRIED,
                    Disposition.Step.MAIL,
                    Optional.empty(),
                    Optional.of(fault)));
        }
        return new Delivery(dispositions, 0);
    }

    /**
     * Asks whether {@code from} may send to {@code to}, without sending: MAIL, RCPT, RSET.
     *
     * @return the replies to MAIL and RCPT, in this order; refusals are replies too
     * @throws MailException when the conversation breaks or an address cannot be sent; told as {@link Stage#MAILBOX}
     */
    public List<Reply> probe(String from, String to) throws MailException {
        progress.begin(Stage.MAILBOX);
        usable = false;
        try {
            Commands commands = new Commands(capabilities);
            Envelope envelope = Envelope.of(from, List.of(to));
            String mail = commands.mail(envelope, new CanonicalData());
            String rcpt = commands.rcpt(envelope.forwardPaths().get(0));
            if (resetFirst) {
                ask("RSET", "RSET");
            }
            Reply mailReply = inStep(ask(mail, "MAIL FROM"));
            Reply rcptReply = inStep(ask(rcpt, "RCPT TO"));
            require(ask("RSET", "RSET"), "2", "does not reset");
            resetFirst = false;
            usable = true;
            progress.pass(mailReply + "; " + rcptReply);
            return List.of(mailReply, rcptReply);
        } catch (Unsendable e) {
            usable = true;
            throw progress.fail(Fault.Kind.CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
    }

    private Reply inStep(Reply reply) throws MailException {
        if (reply.status().equals("421") || reply.status().startsWith("3")) {
            require(reply, "2", "ends the session or is out of step");
        }
        return reply;
    }

    /** Says QUIT if the session is in step, without waiting long, and closes the connection. */
    @Override
    public void close() {
        if (usable) {
            usable = false;
            try {
                wire.writeLine("QUIT");
                wire.flush();
                replies.read("QUIT", GOODBYE);
            } catch (MailException e) {
                System.getLogger(SmtpSession.class.getName())
                        .log(System.Logger.Level.DEBUG, "no goodbye from " + wire.endpoint(), e);
            }
        }
        wire.close();
    }
}
