package signet.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import signet.simulator.Routes.Call;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;
import signet.simulator.http.HttpAnswer;
import signet.simulator.http.HttpRequest;

/** The control API: plain HTTP on 127.0.0.1, JSON; described in {@code docs/simulator.md}. */
final class ControlApi {
    private final Simulator simulator;
    private final Description description;
    private final IdentityControl identities;
    private final MailControl mail;
    private final Routes routes = new Routes();

    ControlApi(Simulator simulator, Description description) {
        this.simulator = simulator;
        this.description = description;
        this.identities = new IdentityControl(simulator.entra());
        this.mail = new MailControl(simulator.exchange(), simulator.clock());
        routes.on("GET", "/state", c -> state())
                .on(
                        "GET",
                        "/environment",
                        c -> HttpAnswer.of(200, "text/plain; charset=utf-8", description.environment()))
                .on("GET", "/journal", this::journal)
                .on("DELETE", "/journal", c -> forget())
                .on("GET", "/counts", c -> counts())
                .on("GET", "/faults", c -> faults())
                .on("POST", "/faults", this::addFault)
                .on("DELETE", "/faults", c -> clearFaults())
                .on("DELETE", "/faults/{fault}", this::removeFault)
                .on("GET", "/clock", c -> clock())
                .on("POST", "/clock", this::moveClock);
        identities.addTo(routes);
        mail.addTo(routes);
    }

    HttpAnswer answer(HttpRequest request) {
        simulator
                .journal()
                .record(new Journal.Entry(
                        simulator.clock().instant(),
                        "control",
                        request.session(),
                        "request",
                        request.method() + " " + request.path()));
        return routes.answer(request);
    }

    private Object state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("endpoints", description.endpoints());
        state.put("clock", clock());
        state.put("tenants", identities.tenants());
        state.put("token", TokenSwitches.table().state(simulator.entra()));
        state.put("tokensIssued", simulator.entra().tokensIssued());
        state.put("exchange", mail.exchange());
        state.put("mailboxes", mail.mailboxes());
        state.put("faults", faults());
        return state;
    }

    /** All entries, or those of a {@code protocol} and a {@code kind}, after the first {@code skip}. */
    private Object journal(Call call) {
        HttpRequest request = call.request();
        List<Journal.Entry> entries = simulator.journal().entries();
        int skip = request.query("skip")
                .map(text -> new Value("skip", (Object) parsed(text)).number())
                .orElse(0);
        return entries.stream()
                .skip(skip)
                .filter(e -> request.query("protocol").map(e.protocol()::equals).orElse(true))
                .filter(e -> request.query("kind").map(e.kind()::equals).orElse(true))
                .map(ControlApi::described)
                .toList();
    }

    private Object counts() {
        return Map.of(
                "accepted",
                simulator.exchange().submissionCount(),
                "refused",
                simulator.journal().refusals());
    }

    private static int parsed(String number) {
        if (!number.matches("\\d{1,6}")) {
            throw new IllegalArgumentException("skip: '" + number + "' is not a number of entries");
        }
        return Integer.parseInt(number);
    }

    private static Map<String, Object> described(Journal.Entry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", entry.at());
        json.put("protocol", entry.protocol());
        json.put("session", entry.session());
        json.put("kind", entry.kind());
        json.put("text", entry.text());
        return json;
    }

    private Object forget() {
        simulator.journal().clear();
        return Map.of("entries", 0);
    }

    private Map<String, Object> faults() {
        Map<String, Object> json = new LinkedHashMap<>();
        simulator.faults().active().forEach((id, fault) -> json.put(id, described(fault)));
        return json;
    }

    private static Map<String, Object> described(Fault fault) {
        Effect effect = fault.effect();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("protocol", fault.protocol().label());
        json.put("stage", fault.stage().label());
        json.put("action", effect.action().label());
        json.put("text", effect.text());
        json.put("duration", effect.duration());
        json.put("octets", effect.octets());
        json.put("after", effect.after());
        json.put("mailbox", fault.mailbox());
        json.put("times", fault.times());
        json.put("probability", fault.probability());
        return json;
    }

    private Object addFault(Call call) {
        String id = simulator.faults().add(Fault.from(call.json().raw()));
        return Map.of("id", id);
    }

    private Object clearFaults() {
        simulator.faults().clear();
        return faults();
    }

    private Object removeFault(Call call) {
        if (!simulator.faults().remove(call.variable("fault"))) {
            throw new NoSuchElementException("there is no fault " + call.variable("fault"));
        }
        return faults();
    }

    private Map<String, Object> clock() {
        return Map.of(
                "now", simulator.clock().instant(), "offset", simulator.clock().offset());
    }

    private Object moveClock(Call call) {
        Fields fields = call.json();
        fields.only(java.util.Set.of("offset", "advance"));
        fields.find("offset").ifPresent(v -> simulator.clock().offset(v.duration()));
        Duration by = fields.find("advance").map(Value::duration).orElse(Duration.ZERO);
        simulator.clock().advance(by);
        return clock();
    }
}
