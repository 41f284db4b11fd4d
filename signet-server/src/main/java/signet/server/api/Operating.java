package signet.server.api;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.server.mime.Addresses;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Filter;
import signet.server.queue.QueueVerbs;
import signet.server.queue.QueueVerbs.Effect;
import signet.server.queue.QueueVerbs.Part;
import signet.server.queue.QueueVerbs.Portion;
import signet.server.queue.QueueVerbs.Verb;

/** What an operator does with messages: one, or all that fit a filter. */
final class Operating {
    private static final int MOST = 100_000;

    private final ApiServices services;
    private final QueueVerbs verbs;
    private final Showing showing;

    Operating(ApiServices services) {
        this.services = services;
        this.verbs = services.queue().verbs();
        this.showing = new Showing(services);
    }

    Answer retry(Call call) throws IOException {
        return one(call, Verb.RETRY);
    }

    Answer hold(Call call) throws IOException {
        return one(call, Verb.HOLD);
    }

    Answer release(Call call) throws IOException {
        return one(call, Verb.RELEASE);
    }

    Answer cancel(Call call) throws IOException {
        return one(call, Verb.CANCEL);
    }

    private Answer one(Call call, Verb verb) throws IOException {
        call.query();
        call.objectOrNothing().done();
        EntryView entry = showing.seen(call);
        Effect effect = verbs.apply(
                verb, entry.id(), call.caller().by(), services.clock().instant());
        EntryView after = services.queue().view().entry(entry.id()).orElse(entry);
        return Answer.ok(Shapes.object(
                "id", after.id(),
                "state", after.state(),
                "held", after.held().word(),
                "changed", effect.changed() > 0));
    }

    Answer retryAll(Call call) throws IOException {
        return all(call, Verb.RETRY);
    }

    Answer holdAll(Call call) throws IOException {
        return all(call, Verb.HOLD);
    }

    Answer releaseAll(Call call) throws IOException {
        return all(call, Verb.RELEASE);
    }

    Answer cancelAll(Call call) throws IOException {
        return all(call, Verb.CANCEL);
    }

    private Answer all(Call call, Verb verb) throws IOException {
        call.query();
        Members body = call.object();
        Optional<Members> given = body.object("filter");
        if (given.isEmpty()) {
            body.complain("filter", "is missing; {} means every message");
        }
        Filter filter = given.map(Filters::of).orElse(Filter.ALL);
        boolean dryRun = body.flag("dryRun");
        List<Filter> seen = Filters.seenBy(call.caller(), filter);
        Portion portion = portion(body, filter, seen.size());
        body.done();
        long matched = 0;
        long changed = 0;
        long unchanged = 0;
        Optional<EntryId> next = Optional.empty();
        for (Filter one : seen) {
            Part part = verbs.apply(
                    verb, one, portion, call.caller().by(), services.clock().instant(), dryRun);
            matched += part.effect().matched();
            changed += part.effect().changed();
            unchanged += part.effect().unchanged();
            next = part.next();
        }
        return Answer.ok(Shapes.object(
                "matched",
                matched,
                "changed",
                changed,
                "unchanged",
                unchanged,
                "dryRun",
                dryRun,
                "next",
                next.map(last -> Cursors.after(last, filter))));
    }

    /** How many at a time; all of them where nothing is said. */
    private static Portion portion(Members body, Filter filter, int filters) {
        int limit = body.whole("limit", 1, MOST, 0);
        Optional<String> cursor = body.text("cursor");
        if ((limit > 0 || cursor.isPresent()) && filters > 1) {
            body.complain("limit", "a token restricted to several accounts takes one at a time: name filter.account");
        }
        return new Portion(cursor.map(given -> Cursors.read(given, filter)), limit > 0 ? limit : Long.MAX_VALUE);
    }

    Answer resend(Call call) throws IOException {
        call.query();
        Members body = call.object();
        List<String> written = body.texts("to");
        Set<String> to = new LinkedHashSet<>();
        for (int i = 0; i < written.size(); i++) {
            try {
                to.add(Addresses.bare(written.get(i)));
            } catch (IllegalArgumentException e) {
                body.complain("to/" + i, "is no mail address; write it like name@example.org");
            }
        }
        int limit = services.queue().reception().limits().recipients();
        if (written.isEmpty()) {
            body.complain("to", "is missing: name at least one recipient");
        } else if (to.size() > limit) {
            body.complain(
                    "to",
                    "there are " + to.size() + " recipients; the limit is " + limit
                            + " (limits.recipients in signet.yaml)");
        }
        body.done();
        EntryView entry = showing.seen(call);
        services.operation().health().check();
        EntryId id = verbs.resend(
                entry.id(),
                List.copyOf(to),
                call.caller().by(),
                services.clock().instant());
        return Answer.json(202, Shapes.object("id", id, "state", "queued")).with("Location", "/v1/messages/" + id);
    }
}
