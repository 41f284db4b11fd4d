package signet.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Reply;
import signet.mail.wire.Wire;

/**
 * One SASL exchange (RFC 4422 §3) from choosing the mechanism to the server's final word. Challenges are decoded as far as
 * they can be and told as {@link Fact.Challenge}; each is answered, and the final reply read, so that the conversation stays
 * in step whatever the answer.
 */
public final class SaslExchange {
    /** More questions than any mechanism here has answers: after these the exchange is cancelled. */
    private static final int MOST_CHALLENGES = 6;

    private final Wire wire;
    private final Proof proof;

    public SaslExchange(Wire wire, Proof proof) {
        this.wire = wire;
        this.proof = proof;
    }

    /** How a protocol carries the exchange. */
    public interface Carrier {
        /** Sends the authentication command and reads the answer. */
        Reply begin(Mechanism mechanism, Optional<String> initialResponse) throws MailException;

        /** Sends one line and reads the answer. */
        Reply answer(String line) throws MailException;

        /** True for a continuation: {@code 334}, {@code +}; its only line is the challenge. */
        boolean continues(Reply reply);

        /**
         * The most octets of base64 that may go with the command, 0 = never: SMTP and POP3 (their command lines are too short
         * for tokens: RFC 4954 §4, RFC 2449 §4) and IMAP without SASL-IR.
         */
        default int longestInitialResponse() {
            return 0;
        }
    }

    /**
     * The mechanism for what the server offers.
     *
     * @throws MailException {@code MECHANISM} when none is usable; a weaker one is never taken instead
     */
    public Mechanism choose(Set<String> offered) throws MailException {
        Optional<Mechanism> mechanism = Mechanism.choose(offered, proof.kind());
        if (mechanism.isPresent()) {
            return mechanism.get();
        }
        throw wire.progress()
                .fail(
                        Fault.Kind.MECHANISM,
                        wire.endpoint() + " offers "
                                + (offered.isEmpty() ? "no way to log in" : "only " + String.join(", ", offered))
                                + ", but this account needs one of " + Mechanism.usable(proof.kind())
                                + ": is this the provider's host for sending and reading, and the right port?");
    }

    /** Runs the exchange; the reply is the final one, good or bad, and {@code 334} or {@code +} never. */
    public Reply run(Mechanism mechanism, Carrier carrier) throws MailException {
        SaslMechanism steps = proof.steps(mechanism, wire);
        wire.progress().fact(new Fact.MechanismUsed(mechanism.name()));
        Optional<String> initial = mechanism.clientSpeaksFirst()
                ? encode(steps, 0).filter(text -> text.length() <= carrier.longestInitialResponse())
                : Optional.empty();
        int next = initial.isPresent() ? 1 : 0;
        Reply reply = carrier.begin(mechanism, initial);
        for (int i = 0; carrier.continues(reply); i++) {
            if (i == MOST_CHALLENGES) {
                throw wire.progress()
                        .fail(Fault.Kind.PROTOCOL, wire.endpoint() + " does not end the login: it keeps asking", reply);
            }
            if (steps.acknowledgesRefusal(next)) {
                wire.progress().fact(new Fact.Challenge(wire.unechoed(decode(String.join("", reply.lines())))));
            }
            reply = carrier.answer(encode(steps, next++).orElse("*"));
        }
        return reply;
    }

    private static Optional<String> encode(SaslMechanism steps, int number) {
        return steps.message(number).map(Base64.getEncoder()::encodeToString);
    }

    /** The text of a challenge; one that is no base64 of printable text stays as it was sent. */
    static String decode(String challenge) {
        try {
            String text = new String(Base64.getMimeDecoder().decode(challenge), StandardCharsets.UTF_8).strip();
            boolean printable = text.codePoints()
                    .noneMatch(
                            c -> c == 0xFFFD || Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
            return printable && !text.isEmpty() ? text : challenge;
        } catch (IllegalArgumentException e) {
            return challenge;
        }
    }
}
