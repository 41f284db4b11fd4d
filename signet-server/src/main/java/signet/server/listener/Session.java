package signet.server.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import signet.mail.TlsMode;
import signet.server.account.Login;

/**
 * One conversation, from greeting to good-bye. It goes on when it is told to, as far as the client's octets allow: {@link #advance}
 * never waits, {@link #work} does what takes long. Not for several threads at once.
 */
final class Session implements AutoCloseable {
    private static final Logger LOG = System.getLogger("signet.listener");
    private static final Answer RESET = Answer.good(250, "2.0.0", "forgotten");
    private static final Answer NOOP = Answer.good(250, "2.0.0", "still here");
    private static final Answer QUIT = Answer.good(221, "2.0.0", "good-bye").thenHangUp();
    private static final Answer VERIFY =
            Answer.good(252, "2.5.0", "addresses are not verified here; send the message and see");
    private static final Answer HELP = Answer.good(
            214, "2.0.0", "EHLO HELO STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT (RFC 5321, RFC 6409)");
    private static final Answer SHAKE_HANDS =
            new Answer(220, "2.0.0", List.of("shake hands"), Answer.After.SHAKE_HANDS, "");

    /** What a conversation needs to go on. */
    enum Next {
        /** Octets of the client. */
        INPUT,
        /** A call of {@link #work}. */
        WORK,
        /** Nothing: it has ended. */
        OVER
    }

    /** What takes its time. */
    private enum Work {
        NONE,
        SHAKE_HANDS,
        LOG_IN,
        STORE
    }

    private final Connection connection;
    private final Service service;
    private final Peer peer;
    private final BooleanSupplier draining;
    private final ClientWire wire;
    private final MailDialog mail;
    private final Authenticator authenticator;
    private Optional<Command.Hello> hello = Optional.empty();
    private Optional<Login> login = Optional.empty();
    private Optional<SSLSocket> secure = Optional.empty();
    private Optional<Command.Auth> auth = Optional.empty();
    /** The answer to a command or message that was worked on. */
    private Optional<Answer> answer = Optional.empty();

    private Work work = Work.NONE;
    private boolean greeted;
    private boolean asked;
    private boolean over;
    private boolean tls;
    private int errors;
    private int idle;

    /** @param tls whether the wire is private already; a listener with implicit TLS shakes hands first if it is not */
    Session(Connection connection, ClientWire wire, Service service, Peer peer, boolean tls, BooleanSupplier draining) {
        this.connection = connection;
        this.wire = wire;
        this.service = service;
        this.peer = peer;
        this.tls = tls;
        this.draining = draining;
        this.mail = new MailDialog(wire, connection, service, peer);
        this.authenticator = new Authenticator(wire, service, peer);
        if (service.options().mode() == TlsMode.IMPLICIT && !tls) {
            work = Work.SHAKE_HANDS;
        }
    }

    /** Says and does whatever is possible without waiting. */
    Next advance() throws IOException {
        while (!over) {
            if (work != Work.NONE) {
                return Next.WORK;
            }
            if (!step()) {
                return Next.INPUT;
            }
        }
        return Next.OVER;
    }

    /** One answer. False when octets are missing for it. */
    private boolean step() throws IOException {
        if (!greeted) {
            greeted = true;
            wire.send(Answer.good(220, "", service.options().hostname() + " ESMTP Signet"));
        } else if (answer.isPresent()) {
            Answer next = answer.get();
            answer = Optional.empty();
            say(next);
        } else if (mail.reads()) {
            answer = mail.take().map(taken -> limited(true, taken));
            if (mail.complete()) {
                work = Work.STORE;
            }
            return !mail.reads();
        } else {
            return command();
        }
        return true;
    }

    /** The next command and, unless it takes its time, its answer. False when it is not there yet. */
    private boolean command() throws IOException {
        if (!asked) {
            asked = true;
            connection.deadline(service.options().limits().command());
            connection.interruptible(!mail.begun()); // before the look at draining: one of both notices the other
            if (draining.getAsBoolean() && !mail.begun()) {
                say(shuttingDown());
                return true;
            }
        }
        ClientWire.Found found = wire.scan();
        if (found == ClientWire.Found.PART) {
            return false;
        }
        asked = false;
        connection.interruptible(false);
        switch (found) {
            case LINE -> line(CommandParser.parse(wire.octets(), wire.lineStart(), wire.lineEnd()));
            case TOO_LONG ->
                say(limited(
                        false,
                        Answer.bad(500, "5.5.6", "syntax", "the line is longer than " + CommandParser.LONGEST_AUTH)));
            case BARE_LF ->
                say(Answer.bad(500, "5.5.2", "syntax", "a bare LF; a line ends with CRLF")
                        .thenHangUp());
            case TLS_RECORD -> hangUpOn("TLS");
            case PART -> throw new IllegalStateException("was asked for above");
        }
        return true;
    }

