package signet.mail.pop3;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

/** From a connection to a session that is logged in: greeting, STLS, CAPA, AUTH in two lines, or USER and PASS. */
final class Pop3Login implements SaslExchange.Carrier {
    private final Pop3Conversation conversation;
    private final Wire wire;
    private final Progress progress;
    private final Proof proof;
    private Set<String> capabilities = Set.of();

    private Pop3Login(Pop3Conversation conversation, Proof proof) {
        this.conversation = conversation;
        this.wire = conversation.wire();
        this.progress = wire.progress();
        this.proof = proof;
    }

    static Pop3Session open(Account account, SessionListener listener) throws MailException {
        return Proof.open(
                account,
                Protocol.POP3,
                listener,
                (wire, proof) -> new Pop3Login(new Pop3Conversation(wire), proof).logIn());
    }

    private Pop3Session logIn() throws MailException {
        greet();
        askCapabilities();
        if (wire.endpoint().tls() == TlsMode.STARTTLS) {
            startTls();
            askCapabilities();
        }
        progress.begin(Stage.AUTHENTICATE);
        authenticate();
        wire.forgetSecrets();
        Set<String> afterLogin = ask(true); // RFC 2449 §5: they may change
        return new Pop3Session(conversation, afterLogin.isEmpty() ? capabilities : afterLogin);
    }

    private void greet() throws MailException {
        progress.begin(Stage.GREETING);
        Reply greeting = conversation.reply("");
        progress.fact(new Fact.Greeting(greeting));
        conversation.require(greeting);
        progress.pass(String.join(" ", greeting.lines()));
    }

    private void askCapabilities() throws MailException {
        progress.begin(Stage.CAPABILITIES);
        capabilities = ask(false);
        progress.pass(String.join(", ", capabilities));
    }

    private void startTls() throws MailException {
        progress.begin(Stage.TLS);
        if (!capabilities.contains("STLS")) {
            throw progress.fail(
                    Fault.Kind.TLS,
                    wire.endpoint() + " does not offer STLS, and nothing is sent without TLS: is tls: implicit meant"
                            + " (port 995), or does something on the way remove the offer?");
        }
        conversation.run("STLS");
        wire.startTls(); // RFC 2595 §4: what was learned in clear is asked anew
    }

    private Set<String> ask(boolean afterLogin) throws MailException {
        Set<String> words = capa();
        progress.fact(new Fact.Capabilities(words, wire.secure(), afterLogin));
        return words;
    }

    /** What the server announces, in upper case; nothing when it does not know the command. */
    private Set<String> capa() throws MailException {
        conversation.send("CAPA");
        Set<String> words = new LinkedHashSet<>();
        if (Pop3Conversation.ok(conversation.reply("CAPA"))) {
            conversation.lines().forEach(line -> words.add(line.toUpperCase(Locale.ROOT)));
        }
        return words;
    }

    private void authenticate() throws MailException {
        Set<String> mechanisms = new LinkedHashSet<>();
        capabilities.stream()
                .filter(line -> line.startsWith("SASL "))
                .forEach(line ->
                        mechanisms.addAll(Arrays.asList(line.substring(5).split(" +"))));
        boolean sasl = Mechanism.choose(mechanisms, proof.kind()).isPresent();
        if (!sasl && proof.kind() == Authentication.Kind.PASSWORD) {
            userAndPass();
            return;
        }
        SaslExchange exchange = new SaslExchange(wire, proof);
        Mechanism mechanism = exchange.choose(mechanisms);
        conversation.require(exchange.run(mechanism, this));
        progress.pass(mechanism + " as " + proof.username());
    }

    private void userAndPass() throws MailException {
        String password = proof.password(wire).reveal();
        progress.fact(new Fact.MechanismUsed("USER and PASS"));
        conversation.run("USER " + proof.username());
        conversation.run("PASS " + password);
        progress.pass("USER and PASS as " + proof.username());
    }

    /** Always in two lines: Exchange Online takes the one-line form for a protocol error. */
    @Override
    public Reply begin(Mechanism mechanism, Optional<String> initialResponse) throws MailException {
        conversation.send("AUTH " + mechanism.name());
        return conversation.reply("AUTH");
    }

    @Override
    public Reply answer(String line) throws MailException {
        conversation.send(line);
        return conversation.reply("AUTH");
    }

    @Override
    public boolean continues(Reply reply) {
        return reply.status().equals("+");
    }
}
