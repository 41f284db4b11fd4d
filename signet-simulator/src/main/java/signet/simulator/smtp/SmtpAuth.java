package signet.simulator.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import signet.simulator.exchange.Gate;
import signet.simulator.exchange.Gate.Admission;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.Profile;
import signet.simulator.exchange.Sasl;
import signet.simulator.exchange.ServerName;
import signet.simulator.exchange.Texts;
import signet.simulator.fault.Protocol;
import signet.simulator.fault.Stage;
import signet.simulator.wire.Dialog;

/** AUTH (RFC 4954) and who has succeeded with it. */
final class SmtpAuth {
    private static final int LONGEST_RESPONSE = 16_384;

    private final Dialog dialog;
    private final ServerName name;
    private final Gate gate;
    private Optional<Admission> admission = Optional.empty();

    SmtpAuth(Dialog dialog, ServerName name) {
        this.dialog = dialog;
        this.name = name;
        this.gate = new Gate(dialog.context().exchange(), dialog.context().tokens());
    }

    String mechanisms() {
        return switch (profile()) {
            case EXCHANGE -> "LOGIN XOAUTH2";
            case GOOGLE -> "LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH";
            case PLAIN -> "PLAIN LOGIN";
        };
    }

    /** The command without what follows the mechanism. */
    static String masked(String command) {
        int mechanism = command.indexOf(' ');
        int secret = mechanism < 0 ? -1 : command.indexOf(' ', mechanism + 1);
        return secret < 0
                ? command
                : command.substring(0, secret) + " <" + (command.length() - secret - 1) + " octets>";
    }

    boolean in() {
        return admission.isPresent();
    }

    Optional<Mailbox> mailbox() {
        return admission.flatMap(Admission::mailbox);
    }

    /** Whether the mailbox can be opened after all; if not it shows after DATA. */
    boolean connected() {
        return admission.isEmpty() || admission.get().outcome() == Gate.Outcome.GRANTED;
    }

    void authenticate(String argument) throws IOException {
        String[] words = argument.split(" ", 2);
        String mechanism = words[0].toUpperCase(Locale.ROOT);
        if (in()) {
            dialog.send(Texts.line("smtp.authenticated-already"));
            return;
        }
        if (!(" " + mechanisms() + " ").contains(" " + mechanism + " ") || mechanism.isEmpty()) {
            dialog.send(Texts.line("smtp.unknown-mechanism"));
            return;
        }
        Optional<String> initial = words.length > 1 ? Optional.of(words[1].strip()) : Optional.empty();
        if (mechanism.equals("LOGIN")) {
            login(initial);
        } else {
            single(mechanism, initial);
        }
    }

    private void single(String mechanism, Optional<String> initial) throws IOException {
        Optional<byte[]> response = initial.isPresent() ? decoded(initial.get()) : ask("");
        if (response.isEmpty()) {
            return;
        }
        Optional<Sasl.Credentials> who = Sasl.parse(mechanism, response.get());
        if (mechanism.equals("PLAIN")) {
            who.ifPresent(c -> dialog.user(c.user()));
            conclude(who.map(c -> gate.byPassword(Protocol.SMTP, c.user(), c.secret())), Optional.empty());
        } else {
            who.ifPresent(c -> dialog.user(c.user()));
            conclude(who.map(c -> gate.byToken(Protocol.SMTP, c.user(), c.secret())), Optional.of(mechanism));
        }
    }

    private void login(Optional<String> initial) throws IOException {
        Optional<byte[]> user = initial.isPresent() ? decoded(initial.get()) : ask(Sasl.encode("Username:"));
        if (user.isEmpty()) {
            return;
        }
        Optional<byte[]> password = ask(Sasl.encode("Password:"));
        if (password.isEmpty()) {
            return;
        }
        String who = new String(user.get(), StandardCharsets.UTF_8);
        dialog.user(who);
        String secret = new String(password.get(), StandardCharsets.UTF_8);
        conclude(Optional.of(gate.byPassword(Protocol.SMTP, who, secret)), Optional.empty());
    }

    /** Absent: the exchange is over and has been answered. */
    private Optional<byte[]> ask(String challenge) throws IOException {
        dialog.send("334 " + challenge);
        String response = response();
        if (response.equals("*")) {
            dialog.send(Texts.line("smtp.cancelled"));
            return Optional.empty();
        }
        return decoded(response);
    }

    private String response() throws IOException {
        String line = dialog.line(
                        LONGEST_RESPONSE, dialog.context().exchange().policies().idleTimeout())
                .text();
        dialog.note("command", "<" + line.length() + " octets>");
        return line;
    }

    private Optional<byte[]> decoded(String base64) throws IOException {
        Optional<byte[]> octets = Sasl.decode(base64);
        if (octets.isEmpty()) {
            dialog.send(Texts.line("smtp.bad-base64"));
        }
        return octets;
    }

    private void conclude(Optional<Admission> judged, Optional<String> bearer) throws IOException {
        if (dialog.refuses(Stage.AUTHENTICATE, "")) {
            return;
        }
        dialog.note("login", judged.map(a -> a.outcome() + " " + a.reason()).orElse("malformed response"));
        if (judged.isPresent() && judged.get().in()) {
            admission = judged;
            dialog.send(Texts.line("smtp.authenticated"));
            return;
        }
        if (profile() == Profile.GOOGLE) {
            if (bearer.isPresent()) {
                // the client has to answer the JSON, with an empty line or with the dummy of RFC 7628 §3.2.3
                dialog.send("334 " + Sasl.encode(Texts.line("google.challenge")));
                response();
            }
            dialog.send(Texts.line("google.smtp.refused", "id", name.id().toLowerCase(Locale.ROOT)));
            return;
        }
        dialog.send(name.withTail(refusal(judged), dialog.context().clock().instant()));
    }

    private static String refusal(Optional<Admission> judged) {
        if (judged.isEmpty()) {
            return "smtp.refused";
        }
        return switch (judged.get().outcome()) {
            case SMTP_OFF_FOR_TENANT -> "smtp.off-tenant";
            case SMTP_OFF_FOR_MAILBOX -> "smtp.off-mailbox";
            case PASSWORDS_OFF -> "smtp.basic-off";
            case PASSWORD_WRONG -> "smtp.basic-wrong";
            case REFUSED, GRANTED, NOT_CONNECTED -> "smtp.refused";
        };
    }

    private Profile profile() {
        return dialog.context().exchange().policies().profile();
    }
}