    private void line(Command command) throws IOException {
        if (command instanceof Command.Foreign foreign) {
            hangUpOn(foreign.protocol());
            return;
        }
        boolean forward = command instanceof Command.Mail
                || command instanceof Command.Recipient
                || command instanceof Command.Data
                || command instanceof Command.Chunk;
        Optional<Answer> handled = handle(command);
        if (handled.isPresent()) {
            say(limited(forward, handled.get()));
        }
    }

    /** The connection has ended at their side, or for us. */
    void ended() throws IOException {
        if (mail.reads()) {
            say(Answer.bad(421, "4.4.2", "gone", "the connection ended before the message")
                    .thenHangUp());
        } else if (connection.expired()) {
            say(Answer.bad(421, "4.4.2", "timeout", "nothing came for too long").thenHangUp());
        } else if (draining.getAsBoolean()) {
            say(shuttingDown());
        }
        over = true;
    }

    private static Answer shuttingDown() {
        return Answer.bad(421, "4.3.2", "shutting-down", "the server is shutting down; try again soon")
                .thenHangUp();
    }

    /** Does what the last {@link #advance} stopped at, and waits for it. */
    void work() throws IOException, InterruptedException {
        Work next = work;
        work = Work.NONE;
        switch (next) {
            case STORE -> answer = Optional.of(limited(true, mail.store()));
            case LOG_IN -> answer = Optional.of(logIn());
            case SHAKE_HANDS -> shakeHands();
            case NONE -> throw new IllegalStateException("nothing is to be done");
        }
    }

    /** Whether all there is to do is to store a message that is in memory. */
    boolean storing() {
        return work == Work.STORE && !mail.large();
    }

    /** Does it without waiting: the promise is kept by the thread of the store. Until then nothing else may be done here. */
    CompletableFuture<Void> store() {
        work = Work.NONE;
        return mail.begin().thenAccept(stored -> answer = Optional.of(limited(true, stored)));
    }

    /** Whether this conversation is worth a thread until it is over, or until its message is. */
    boolean bound() {
        return tls || mail.large();
    }

    /** Under TLS an end is announced: one without close_notify looks like an attack. */
    @Override
    public void close() throws IOException {
        mail.close();
        if (secure.isPresent()) {
            secure.get().close();
        }
    }

    /** No octet of theirs comes back to them: it might be a browser, and run what it is sent. */
    private void hangUpOn(String protocol) {
        service.statistics().refused("foreign-protocol");
        LOG.log(
                Level.WARNING,
                "{0} on the SMTP port {1} peer={2}{3}",
                protocol,
                Integer.toString(peer.port()),
                peer.text(),
                protocol.equals("TLS") && !tls
                        ? ": the client has to use STARTTLS, or a listener with tls: implicit"
                        : "");
        over = true;
    }

    /** Sends the answer and does what follows it. */
    private void say(Answer said) throws IOException {
        if (said.refusal()) {
            service.statistics().refused(said.why());
        }
        wire.send(said);
        switch (said.after()) {
            case GO_ON -> {}
            case HANG_UP -> {
                wire.flush();
                over = true;
            }
            case SHAKE_HANDS -> {
                wire.flush();
                work = Work.SHAKE_HANDS;
            }
        }
    }

    /** Counts what brings nothing forward. */
    private Answer limited(boolean forward, Answer given) {
        ListenerLimits limits = service.options().limits();
        boolean counts = given.refusal() && !given.enhanced().equals("4.5.3"); // RFC 5321 §4.5.3.1.10 asks for patience
        if (counts && ++errors >= limits.errors()) {
            return new Answer(
                    421,
                    "4.7.0",
                    List.of("too many errors; the last one: " + given.code() + " "
                            + given.lines().getFirst()),
                    Answer.After.HANG_UP,
                    "too-many-errors");
        }
        idle = forward ? 0 : idle + 1;
        return idle > limits.idleCommands()
                ? Answer.bad(421, "4.7.0", "too-many-commands", "too many commands without a message")
                        .thenHangUp()
                : given;
    }

    /** Empty when the answer comes later. */
    private Optional<Answer> handle(Command command) {
        return switch (command) {
            case Command.Auth begin -> authenticate(begin);
            case Command.Chunk chunk -> mail.chunk(chunk, known());
            default -> Optional.of(answered(command));
        };
    }

    private Answer answered(Command command) {
        return switch (command) {
            case Command.Hello hail -> hello(hail);
            case Command.Mail begin -> mail(begin);
            case Command.Recipient recipient -> mail.recipient(recipient);
            case Command.Data data -> mail.data(known());
            case Command.Reset reset -> {
                mail.reset();
                yield RESET;
            }
            case Command.Noop noop -> NOOP;
            case Command.Verify verify -> VERIFY;
            case Command.Help help -> HELP;
            case Command.Quit quit -> QUIT;
            case Command.StartTls start -> startTls();
            case Command.Wrong wrong -> wrong.answer();
            case Command.Auth auth -> throw notHere(auth);
            case Command.Chunk chunk -> throw notHere(chunk);
            case Command.Foreign foreign -> throw notHere(foreign);
        };
    }

