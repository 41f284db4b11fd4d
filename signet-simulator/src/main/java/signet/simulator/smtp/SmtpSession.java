package signet.simulator.smtp;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.simulator.exchange.Policies;
import signet.simulator.exchange.Profile;
import signet.simulator.exchange.ServerName;
import signet.simulator.exchange.Texts;
import signet.simulator.fault.Stage;
import signet.simulator.wire.Dialog;
import signet.simulator.wire.Line;

/** One submission session: greets, dispatches commands, answers. */
final class SmtpSession {
    private static final int LONGEST_COMMAND = 2_048;
    /** RFC 4954 §4: room for a base64 response of any mechanism. */
    private static final int LONGEST_LINE = 16_384;

    private final Dialog dialog;
    private final long ordinal;
    private final ServerName name;
    private final Policies policies;
    private final Transaction transaction;
    private final SmtpAuth auth;
    private boolean greeted;

    SmtpSession(Dialog dialog, long ordinal) {
        this.dialog = dialog;
        this.ordinal = ordinal;
        this.name = new ServerName(ordinal);
        this.policies = dialog.context().exchange().policies();
        this.auth = new SmtpAuth(dialog, name);
        this.transaction = new Transaction(dialog, name, auth, ordinal);
    }

    void run() throws IOException {
        try {
            if (!dialog.refuses(Stage.GREETING, "")) {
                dialog.send(greeting());
            }
            while (next()) {
                dialog.settle();
            }
        } catch (SocketTimeoutException e) {
            dialog.send(Texts.line("smtp.timeout"));
        } finally {
            auth.mailbox().ifPresent(mailbox -> mailbox.sending().closed(ordinal));
        }
    }

    private String greeting() {
        if (policies.profile() == Profile.GOOGLE) {
            return Texts.line("google.smtp.greeting", "server", name.id().toLowerCase(Locale.ROOT));
        }
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                dialog.context().clock().instant().atOffset(ZoneOffset.UTC));
        return Texts.line(
                "smtp.greeting", "host", name.host(), "date", date.replace("GMT", "+0000"), "server", name.bracket());
    }

    /** Handles one command; false at the end of the session. */
    private boolean next() throws IOException {
        Line line = dialog.line(LONGEST_LINE, idle());
        String verb = verb(line.text());
        boolean authLine = verb.equals("AUTH");
        dialog.note("command", authLine ? SmtpAuth.masked(line.text()) : line.text());
        if (line.tooLong() || (!authLine && line.text().length() > LONGEST_COMMAND)) {
            dialog.send(Texts.line("smtp.line-too-long"));
            return true;
        }
        if (!line.clean() || line.text().indexOf('\0') >= 0) {
            dialog.send(Texts.line("smtp.bare-line-end"));
            return true;
        }
        Stage stage = stage(verb);
        if (stage != Stage.OTHER && stage != Stage.AUTHENTICATE && dialog.refuses(stage, "")) {
            return true;
        }
        String argument = line.text().substring(Math.min(line.text().length(), verb.length()));
        return carryOut(verb, argument.strip());
    }

    private boolean carryOut(String verb, String argument) throws IOException {
        switch (verb) {
            case "EHLO", "HELO" -> hello(verb, argument);
            case "STARTTLS" -> startTls(argument);
            case "AUTH" -> authenticate(argument);
            case "MAIL" -> dialog.send(tooEarly().isPresent() ? tooEarly().get() : transaction.mail(argument));
            case "RCPT" -> dialog.send(transaction.rcpt(argument));
            case "DATA" -> transaction.data(argument);
            case "BDAT" -> transaction.bdat(argument);
            case "RSET" -> {
                transaction.reset();
                dialog.send(Texts.line("smtp.reset"));
            }
            case "NOOP" -> dialog.send(Texts.line("smtp.ok"));
            case "VRFY" -> dialog.send(Texts.line("smtp.verify"));
            case "HELP" -> dialog.send(Texts.line("smtp.help"));
            case "QUIT" -> {
                dialog.send(Texts.line("smtp.quit"));
                return false;
            }
            default -> dialog.send(Texts.line("smtp.unknown-command", "command", verb));
        }
        return !transaction.closed();
    }

    private void hello(String verb, String domain) throws IOException {
        if (domain.isEmpty() || domain.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '_')) {
            dialog.send(Texts.line("smtp.invalid-domain"));
            return;
        }
        greeted = true;
        transaction.reset();
        String hello = Texts.line("smtp.hello", "host", name.host());
        dialog.send(verb.equals("HELO") ? "250 " + hello : lines(hello));
    }

    /** The list changes with TLS: STARTTLS before, AUTH after (RFC 3207 §4.2). */
    private String lines(String hello) {
        List<String> lines = new ArrayList<>();
        lines.add(hello);
        lines.add("SIZE " + policies.messageSize());
        lines.addAll(List.of("PIPELINING", "DSN", "ENHANCEDSTATUSCODES"));
        if (!dialog.tls() && policies.startTlsOffered()) {
            lines.add("STARTTLS");
        }
        if (dialog.tls() || !policies.tlsRequired()) {
            lines.add("AUTH " + auth.mechanisms());
        }
        lines.addAll(List.of("8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8"));
        StringBuilder reply = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            reply.append(i == 0 ? "" : "\r\n")
                    .append(i == lines.size() - 1 ? "250 " : "250-")
                    .append(lines.get(i));
        }
        return reply.toString();
    }

    private void startTls(String argument) throws IOException {
        if (!argument.isEmpty()) {
            dialog.send(Texts.line("smtp.invalid-arguments"));
        } else if (dialog.tls() || !policies.startTlsOffered()) {
            dialog.send(Texts.line("smtp.unknown-command", "command", "STARTTLS"));
        } else {
            dialog.send(Texts.line("smtp.starttls"));
            dialog.startTls();
            greeted = false;
            transaction.reset();
        }
    }

    private void authenticate(String argument) throws IOException {
        if (!greeted) {
            dialog.send(Texts.line("smtp.hello-first"));
        } else if (transaction.begun()) {
            dialog.send(Texts.line("smtp.bad-sequence")); // RFC 4954 §4: not during a mail transaction
        } else if (!dialog.tls() && policies.tlsRequired()) {
            dialog.send(Texts.line("smtp.unknown-mechanism"));
        } else {
            auth.authenticate(argument);
            auth.mailbox().ifPresent(mailbox -> mailbox.sending().opened(ordinal));
        }
    }

    private Optional<String> tooEarly() {
        if (!greeted) {
            return Optional.of(Texts.line("smtp.hello-first"));
        }
        return !dialog.tls() && policies.tlsRequired()
                ? Optional.of(Texts.line("smtp.starttls-first"))
                : Optional.empty();
    }

    private Duration idle() {
        return policies.idleTimeout();
    }

    private static String verb(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) > ' ') {
            end++;
        }
        return line.substring(0, end).toUpperCase(Locale.ROOT);
    }

    private static Stage stage(String verb) {
        return switch (verb) {
            case "EHLO", "HELO" -> Stage.CAPABILITIES;
            case "STARTTLS" -> Stage.STARTTLS;
            case "AUTH" -> Stage.AUTHENTICATE;
            case "MAIL" -> Stage.MAIL;
            case "RCPT" -> Stage.RCPT;
            case "DATA" -> Stage.DATA;
            case "RSET" -> Stage.RSET;
            case "NOOP" -> Stage.NOOP;
            case "QUIT" -> Stage.QUIT;
            default -> Stage.OTHER;
        };
    }
}
