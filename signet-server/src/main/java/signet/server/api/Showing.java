package signet.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import signet.mail.Content;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.mime.PreviewReader;
import signet.server.queue.Attempt;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Filter;
import signet.server.queue.QueueView;

/** What is in the queue, for people and programs. */
final class Showing {
    private static final int MOST = 500;
    private static final int USUAL = 50;

    private final ApiServices services;
    private final QueueView view;

    Showing(ApiServices services) {
        this.services = services;
        this.view = services.queue().view();
    }

    Answer list(Call call) throws IOException {
        Query query = call.query(Filters.PARAMETERS);
        Filter filter = Filters.of(query);
        int limit = query.whole("limit", 1, MOST, USUAL);
        Optional<EntryId> before = query.text("cursor").map(cursor -> Cursors.read(cursor, filter));
        QueueView.Page page = page(Filters.seenBy(call.caller(), filter), before, limit);
        Waiting.Picture picture = Waiting.Picture.of(services);
        return Answer.ok(Shapes.object(
                "messages",
                page.entries().stream()
                        .map(entry -> Shapes.entry(entry, picture.of(entry)))
                        .toList(),
                "next",
                page.next().map(last -> Cursors.after(last, filter)),
                "searchedTo",
                page.next().map(EntryId::time)));
    }

    /** The newest of all that fit one of the filters, as far as each of them was looked through. */
    private QueueView.Page page(List<Filter> filters, Optional<EntryId> before, int limit) throws IOException {
        List<EntryView> found = new ArrayList<>();
        Optional<EntryId> down = Optional.empty();
        for (Filter filter : filters) {
            QueueView.Page page = view.list(filter, before, limit);
            found.addAll(page.entries());
            down = Stream.of(down, page.next()).flatMap(Optional::stream).max(Comparator.naturalOrder());
        }
        Optional<EntryId> searched = down;
        List<EntryView> fitting = found.stream()
                .filter(entry ->
                        searched.map(last -> entry.id().compareTo(last) >= 0).orElse(true))
                .sorted(Comparator.comparing(EntryView::id).reversed())
                .toList();
        return fitting.size() > limit
                ? new QueueView.Page(
                        fitting.subList(0, limit),
                        Optional.of(fitting.get(limit - 1).id()))
                : new QueueView.Page(fitting, searched);
    }

    Answer show(Call call) throws IOException {
        call.query();
        EntryView entry = seen(call);
        List<Attempt> attempts = view.attempts(entry.id());
        Map<String, Object> shape =
                Shapes.entry(entry, Waiting.Picture.of(services).of(entry));
        shape.put("attempts", attempts.stream().map(Shapes::attempt).toList());
        return Answer.ok(shape);
    }

    Answer content(Call call) throws IOException {
        call.query();
        EntryView entry = seen(call);
        Content content = view.content(entry.id()).orElseThrow(Showing::removed);
        noteReading(call, entry, "content");
        long size = content.size();
        return new Answer(200, "message/rfc822", Map.of(), out -> {
                    try (InputStream in = content.open()) {
                        in.transferTo(out);
                    }
                })
                .with("Content-Length", Long.toString(size))
                .with("Content-Disposition", "attachment; filename=\"" + entry.id() + ".eml\"");
    }

    /** What a person needs to know the message again, as text; nothing of it is live. */
    Answer preview(Call call) throws IOException {
        call.query();
        EntryView entry = seen(call);
        Content content = view.content(entry.id()).orElseThrow(Showing::removed);
        noteReading(call, entry, "preview");
        try (InputStream octets = content.open()) {
            return Answer.ok(Shapes.preview(PreviewReader.read(octets)));
        }
    }

    private static ProblemException removed() {
        return new ProblemException(
                410, "content-removed", "the octets of this message are no longer kept (retention.content)");
    }

    /** Before anything is shown: who cannot be noted sees nothing. */
    private void noteReading(Call call, EntryView entry, String what) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("by", call.caller().by());
        facts.put("what", what);
        facts.put("peer", call.peer());
        services.events()
                .append(Event.entry(
                        EventKind.CONTENT_READ, entry.account(), entry.id().toString(), facts));
    }

    /** The entry of the path, when it exists and the caller may see it; the same 404 in both cases otherwise. */
    EntryView seen(Call call) throws IOException {
        Optional<EntryId> id = EntryId.parse(call.variable("id"));
        Optional<EntryView> entry = id.isPresent() ? view.entry(id.get()) : Optional.empty();
        return entry.filter(found -> call.caller().maySee(found.account()))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    /** How much is queued, by account, and what stands still. */
    Answer shape(Call call) throws IOException {
        call.query();
        QueueView.Counts counts = view.counts();
        Waiting.Picture picture = Waiting.Picture.of(services);
        Map<String, Long> queued = new TreeMap<>(counts.queued());
        List<Map<String, Object>> accounts = new ArrayList<>();
        queued.forEach((account, number) -> {
            if (call.caller().maySee(account)) {
                accounts.add(Shapes.object(
                        "account",
                        account,
                        "queued",
                        number,
                        "oldestSeconds",
                        Optional.ofNullable(counts.oldestSeconds().get(account)),
                        "waiting",
                        picture.account(account).map(Waiting::shape)));
            }
        });
        return Answer.ok(Shapes.object(
                "queued",
                accounts.stream()
                        .mapToLong(a -> (Long) a.getOrDefault("queued", 0L))
                        .sum(),
                "held",
                call.caller().restricted() ? Optional.empty() : Optional.of(counts.held()),
                "states",
                call.caller().restricted() ? Optional.empty() : Optional.of(view.states()),
                "countedTo",
                QueueView.COUNTED,
                "accounts",
                accounts));
    }
}
