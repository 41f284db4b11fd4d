package signet.simulator.exchange;

import java.util.Map;
import java.util.Objects;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.entra.TokenClient;

/** A running simulator, with real tokens of its own. */
public final class Office implements AutoCloseable {
    public static final String PORTAL = "portal@contoso.example";
    public static final String HELP = "help@contoso.example";

    private final Simulator simulator;

    public Office() {
        this(Scenario.defaults());
    }

    public Office(Scenario scenario) {
        simulator = Simulator.start(scenario);
    }

    public Simulator simulator() {
        return simulator;
    }

    public Exchange exchange() {
        return simulator.exchange();
    }

    public Mailbox portal() {
        return exchange().mailbox(PORTAL).orElseThrow();
    }

    public String token() {
        Scenario scenario = Scenario.defaults();
        TokenClient client = new TokenClient(simulator, simulator.tokenUrl(scenario.tenantId()));
        Map<String, Object> json = TokenClient.json(client.post(TokenClient.bySecret(scenario)));
        return Objects.requireNonNull(json.get("access_token")).toString();
    }

    /** The response of XOAUTH2 for a mailbox, with a new token. */
    public String blob(String user) {
        return blob(user, token());
    }

    public static String blob(String user, String token) {
        return Sasl.encode("user=" + user + "\u0001auth=Bearer " + token + "\u0001\u0001");
    }

    public Wire smtp() {
        return Wire.open(simulator.smtpPort());
    }

    /** After STARTTLS and EHLO. */
    public Wire smtpOverTls() {
        Wire wire = smtp();
        wire.line();
        wire.reply("EHLO gateway.example.net");
        wire.expect("STARTTLS", "220 2.0.0 SMTP server ready");
        wire.startTls(simulator);
        wire.reply("EHLO gateway.example.net");
        return wire;
    }

    /** Authenticated. */
    public Wire smtpAs(String user) {
        Wire wire = smtpOverTls();
        wire.expect("AUTH XOAUTH2", "334 ");
        wire.expect(blob(user), "235 2.7.0 Authentication successful");
        return wire;
    }

    public Wire imap() {
        Wire wire = Wire.open(simulator.imapsPort());
        wire.startTls(simulator);
        wire.line();
        return wire;
    }

    public Wire imapAs(String user) {
        Wire wire = imap();
        wire.expect("A1 AUTHENTICATE XOAUTH2 " + blob(user), "A1 OK AUTHENTICATE completed.");
        return wire;
    }

    public Wire pop3() {
        Wire wire = Wire.open(simulator.pop3sPort());
        wire.startTls(simulator);
        wire.line();
        return wire;
    }

    public Wire pop3As(String user) {
        Wire wire = pop3();
        wire.expect("AUTH XOAUTH2", "+ ");
        wire.expect(blob(user), "+OK User successfully authenticated.");
        return wire;
    }

    /** Why the last login was refused, which only the journal knows. */
    public String reason() {
        return simulator.journal().entries().stream()
                .filter(e -> e.kind().equals("login"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .text();
    }

    @Override
    public void close() {
        simulator.close();
    }
}
