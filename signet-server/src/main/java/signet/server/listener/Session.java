package signet.server.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import signet.mail.TlsMode;
import signet.server.account.Login;

/** One conversation, from greeting to good-bye. Runs on a thread of its own and ends with it. */
final class Session {
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
    private boolean tls;
    private int errors;
    private int idle;

    Session(Connection connection, ClientWire wire, Service service, Peer peer, BooleanSupplier draining) {
        this.connection = connection;
        this.wire = wire;
        this.service = service;
        this.peer = peer;
        this.draining = draining;
        this.tls = service.options().mode() == TlsMode.IMPLICIT;
        this.mail = new MailDialog(wire, connection, service, peer);
        this.authenticator = new Authenticator(wire, service, peer);
    }

    /** Talks until one of both hangs up. */
    void run() throws IOException, InterruptedException {
        try (mail) {
            wire.send(Answer.good(220, "", service.options().hostname() + " ESMTP Signet"));
            boolean goOn = true;
            while (goOn) {
                goOn = exchange();
            }
            if (secure.isPresent()) {
                secure.get().close(); // says so under TLS: an end without close_notify looks like an attack
            }
        }
    }

    /** One command and its answer. False when the conversation is over. */
    private boolean exchange() throws IOException, InterruptedException {
        connection.interruptible(!mail.begun()); // before the look at draining: one of both notices the other
        if (draining.getAsBoolean() && !mail.begun()) {
            return say(Answer.bad(421, "4.3.2", "shutting-down", "the server is shutting down; try again soon")
                    .thenHangUp());
        }
        connection.deadline(service.options().limits().command());
        ClientWire.Found found = wire.readLine();
        connection.interruptible(false);
        return switch (found) {
            case LINE -> {
                Command command = CommandParser.parse(wire.octets(), wire.lineStart(), wire.lineEnd());
                yield command instanceof Command.Foreign foreign
                        ? hangUpOn(foreign.protocol())
                        : say(limited(command, handle(command)));
            }
            case TOO_LONG ->
                say(limited(
                        new Command.Noop(),
                        Answer.bad(500, "5.5.6", "syntax", "the line is longer than " + CommandParser.LONGEST_AUTH)));
            case BARE_LF ->
                say(Answer.bad(500, "5.5.2", "syntax", "a bare LF; a line ends with CRLF")
                        .thenHangUp());
            case TLS_RECORD -> hangUpOn("TLS");
            case END -> end();
        };
    }

    private boolean end() throws IOException {
        if (connection.expired()) {
            say(Answer.bad(421, "4.4.2", "timeout", "nothing came for too long").thenHangUp());
        } else if (draining.getAsBoolean()) {
            say(Answer.bad(421, "4.3.2", "shutting-down", "the server is shutting down; try again soon")
                    .thenHangUp());
        }
        return false;
    }

    /** No octet of theirs comes back to them: it might be a browser, and run what it is sent. */
    private boolean hangUpOn(String protocol) {
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
        return false;
    }

    /** Sends the answer and does what follows it. */
    private boolean say(Answer answer) throws IOException {
        if (answer.refusal()) {
            service.statistics().refused(answer.why());
        }
        wire.send(answer);
        return switch (answer.after()) {
            case GO_ON -> true;
            case HANG_UP -> {
                wire.flush();
                yield false;
            }
            case SHAKE_HANDS -> {
                wire.flush();
                shakeHands();
                yield true;
            }
        };
    }

    /** Counts what brings nothing forward. */
    private Answer limited(Command command, Answer answer) {
        ListenerLimits limits = service.options().limits();
        boolean counts =
                answer.refusal() && !answer.enhanced().equals("4.5.3"); // RFC 5321 §4.5.3.1.10 asks for patience
        if (counts && ++errors >= limits.errors()) {
            return new Answer(
                    421,
                    "4.7.0",
                    List.of("too many errors; the last one: " + answer.code() + " "
                            + answer.lines().getFirst()),
                    Answer.After.HANG_UP,
                    "too-many-errors");
        }
        boolean forward = command instanceof Command.Mail
                || command instanceof Command.Recipient
                || command instanceof Command.Data
                || command instanceof Command.Chunk;
        idle = forward ? 0 : idle + 1;
        return idle > limits.idleCommands()
                ? Answer.bad(421, "4.7.0", "too-many-commands", "too many commands without a message")
                        .thenHangUp()
                : answer;
    }

    private Answer handle(Command command) throws IOException, InterruptedException {
        return switch (command) {
            case Command.Hello hail -> hello(hail);
            case Command.Auth auth -> authenticate(auth);
            case Command.Mail begin -> mail(begin);
            case Command.Recipient recipient -> mail.recipient(recipient);
            case Command.Data data -> mail.data(known());
            case Command.Chunk chunk -> mail.chunk(chunk, known());
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
            case Command.Foreign foreign -> throw new IllegalStateException("not a command of ours: " + foreign);
        };
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

    private Answer authenticate(Command.Auth auth) throws IOException, InterruptedException {
        if (hello.isEmpty() || mail.begun() || login.isPresent()) {
            return Answer.bad(503, "5.5.1", "sequence", "AUTH comes once, after EHLO and before MAIL");
        }
        if (!mayLogIn()) {
            return Answer.bad(
                    538, "5.7.11", "authentication-in-clear", "a password is only taken under TLS; say STARTTLS first");
        }
        Authenticator.Result result = authenticator.run(auth);
        login = result.login();
        return result.answer();
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
        wire.replace(socket.getInputStream(), socket.getOutputStream());
        secure = Optional.of(socket);
        tls = true;
    }
}
