package signet.simulator.pop3;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Optional;
import signet.simulator.exchange.Gate;
import signet.simulator.exchange.Gate.Admission;
import signet.simulator.exchange.Gate.Outcome;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.Policies;
import signet.simulator.exchange.Profile;
import signet.simulator.exchange.Sasl;
import signet.simulator.exchange.ServerName;
import signet.simulator.exchange.Texts;
import signet.simulator.fault.Protocol;
import signet.simulator.fault.Stage;
import signet.simulator.wire.Dialog;
import signet.simulator.wire.Line;

/** One POP3 session: greeting and authorization here, the rest in {@link Maildrop}. */
final class Pop3Session {
    /** RFC 2449 §4. */
    private static final int LONGEST_COMMAND = 255;

    private static final int LONGEST_LINE = 16_384;
    private static final int LONGEST_TOKEN = 4_096;

    private final Dialog dialog;
    private final ServerName name;
    private final Gate gate;
    private final Policies policies;
    private Optional<Maildrop> maildrop = Optional.empty();
    private Optional<String> user = Optional.empty();
    private boolean closed;

    Pop3Session(Dialog dialog, long ordinal) {
        this.dialog = dialog;
        this.name = new ServerName(ordinal);
        this.gate = new Gate(dialog.context().exchange(), dialog.context().tokens());
        this.policies = dialog.context().exchange().policies();
    }

    void run() throws IOException {
        try {
            if (!dialog.refuses(Stage.GREETING, "")) {
                String key = policies.profile() == Profile.GOOGLE ? "google.pop3.greeting" : "pop3.greeting";
                dialog.send(Texts.line(key, "server", name.bracket()));
            }
            while (!closed) {
                next();
                dialog.settle();
            }
        } catch (SocketTimeoutException e) {
            dialog.send(Texts.line("pop3.timeout"));
        } finally {
            maildrop.ifPresent(Maildrop::leave);
        }
    }

    private void next() throws IOException {
        Line line = dialog.line(LONGEST_LINE, policies.idleTimeout());
        String[] words = line.text().split(" ", 2);
        String verb = words[0].toUpperCase(Locale.ROOT);
        String argument = words.length > 1 ? words[1].strip() : "";
        boolean secret = verb.equals("PASS") || verb.equals("AUTH");
        dialog.note("command", secret ? verb + " <" + argument.length() + " octets>" : line.text());
        if (!line.clean() || line.tooLong() || line.text().length() > LONGEST_COMMAND) {
            protocolError(); // the one-line form of AUTH with a token ends here as well
            return;
        }
        Stage stage = stage(verb);
        boolean judged = stage == Stage.AUTHENTICATE || stage == Stage.OTHER;
        if (!judged && dialog.refuses(stage, "")) {
            return;
        }
        carryOut(verb, argument);
    }

    private void carryOut(String verb, String argument) throws IOException {
        switch (verb) {
            case "CAPA" -> capabilities();
            case "QUIT" -> quit();
            case "NOOP" -> dialog.send(maildrop.isPresent() ? "+OK" : Texts.line("pop3.invalid-state"));
            case "STLS" -> startTls();
            case "AUTH" -> authenticate(argument);
            case "USER" -> user(argument);
            case "PASS" -> pass(argument);
            default -> {
                if (maildrop.isEmpty()) {
                    dialog.send(Texts.line("pop3.invalid-state"));
                } else {
                    maildrop.get().carryOut(verb, argument);
                }
            }
        }
    }

    private void capabilities() throws IOException {
        StringBuilder list = new StringBuilder("+OK\r\nTOP\r\nUIDL\r\n");
        if (!dialog.tls() && policies.startTlsOffered()) {
            list.append("STLS\r\n");
        }
        if (dialog.tls() || !policies.tlsRequired()) {
            list.append("SASL ").append(mechanisms()).append("\r\nUSER\r\n");
        }
        dialog.send(list + ".");
    }

    private String mechanisms() {
        return switch (policies.profile()) {
            case EXCHANGE -> "PLAIN XOAUTH2";
            case GOOGLE -> "PLAIN XOAUTH2 OAUTHBEARER";
            case PLAIN -> "PLAIN";
        };
    }

    private void startTls() throws IOException {
        if (dialog.tls() || !policies.startTlsOffered() || maildrop.isPresent()) {
            dialog.send(Texts.line("pop3.invalid-state"));
        } else {
            dialog.send(Texts.line("pop3.stls"));
            dialog.startTls();
            user = Optional.empty();
        }
    }

