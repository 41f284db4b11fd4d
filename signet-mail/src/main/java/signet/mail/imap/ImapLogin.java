package signet.mail.imap;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Fact;
import signet.mail.Fault;
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

/** From a connection to a session that is logged in: greeting, capabilities, STARTTLS, AUTHENTICATE or LOGIN. */
final class ImapLogin implements SaslExchange.Carrier {
    /** An initial response goes with the command while the whole line stays within 8 KiB. */
    private static final int LONGEST_LINE = 8 * 1024;

    private final Wire wire;
    private final Progress progress;
    private final Conversation conversation;
    private final Proof proof;
    private final ResponseHandler handler = new ResponseHandler() {
        @Override
        public void capabilities(Set<String> words) {
            announced = Optional.of(words);
        }
    };
    private Optional<Set<String>> announced = Optional.empty();
    private Command command = new Command("AUTHENTICATE");
    private String tag = "";

    private ImapLogin(Conversation conversation, Proof proof) {
        this.wire = conversation.wire();
        this.progress = conversation.progress();
        this.conversation = conversation;
        this.proof = proof;
    }

    static Conversation open(Account account, SessionListener listener) throws MailException {
        return Proof.open(account, Protocol.IMAP, listener, (wire, proof) -> {
            Conversation conversation = new Conversation(wire);
            new ImapLogin(conversation, proof).logIn();
            return conversation;
        });
    }

    private void logIn() throws MailException {
        greet();
        askCapabilities();
        if (wire.endpoint().tls() == TlsMode.STARTTLS) {
            startTls();
            askCapabilities();
        }
        progress.begin(Stage.AUTHENTICATE);
        announced = Optional.empty();
        Set<String> mechanisms = conversation.capabilities().stream()
                .filter(word -> word.regionMatches(true, 0, "AUTH=", 0, 5))
                .map(word -> word.substring(5))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (needsLogin(mechanisms)) {
            login();
        } else {
            authenticate(mechanisms);
        }
        wire.forgetSecrets();
        try {
            tellCapabilities(true); // RFC 3501 §6.2.2: they may differ from those before
        } catch (MailException e) {
            // Exchange may be "authenticated but not connected": the first command that needs the mailbox tells it
            // better
            if (e.fault().kind() != Fault.Kind.REFUSED) {
                throw e;
            }
        }
    }

    private void greet() throws MailException {
        progress.begin(Stage.GREETING);
        Condition greeting = conversation.greeting(handler);
        Reply reply = Conversation.reply("", greeting);
        progress.fact(new Fact.Greeting(reply));
        if (greeting.status().equals("PREAUTH")) {
            // CVE-2020-12398: a forged PREAUTH keeps a client from starting TLS
            throw progress.fail(
                    wire.secure() ? Fault.Kind.PROTOCOL : Fault.Kind.ATTACK,
                    wire.endpoint() + " says we are logged in before we said who we are: " + reply,
                    reply);
        }
        if (!greeting.ok()) {
            throw progress.fail(Fault.Kind.REFUSED, wire.endpoint() + " greets with a refusal: " + reply, reply);
        }
        progress.pass(greeting.text());
    }

    private void askCapabilities() throws MailException {
        progress.begin(Stage.CAPABILITIES);
        tellCapabilities(false);
        progress.pass(String.join(" ", conversation.capabilities()));
    }

    private void startTls() throws MailException {
        progress.begin(Stage.TLS);
        if (!conversation.offers("STARTTLS")) {
            throw progress.fail(
                    Fault.Kind.TLS,
                    wire.endpoint()
                            + " does not offer STARTTLS, and nothing is sent without TLS: is tls: implicit meant"
                            + " (port 993), or does something on the way remove the offer?");
        }
        conversation.run(new Command("STARTTLS"), handler);
        wire.startTls();
        announced = Optional.empty(); // RFC 9051 §6.2.1: what was said in clear may be forged
        conversation.learn(Set.of());
    }

    /** Takes the capabilities from what was announced, or asks. */
    private void tellCapabilities(boolean afterLogin) throws MailException {
        if (announced.isEmpty()) {
            conversation.run(new Command("CAPABILITY"), handler);
        }
        conversation.learn(announced.orElse(Set.of()).stream()
                .map(word -> word.toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        progress.fact(new Fact.Capabilities(Set.copyOf(conversation.capabilities()), wire.secure(), afterLogin));
    }

    /** A password and no SASL mechanism for it: the old command, unless the server has it switched off. */
    private boolean needsLogin(Set<String> mechanisms) {
        return proof.kind() == Authentication.Kind.PASSWORD
                && Mechanism.choose(mechanisms, proof.kind()).isEmpty()
                && !conversation.offers("LOGINDISABLED");
    }

    private void login() throws MailException {
        String password = proof.password(wire).reveal();
        progress.fact(new Fact.MechanismUsed("LOGIN command"));
        Condition end =
                conversation.run(new Command("LOGIN").string(proof.username()).string(password), handler);
        progress.pass("LOGIN: " + end.text());
    }

    private void authenticate(Set<String> mechanisms) throws MailException {
        SaslExchange exchange = new SaslExchange(wire, proof);
        Mechanism mechanism = exchange.choose(mechanisms);
        Reply reply = exchange.run(mechanism, this);
        if (!reply.status().equals("OK")) {
            throw progress.fail(Fault.Kind.REFUSED, wire.endpoint() + " refused the login: " + reply, reply);
        }
        progress.pass(mechanism + " as " + proof.username());
    }

    @Override
    public int longestInitialResponse() {
        return conversation.offers("SASL-IR") ? LONGEST_LINE - "A999 AUTHENTICATE OAUTHBEARER \r\n".length() : 0;
    }

    @Override
    public Reply begin(Mechanism mechanism, Optional<String> initialResponse) throws MailException {
        command = new Command("AUTHENTICATE").word(mechanism.name());
        initialResponse.ifPresent(command::word);
        return conversation.calm(() -> {
            tag = conversation.start(command, handler);
            return continuationOrEnd();
        });
    }

    @Override
    public Reply answer(String line) throws MailException {
        return conversation.calm(() -> {
            conversation.line(line);
            return continuationOrEnd();
        });
    }

    private Reply continuationOrEnd() throws MailException {
        return conversation.calm(() -> {
            Optional<String> challenge = conversation.continuationOrEnd(tag, handler);
            return challenge.isPresent()
                    ? new Reply(Protocol.IMAP, command.verb(), "+", Optional.empty(), List.of(challenge.get()))
                    : Conversation.reply(command.verb(), conversation.end(tag));
        });
    }

    @Override
    public boolean continues(Reply reply) {
        return reply.status().equals("+");
    }
}
