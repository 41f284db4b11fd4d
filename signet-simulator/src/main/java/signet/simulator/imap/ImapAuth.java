package signet.simulator.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import signet.simulator.TokenValidator.Verdict;
import signet.simulator.exchange.Gate;
import signet.simulator.exchange.Gate.Admission;
import signet.simulator.exchange.Gate.Outcome;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.Policies;
import signet.simulator.exchange.Profile;
import signet.simulator.exchange.Sasl;
import signet.simulator.exchange.Texts;
import signet.simulator.fault.Protocol;
import signet.simulator.fault.Stage;
import signet.simulator.wire.Dialog;

/** AUTHENTICATE and LOGIN, and who has succeeded with them. */
final class ImapAuth {
    private static final int LONGEST_RESPONSE = 16_384;

    private final Dialog dialog;
    private final Policies policies;
    private final Gate gate;
    private Optional<Admission> admission = Optional.empty();
    private boolean tooMany;

    ImapAuth(Dialog dialog) {
        this.dialog = dialog;
        this.policies = dialog.context().exchange().policies();
        this.gate = new Gate(dialog.context().exchange(), dialog.context().tokens());
    }

    String capabilities() {
        if (!dialog.tls() && policies.tlsRequired()) {
            String plain = Texts.line("imap.capability.plain");
            return policies.startTlsOffered() ? plain : plain.replace(" STARTTLS", "");
        }
        return switch (policies.profile()) {
            case EXCHANGE -> Texts.line(in() ? "imap.capability.in" : "imap.capability");
            case GOOGLE -> Texts.line(in() ? "imap.capability.google.in" : "imap.capability.google");
            case PLAIN -> Texts.line("imap.capability.password");
        };
    }

    boolean in() {
        return admission.isPresent();
    }

    Optional<Mailbox> mailbox() {
        return admission.flatMap(Admission::mailbox);
    }

    /** Whether the mailbox can be opened after all. */
    boolean connected() {
        return !tooMany && admission.filter(a -> a.outcome() == Outcome.GRANTED).isPresent();
    }

    void disconnect() {
        tooMany = true;
    }

    /** When the session ends with its token; absent for passwords. */
    Optional<Instant> tokenEnd() {
        return admission.flatMap(Admission::token).map(Verdict::expiresAt);
    }

    /** The tagged answer without the tag; empty when a fault has answered. */
    String login(String tag, Arguments arguments) throws IOException {
        arguments.space();
        String user = arguments.string();
        arguments.space();
        String password = arguments.string();
        arguments.end();
        dialog.user(user);
        return conclude(tag, Optional.of(gate.byPassword(Protocol.IMAP, user, password)), "LOGIN", false);
    }

    String authenticate(String tag, Arguments arguments) throws IOException {
        arguments.space();
        String mechanism = arguments.word();
        if (!(" " + capabilities() + " ").contains(" AUTH=" + mechanism + " ")) {
            throw BadCommand.unknown();
        }
        boolean initial = arguments.take(' '); // RFC 4959: SASL-IR
        String first = initial ? arguments.rest() : "";
        if (mechanism.equals("LOGIN")) {
            String user = text(initial ? first : ask(Sasl.encode("Username:")));
            String password = text(ask(Sasl.encode("Password:")));
            dialog.user(user);
            return conclude(tag, Optional.of(gate.byPassword(Protocol.IMAP, user, password)), "AUTHENTICATE", false);
        }
        String response = initial ? first : ask("");
        boolean bearer = !mechanism.equals("PLAIN");
        Optional<Sasl.Credentials> who = Sasl.decode(response).flatMap(octets -> Sasl.parse(mechanism, octets));
        who.ifPresent(c -> dialog.user(c.user()));
        Optional<Admission> judged = who.map(c -> bearer
                ? gate.byToken(Protocol.IMAP, c.user(), c.secret())
                : gate.byPassword(Protocol.IMAP, c.user(), c.secret()));
        return conclude(tag, judged, "AUTHENTICATE", bearer);
    }

    private String conclude(String tag, Optional<Admission> judged, String verb, boolean bearer) throws IOException {
        if (dialog.refuses(Stage.AUTHENTICATE, tag)) {
            return "";
        }
        dialog.note("login", judged.map(a -> a.outcome() + " " + a.reason()).orElse("malformed response"));
        if (judged.isPresent() && judged.get().in()) {
            admission = judged;
            return "OK " + verb + " completed.";
        }
        if (policies.profile() == Profile.GOOGLE) {
            if (bearer) {
                ask(Sasl.encode(Texts.line("google.challenge")));
            }
            return Texts.line("google.imap.refused");
        }
        return Texts.line(verb.equals("LOGIN") ? "imap.login-refused" : "imap.refused");
    }

    private String ask(String challenge) throws IOException {
        dialog.send("+ " + challenge);
        String line = dialog.line(LONGEST_RESPONSE, policies.idleTimeout()).text();
        dialog.note("command", "<" + line.length() + " octets>");
        return line;
    }

    private static String text(String base64) {
        return Sasl.decode(base64)
                .map(octets -> new String(octets, StandardCharsets.UTF_8))
                .orElse("");
    }
}
