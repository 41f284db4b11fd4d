package signet.simulator.imap;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.Policies;
import signet.simulator.exchange.Profile;
import signet.simulator.exchange.ServerName;
import signet.simulator.exchange.Texts;
import signet.simulator.fault.Stage;
import signet.simulator.wire.Dialog;
import signet.simulator.wire.Line;
import signet.simulator.wire.SessionEnded;

/** One IMAP session: greeting, state, dispatch, and the tagged answer of each command. */
final class ImapSession {
    private static final int LONGEST_LINE = 65_536;
    private static final Duration BEFORE_LOGIN = Duration.ofMinutes(1);

    private final Dialog dialog;
    private final Policies policies;
    private final ServerName name;
    private final ImapAuth auth;
    private Optional<MailboxCommands> commands = Optional.empty();
    private boolean closed;

    ImapSession(Dialog dialog, long ordinal) {
        this.dialog = dialog;
        this.policies = dialog.context().exchange().policies();
        this.name = new ServerName(ordinal);
        this.auth = new ImapAuth(dialog);
    }

    void run() throws IOException {
        try {
            if (!dialog.refuses(Stage.GREETING, "*")) {
                String key = policies.profile() == Profile.GOOGLE ? "google.imap.greeting" : "imap.greeting";
                dialog.send(Texts.line(key, "server", name.bracket()));
            }
            while (!closed) {
                next();
                dialog.settle();
            }
        } catch (SocketTimeoutException e) {
            dialog.send(Texts.line("imap.closed"));
        } finally {
            auth.mailbox().ifPresent(mailbox -> mailbox.imapConnections().decrementAndGet());
        }
    }

    private void next() throws IOException {
        Line line = dialog.line(LONGEST_LINE, idle(), this::expiry);
        expiry();
        int blank = line.text().indexOf(' ');
        String tag = blank < 0 ? line.text() : line.text().substring(0, blank);
        int end = blank + 1;
        while (blank >= 0 && end < line.text().length() && line.text().charAt(end) > ' ') {
            end++;
        }
        String command = blank < 0 ? "" : line.text().substring(blank + 1, end).toUpperCase(Locale.ROOT);
        boolean secret = command.equals("AUTHENTICATE") || command.equals("LOGIN");
        dialog.note("command", secret ? tag + " " + command + " …" : line.text());
        if (!line.clean()
                || line.tooLong()
                || tag.isEmpty()
                || command.isEmpty()
                || !tag.matches("[!-~&&[^(){%*\"\\\\+]]+")) {
            dialog.send((tag.matches("[A-Za-z0-9.]{1,20}") ? tag : "*") + " " + Texts.line("imap.command-error"));
            return;
        }
        Arguments arguments = new Arguments(dialog, line.text(), end, idle());
        String answer = answer(tag, command, arguments);
        if (!answer.isEmpty()) {
            dialog.send(tag + " " + answer);
        }
    }

    /** The tagged answer without its tag; empty when a fault has answered. */
    private String answer(String tag, String command, Arguments arguments) throws IOException {
        try {
            String verb = command;
            if (command.equals("UID")) {
                arguments.space();
                verb = arguments.word();
            }
            if (!verb.equals("AUTHENTICATE") && !verb.equals("LOGIN") && dialog.refuses(stage(verb), tag)) {
                arguments.drop();
                return "";
            }
            return carryOut(tag, verb, command.equals("UID"), arguments);
        } catch (BadCommand e) {
            arguments.drop();
            return Texts.line(e.key());
        } catch (Refused e) {
            arguments.drop();
            return e.answer();
        }
    }

    private String carryOut(String tag, String verb, boolean byUid, Arguments arguments) throws IOException {
        switch (verb) {
            case "CAPABILITY" -> dialog.send("* CAPABILITY " + auth.capabilities());
            case "NOOP" -> {} // what has changed is told below
            case "ID" -> {
                arguments.rest();
                dialog.send("* ID (\"name\" \"Microsoft.Exchange.Imap4.Imap4Server\" \"version\" \"15.20\")");
            }
            case "LOGOUT" -> {
                dialog.send(Texts.line("imap.logout"));
                closed = true;
                return "OK LOGOUT completed.";
            }
            case "STARTTLS" -> {
                return startTls(tag);
            }
            case "AUTHENTICATE", "LOGIN" -> {
                return logIn(tag, verb, arguments);
            }
            default -> {
                return withMailbox(tag, verb, byUid, arguments);
            }
        }
        arguments.end();
        if (commands.isPresent()) {
            commands.get().report(true);
        }
        return "OK " + verb + " completed.";
    }

    private String startTls(String tag) throws IOException {
        if (dialog.tls() || !policies.startTlsOffered() || auth.in()) {
            throw new BadCommand("imap.invalid-state");
        }
        dialog.send(tag + " " + Texts.line("imap.starttls"));
        dialog.startTls();
        return "";
    }

    private String logIn(String tag, String verb, Arguments arguments) throws IOException {
        if (auth.in() || (!dialog.tls() && policies.tlsRequired())) {
            throw new BadCommand("imap.invalid-state");
        }
        String answer = verb.equals("LOGIN") ? auth.login(tag, arguments) : auth.authenticate(tag, arguments);
        auth.mailbox().ifPresent(mailbox -> {
            int open = mailbox.imapConnections().incrementAndGet();
            if (policies.imapConnections() > 0 && open > policies.imapConnections()) {
                auth.disconnect();
            }
            commands = Optional.of(new MailboxCommands(dialog, mailbox, this::expiry));
        });
        return answer;
    }

    private String withMailbox(String tag, String verb, boolean byUid, Arguments arguments) throws IOException {
        if (commands.isEmpty()) {
            throw new BadCommand("imap.invalid-state");
        }
        if (!auth.connected()) {
            arguments.drop();
            throw new BadCommand("imap.not-connected");
        }
        Optional<Instant> throttled = auth.mailbox().flatMap(Mailbox::throttledUntil);
        if (throttled.isPresent()) {
            arguments.drop();
            Duration left = Duration.between(dialog.context().clock().instant(), throttled.get());
            return Texts.line("imap.throttled", "milliseconds", Long.toString(Math.max(1, left.toMillis())));
        }
        return commands.get().carryOut(tag, verb, byUid, arguments);
    }

    /** A session ends with its token, whatever it is doing. */
    private void expiry() throws IOException {
        Optional<Instant> end = auth.tokenEnd();
        if (end.isPresent() && !dialog.context().clock().instant().isBefore(end.get())) {
            dialog.send(Texts.line("imap.token-expired"));
            dialog.flush();
            throw new SessionEnded("the token expired");
        }
    }

    private Duration idle() {
        Duration most = policies.idleTimeout();
        return auth.in() || most.compareTo(BEFORE_LOGIN) < 0 ? most : BEFORE_LOGIN;
    }

    private static Stage stage(String verb) {
        return switch (verb) {
            case "CAPABILITY" -> Stage.CAPABILITIES;
            case "EXAMINE" -> Stage.SELECT;
            case "LSUB" -> Stage.LIST;
            case "LOGOUT" -> Stage.QUIT;
            case "STARTTLS", "NAMESPACE", "LIST", "SELECT", "STATUS", "SEARCH", "FETCH", "STORE", "COPY", "MOVE" ->
                Stage.valueOf(verb);
            case "EXPUNGE", "APPEND", "IDLE", "NOOP" -> Stage.valueOf(verb);
            default -> Stage.OTHER;
        };
    }
}
