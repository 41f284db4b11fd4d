package signet.simulator;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import signet.simulator.Routes.Call;
import signet.simulator.exchange.Exchange;
import signet.simulator.exchange.Folder;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.StoredMessage;
import signet.simulator.exchange.Submission;

/** The control API's part about mailboxes. */
final class MailControl {
    private final Exchange exchange;
    private final SimulatorClock clock;
    private final Switches<Mailbox> switches;
    private final Switches<Exchange> tenant = ExchangeSwitches.table();

    MailControl(Exchange exchange, SimulatorClock clock) {
        this.exchange = exchange;
        this.clock = clock;
        this.switches = MailboxSwitches.table(exchange, clock);
    }

    void addTo(Routes routes) {
        routes.on("GET", "/exchange", c -> tenant.state(exchange))
                .on("POST", "/exchange", this::change)
                .on("GET", "/submissions", c -> submissions())
                .on("DELETE", "/submissions", c -> forget())
                .on("GET", "/mailboxes", c -> mailboxes())
                .on("POST", "/mailboxes", this::make)
                .on("GET", "/mailboxes/{mailbox}", c -> described(mailbox(c)))
                .on("POST", "/mailboxes/{mailbox}", this::changeMailbox)
                .on("DELETE", "/mailboxes/{mailbox}", this::remove)
                .on("GET", "/mailboxes/{mailbox}/messages", this::messages)
                .on("POST", "/mailboxes/{mailbox}/messages", this::append)
                .on("DELETE", "/mailboxes/{mailbox}/messages", this::empty)
                .on("GET", "/mailboxes/{mailbox}/messages/{uid}", this::message);
    }

    Map<String, Object> exchange() {
        return tenant.state(exchange);
    }

    private Object change(Call call) {
        tenant.set(exchange, call.json());
        return tenant.state(exchange);
    }

    List<Map<String, Object>> mailboxes() {
        return exchange.mailboxes().stream().map(this::described).toList();
    }

    private Map<String, Object> described(Mailbox mailbox) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("address", mailbox.address());
        json.put("switches", switches.state(mailbox));
        Map<String, Object> folders = new LinkedHashMap<>();
        mailbox.folders().forEach(f -> folders.put(f.name(), f.count()));
        json.put("messages", folders);
        return json;
    }

    private Mailbox mailbox(Call call) {
        return exchange.mailbox(call.variable("mailbox"))
                .orElseThrow(() -> new NoSuchElementException("there is no mailbox " + call.variable("mailbox")));
    }

    private Folder folder(Call call) {
        return mailbox(call).folder(call.request().query("folder").orElse("INBOX"));
    }

    private Object make(Call call) {
        Fields fields = call.json();
        Mailbox made = exchange.addMailbox(fields.required("address").text());
        try {
            switches.set(made, fields.without(Set.of("address")));
        } catch (IllegalArgumentException e) {
            exchange.removeMailbox(made.address());
            throw e;
        }
        return described(made);
    }

    private Object changeMailbox(Call call) {
        Mailbox mailbox = mailbox(call);
        switches.set(mailbox, call.json());
        return described(mailbox);
    }

    private Object remove(Call call) {
        exchange.removeMailbox(mailbox(call).address());
        return mailboxes();
    }

    private Object messages(Call call) {
        return folder(call).messages().stream().map(MailControl::described).toList();
    }

    private static Map<String, Object> described(StoredMessage message) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uid", message.uid());
        json.put("size", message.content().size());
        json.put("flags", message.flags().stream().sorted().toList());
        json.put("internalDate", message.internalDate());
        return json;
    }

    /** The body is the message, byte for byte. */
    private Object append(Call call) {
        byte[] octets = call.request().body();
        if (octets.length == 0) {
            throw new IllegalArgumentException("the body is empty; it is to be a message (RFC 5322)");
        }
        Instant date = call.request()
                .query("internal-date")
                .map(text -> new Value("internal-date", text).time())
                .orElseGet(clock::instant);
        Set<String> flags =
                call.request().query("flags").map(f -> Set.of(f.split(" "))).orElse(Set.of());
        return described(folder(call).append(octets, flags, date));
    }

    private Object empty(Call call) {
        folder(call).clear();
        return described(mailbox(call));
    }

    private Object message(Call call) {
        String uid = call.variable("uid");
        return folder(call).messages().stream()
                .filter(m -> Long.toString(m.uid()).equals(uid))
                .findFirst()
                .map(m -> Routes.message(m.content().octets()))
                .orElseThrow(() -> new NoSuchElementException("there is no message " + uid + " in this folder"));
    }

    private Object submissions() {
        return exchange.submissions().stream()
                .map(s -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("id", s.id());
                    json.put("at", s.at());
                    json.put("session", s.session());
                    json.put("mailbox", s.mailbox());
                    json.put("from", s.envelope().from());
                    json.put(
                            "to",
                            s.envelope().recipients().stream()
                                    .map(Submission.Recipient::address)
                                    .toList());
                    json.put("size", s.content().size());
                    return json;
                })
                .toList();
    }

    private Object forget() {
        exchange.forgetSubmissions();
        return Map.of("submissions", 0);
    }
}
