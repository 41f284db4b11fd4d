package signet.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import signet.server.queue.Health;

/** What concerns the server as a whole. */
final class Service {
    /** What a provider says is shorter; each row of the catalogue is looked for in it. */
    private static final int LONGEST_TEXT = 100_000;

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final ApiServices services;

    Service(ApiServices services) {
        this.services = services;
    }

    Answer live(Call call) {
        return Answer.ok(Map.of("status", "up"));
    }

    /** Red while nothing is accepted: the reason is for people, the status for load balancers. */
    Answer ready(Call call) {
        Health health = services.operation().health();
        Optional<String> refusal = health.refusal();
        return Answer.json(
                refusal.isEmpty() ? 200 : 503,
                Shapes.object("status", refusal.isEmpty() ? "up" : "down", "reason", refusal));
    }

    Answer metrics(Call call) {
        call.query();
        return Answer.text(PROMETHEUS, services.operation().metrics().get());
    }

    Answer openApi(Call call) throws IOException {
        call.query();
        try (InputStream in = Objects.requireNonNull(
                Service.class.getResourceAsStream("openapi.json"), "openapi.json is part of the jar")) {
            byte[] document = in.readAllBytes();
            return new Answer(200, Answer.JSON, Map.of(), out -> out.write(document));
        }
    }

    Answer explain(Call call) throws IOException {
        call.query();
        Members body = call.object();
        String text = body.required("text");
        if (text.length() > LONGEST_TEXT) {
            body.complain("text", "has " + text.length() + " characters; the limit is " + LONGEST_TEXT);
        }
        body.done();
        return Answer.ok(Map.of(
                "findings", Shapes.findings(services.operation().catalogue().explain(text))));
    }

    Answer reload(Call call) throws IOException {
        call.query();
        call.objectOrNothing().done();
        call.unrestricted();
        Configuration.Change change = services.sending().configuration().reload();
        if (!change.stored()) {
            throw ProblemException.findings(422, "settings-refused", change.findings());
        }
        return Answer.ok(Shapes.object("reloaded", true, "findings", Shapes.findings(change.findings())));
    }
}