    private void authenticate(String argument) throws IOException {
        String mechanism = argument.toUpperCase(Locale.ROOT);
        if (argument.indexOf(' ') >= 0) {
            protocolError();
        } else if (maildrop.isPresent() || tlsMissing()) {
            dialog.send(Texts.line("pop3.invalid-state"));
        } else if (mechanism.isEmpty() || !(" " + mechanisms() + " ").contains(" " + mechanism + " ")) {
            dialog.send(Texts.line("pop3.unknown"));
        } else {
            dialog.send("+ ");
            respond(mechanism);
        }
    }

    private void respond(String mechanism) throws IOException {
        String response = response();
        if (response.equals("*")) {
            dialog.send(Texts.line("pop3.refused")); // RFC 5034 §4: cancelled
            return;
        }
        Optional<Sasl.Credentials> who = Sasl.decode(response).flatMap(octets -> Sasl.parse(mechanism, octets));
        boolean bearer = !mechanism.equals("PLAIN");
        if (bearer
                && policies.popTokenLimited()
                && who.map(c -> c.secret().length()).orElse(0) > LONGEST_TOKEN) {
            protocolError();
            return;
        }
        who.ifPresent(c -> dialog.user(c.user()));
        conclude(
                who.map(c -> bearer
                        ? gate.byToken(Protocol.POP3, c.user(), c.secret())
                        : gate.byPassword(Protocol.POP3, c.user(), c.secret())),
                bearer);
    }

    private String response() throws IOException {
        String line = dialog.line(LONGEST_LINE, policies.idleTimeout()).text();
        dialog.note("command", "<" + line.length() + " octets>");
        return line;
    }

    private void user(String argument) throws IOException {
        if (maildrop.isPresent() || tlsMissing()) {
            dialog.send(Texts.line("pop3.invalid-state"));
            return;
        }
        user = Optional.of(argument);
        dialog.send("+OK");
    }

    private void pass(String argument) throws IOException {
        if (maildrop.isPresent() || user.isEmpty()) {
            dialog.send(Texts.line("pop3.invalid-state"));
            return;
        }
        dialog.user(user.get());
        conclude(Optional.of(gate.byPassword(Protocol.POP3, user.get(), argument)), false);
    }

    private void conclude(Optional<Admission> judged, boolean bearer) throws IOException {
        if (dialog.refuses(Stage.AUTHENTICATE, "")) {
            return;
        }
        dialog.note("login", judged.map(a -> a.outcome() + " " + a.reason()).orElse("malformed response"));
        Optional<Mailbox> mailbox =
                judged.filter(a -> a.outcome() == Outcome.GRANTED).flatMap(Admission::mailbox);
        if (mailbox.isEmpty()) {
            refuse(bearer);
        } else if (!mailbox.get().occupyPop()) {
            dialog.send(Texts.line("pop3.in-use"));
        } else {
            maildrop = Optional.of(new Maildrop(dialog, mailbox.get()));
            dialog.send(Texts.line("pop3.authenticated"));
        }
    }

    private void refuse(boolean bearer) throws IOException {
        if (policies.profile() == Profile.GOOGLE) {
            if (bearer) {
                dialog.send("+ " + Sasl.encode(Texts.line("google.challenge")));
                response();
            }
            dialog.send(Texts.line("google.pop3.refused"));
        } else {
            dialog.send(Texts.line(bearer ? "pop3.refused" : "pop3.login-refused"));
        }
    }

    private void quit() throws IOException {
        maildrop.ifPresent(Maildrop::update);
        dialog.send(Texts.line("pop3.quit"));
        closed = true;
    }

    private void protocolError() throws IOException {
        dialog.send(Texts.line("pop3.protocol-error"));
        closed = true;
    }

    private boolean tlsMissing() {
        return !dialog.tls() && policies.tlsRequired();
    }

    private static Stage stage(String verb) {
        return switch (verb) {
            case "CAPA" -> Stage.CAPABILITIES;
            case "STLS" -> Stage.STARTTLS;
            case "AUTH", "PASS" -> Stage.AUTHENTICATE;
            case "STAT" -> Stage.STAT;
            case "LIST" -> Stage.LIST;
            case "UIDL" -> Stage.UIDL;
            case "RETR", "TOP" -> Stage.RETR;
            case "DELE" -> Stage.DELE;
            case "RSET" -> Stage.RSET;
            case "NOOP" -> Stage.NOOP;
            case "QUIT" -> Stage.QUIT;
            default -> Stage.OTHER;
        };
    }
}