    private static IllegalStateException notHere(Command command) {
        return new IllegalStateException("has no answer at once: " + command);
    }

    private Hello known() {
        return new Hello(
                hello.map(Command.Hello::name).orElse("unknown"),
                hello.map(Command.Hello::extended).orElse(false),
                tls,
                login.isPresent());
    }

    private Answer hello(Command.Hello hail) {
        if (wire.hasInput()) {
            // RFC 2920 §3.1: what a server can do is not known before its answer
            return Answer.bad(554, "5.5.0", "pipelining", "wait for the answer to EHLO before you go on")
                    .thenHangUp();
        }
        mail.reset();
        hello = Optional.of(hail);
        String host = service.options().hostname();
        return hail.extended()
                ? new Answer(250, "", extensions(host), Answer.After.GO_ON, "")
                : Answer.good(250, "", host);
    }

    private List<String> extensions(String host) {
        List<String> lines = new ArrayList<>();
        lines.add(host);
        lines.add("PIPELINING");
        lines.add("SIZE " + service.reception().limits().message());
        if (mayUpgrade()) {
            lines.add("STARTTLS");
        }
        if (mayLogIn()) {
            lines.add("AUTH PLAIN LOGIN");
        }
        lines.addAll(List.of("ENHANCEDSTATUSCODES", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING"));
        return lines;
    }

    private boolean mayUpgrade() {
        return service.options().mode() == TlsMode.STARTTLS && !tls;
    }

    private boolean mayLogIn() {
        return tls || peer.loopback();
    }

    /** Why the client may not log in; empty when it is to be asked. */
    private Optional<Answer> authenticate(Command.Auth begin) {
        if (hello.isEmpty() || mail.begun() || login.isPresent()) {
            return Optional.of(Answer.bad(503, "5.5.1", "sequence", "AUTH comes once, after EHLO and before MAIL"));
        }
        if (!mayLogIn()) {
            return Optional.of(Answer.bad(
                    538,
                    "5.7.11",
                    "authentication-in-clear",
                    "a password is only taken under TLS; say STARTTLS first"));
        }
        auth = Optional.of(begin);
        work = Work.LOG_IN;
        return Optional.empty();
    }

    private Answer logIn() throws IOException, InterruptedException {
        Command.Auth begin = auth.orElseThrow();
        auth = Optional.empty();
        Authenticator.Result result = authenticator.run(begin);
        login = result.login();
        return limited(false, result.answer());
    }

    private Answer mail(Command.Mail begin) {
        if (hello.isEmpty()) {
            return Answer.bad(503, "5.5.1", "sequence", "say EHLO first");
        }
        Optional<Rights> rights = rights();
        if (rights.isEmpty()) {
            LOG.log(Level.INFO, "mail without login refused peer={0}", peer.text());
            return Answer.bad(
                    530,
                    "5.7.0",
                    "authentication-required",
                    mayLogIn() ? "log in first (AUTH)" : "say STARTTLS, then log in (AUTH)");
        }
        return mail.mail(begin, rights.get());
    }

    /** By login, as the roster has it at this moment; else by the address the client has. */
    private Optional<Rights> rights() {
        if (login.isPresent()) {
            Login known = login.get();
            return service.accounts().current().logins().stream()
                    .filter(current -> current.name().equals(known.name())
                            && current.verifier().equals(known.verifier()))
                    .findFirst()
                    .map(Rights::of);
        }
        return service.options().relay().stream()
                .filter(rule -> rule.covers(peer.address()))
                .findFirst()
                .map(Rights::of);
    }

    private Answer startTls() {
        if (service.options().mode() == TlsMode.NONE || service.options().tls().isEmpty()) {
            return Answer.bad(502, "5.5.1", "syntax", "this listener has no TLS");
        }
        if (tls) {
            return Answer.bad(503, "5.5.1", "sequence", "this is TLS already");
        }
        if (wire.hasInput()) {
            // CVE-2011-0411: what was put behind STARTTLS in clear would be run as if it came under TLS
            wire.discard();
            LOG.log(Level.WARNING, "octets in clear behind STARTTLS peer={0}", peer.text());
            return Answer.bad(554, "5.5.0", "pipelining", "nothing may follow STARTTLS before the handshake")
                    .thenHangUp();
        }
        return SHAKE_HANDS;
    }

    /** Everything that was said in clear is forgotten (RFC 3207 §4.2). */
    private void shakeHands() throws IOException {
        mail.reset();
        hello = Optional.empty();
        login = Optional.empty();
        SSLSocket socket = Handshake.asServer(connection, service.options(), peer);
        wire.replace(new StreamLink(socket.getInputStream(), socket.getOutputStream()));
        secure = Optional.of(socket);
        tls = true;
    }
}
