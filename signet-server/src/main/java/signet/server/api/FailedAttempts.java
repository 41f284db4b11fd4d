package signet.server.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.event.Recorded;
import signet.server.queue.Attempt;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.QueueView;

/** The last attempts that did not succeed, found by the latest events: a full queue is not looked through. */
final class FailedAttempts {
    /** So far back events are looked at. */
    private static final long EVENTS = 20_000;

    private static final int BATCH = 1_000;
    /** One message that is tried again and again does not push out all others. */
    private static final int OF_ONE_ENTRY = 5;

    private final EventLog events;
    private final QueueView view;

    FailedAttempts(EventLog events, QueueView view) {
        this.events = events;
        this.view = view;
    }

    /** An attempt with the entry it belongs to. */
    record Failed(EntryView entry, Attempt attempt) {
        /** All but subject and transcript. */
        Map<String, Object> shape() {
            Map<String, Object> shape = Shapes.attempt(attempt);
            shape.remove("transcript");
            Map<String, Object> whole = Shapes.object(
                    "message", entry.id(),
                    "account", entry.account(),
                    "from", entry.from(),
                    "size", entry.size(),
                    "state", entry.state(),
                    "held", entry.held().word(),
                    "attemptCount", entry.attempts());
            whole.put("attempt", shape);
            return whole;
        }
    }

    /** The newest first. */
    List<Failed> last(int most) throws IOException {
        List<Failed> found = new ArrayList<>();
        for (String id : entries()) {
            Optional<EntryId> parsed = EntryId.parse(id);
            Optional<EntryView> entry = parsed.isPresent() ? view.entry(parsed.get()) : Optional.empty();
            if (entry.isPresent()) {
                List<Attempt> attempts =
                        new ArrayList<>(view.attempts(entry.get().id()));
                Collections.reverse(attempts);
                attempts.stream()
                        .filter(FailedAttempts::failed)
                        .limit(OF_ONE_ENTRY)
                        .forEach(attempt -> found.add(new Failed(entry.get(), attempt)));
            }
            if (found.size() >= most) {
                return found.subList(0, most);
            }
        }
        return found;
    }

    private static boolean failed(Attempt attempt) {
        return !attempt.causes().isEmpty() || attempt.transcript().isPresent() || attempt.unconfirmed();
    }

    /** Of which something was tried, the latest first. */
    private Set<String> entries() throws IOException {
        List<String> tried = new ArrayList<>();
        long number = Math.max(0, events.last() - EVENTS);
        for (List<Recorded> batch = events.after(number, BATCH);
                !batch.isEmpty();
                batch = events.after(number, BATCH)) {
            for (Recorded recorded : batch) {
                number = recorded.number();
                EventKind kind = recorded.event().kind();
                if (kind == EventKind.ATTEMPTED || kind == EventKind.UNCONFIRMED) {
                    recorded.event().entry().ifPresent(tried::add);
                }
            }
        }
        return new LinkedHashSet<>(tried.reversed());
    }
}
