package signet.server.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Finding;
import signet.doctor.Report;
import signet.doctor.Step;
import signet.server.account.Incident;
import signet.server.event.Event;
import signet.server.event.Recorded;
import signet.server.mime.Preview;
import signet.server.queue.Attempt;
import signet.server.queue.EntryView;
import signet.server.support.Findings;

/** How the values of the house look in JSON. Absent is null, times are RFC 3339 in UTC, names are those of the contract. */
final class Shapes {
    private Shapes() {}

    /** An object from names and values in turn. */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** An entry as a list shows it. */
    static Map<String, Object> entry(EntryView entry, Optional<Waiting> waiting) {
        return object(
                "id", entry.id(),
                "account", entry.account(),
                "state", entry.state(),
                "held", entry.held().word(),
                "heldBy", entry.heldBy(),
                "from", entry.from(),
                "subject", entry.subject(),
                "messageId", entry.messageId(),
                "size", entry.size(),
                "priority", entry.priority(),
                "origin", origin(entry),
                "accepted", entry.accepted(),
                "sendAt", entry.sendAt(),
                "next", entry.next(),
                "waiting", waiting.map(Waiting::shape),
                "contentKept", entry.contentKept(),
                "recipients", entry.recipients().stream().map(Shapes::recipient).toList(),
                "attemptCount", entry.attempts(),
                "last", entry.last().map(Shapes::attempt));
    }

    private static Map<String, Object> origin(EntryView entry) {
        return object(
                "kind", word(entry.origin().kind()),
                "by", entry.origin().by(),
                "peer", entry.origin().peer());
    }

    private static Map<String, Object> recipient(EntryView.Recipient recipient) {
        return object(
                "address", recipient.address(),
                "state", recipient.state().word(),
                "since", recipient.since(),
                "reply", recipient.reply(),
                "code", recipient.code());
    }

    static Map<String, Object> attempt(Attempt attempt) {
        return object(
                "id", attempt.id(),
                "began", attempt.began(),
                "tookMs", attempt.took().toMillis(),
                "endpoint", attempt.endpoint(),
                "stage", attempt.stage(),
                "reply", attempt.reply(),
                "status", attempt.status(),
                "enhanced", attempt.enhanced(),
                "causes", attempt.causes(),
                "code", attempt.code(),
                "explanation", attempt.explanation(),
                "traceId", fact(attempt, "trace-id"),
                "correlationId", fact(attempt, "correlation-id"),
                "timestamp", fact(attempt, "timestamp"),
                "facts", attempt.facts(),
                "transcript", attempt.transcript(),
                "burnt", attempt.burnt(),
                "unconfirmed", attempt.unconfirmed());
    }

    private static Optional<String> fact(Attempt attempt, String name) {
        return Optional.ofNullable(attempt.facts().get(name));
    }

    static Map<String, Object> preview(Preview preview) {
        return object(
                "fields",
                preview.fields().stream()
                        .map(field -> object("name", field.name(), "value", field.value()))
                        .toList(),
                "text",
                preview.text(),
                "of",
                word(preview.of()),
                "cut",
                preview.cut(),
                "attachments",
                preview.attachments().stream()
                        .map(part -> object("name", part.name(), "type", part.type(), "size", part.size()))
                        .toList(),
                "trouble",
                preview.trouble());
    }

    static Map<String, Object> incident(Incident incident) {
        return object(
                "id", incident.id(),
                "scope", word(incident.scope()),
                "name", incident.name(),
                "code", incident.code(),
                "reason", incident.reason(),
                "opened", incident.opened(),
                "nextProbe", incident.nextProbe(),
                "probes", incident.probes(),
                "closed", incident.closed());
    }

    static List<Map<String, Object>> findings(List<Finding> findings) {
        return findings.stream().map(Shapes::finding).toList();
    }

    /** As {@code signet test --json} prints it. */
    static Map<String, Object> finding(Finding finding) {
        return Findings.shape(finding);
    }

    static List<Map<String, Object>> reports(List<Report> reports) {
        return reports.stream()
                .map(report -> object(
                        "account", report.account(),
                        "protocol", report.protocol().word(),
                        "ok", report.ok(),
                        "steps", report.steps().stream().map(Shapes::step).toList(),
                        "findings", findings(report.findings())))
                .toList();
    }

    static Map<String, Object> step(Step step) {
        return object(
                "stage", step.stage().word(),
                "status", word(step.status()),
                "detail", step.detail(),
                "took_ms", step.took().toMillis());
    }

    static Map<String, Object> event(Recorded recorded) {
        Event event = recorded.event();
        return object(
                "number", recorded.number(),
                "at", recorded.at(),
                "kind", event.kind().word(),
                "account", event.account(),
                "message", event.entry(),
                "recipient", event.recipient(),
                "facts", event.facts());
    }
}
