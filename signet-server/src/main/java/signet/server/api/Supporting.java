package signet.server.api;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Progress;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;
import signet.server.account.SendingAccount;
import signet.server.api.FailedAttempts.Failed;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;
import signet.server.queue.QueueView;
import signet.server.support.Bundle;
import signet.server.support.LeftOut;
import signet.server.support.LocalParts;
import signet.server.support.Part;
import signet.server.support.ShortAddresses;

/** The support bundle of a running server. */
final class Supporting {
    private static final int ATTEMPTS = 50;
    private static final int MOST_ATTEMPTS = 500;
    private static final int INCIDENTS = 200;
    private static final int EVENTS = 1_000;
    /** After so long no further account is tested: whoever asked is waiting. */
    private static final Duration TESTING = Duration.ofMinutes(3);

    private static final String TRANSCRIPTS = "transcripts.txt";

    private final ApiServices services;

    Supporting(ApiServices services) {
        this.services = services;
    }

    Answer bundle(Call call) throws IOException {
        Query query = call.query("test", "addresses", "attempts");
        boolean test = flag(query, "test");
        boolean whole = flag(query, "addresses");
        int attempts = query.whole("attempts", 0, MOST_ATTEMPTS, ATTEMPTS);
        call.unrestricted();
        // before anything is shown: who cannot be noted gets nothing
        services.events()
                .append(Event.of(
                        EventKind.SUPPORT_BUNDLE,
                        Event.facts(
                                "by", call.caller().by(),
                                "addresses", whole ? "kept" : "shortened",
                                "peer", call.peer())));
        LocalParts local = new LocalParts(services.operation().place(), stored());
        ShortAddresses addresses = whole ? ShortAddresses.none() : local.addresses();
        Bundle bundle = local.bundle("By a running server, for " + call.caller().by(), addresses);
        local.addTo(bundle, addresses);
        state(bundle, addresses);
        attempts(bundle, addresses, attempts);
        events(bundle, addresses);
        if (test) {
            tests(bundle, addresses);
        } else {
            bundle.leaveOut(new LeftOut("test.json", "nobody asked for a test of the accounts (--test)"));
        }
        String name = Bundle.name(services.clock().instant());
        return new Answer(200, "application/zip", Map.of(), bundle::writeTo)
                .with("Content-Disposition", "attachment; filename=\"" + name + ".zip\"");
    }

    private static boolean flag(Query query, String name) {
        String word = query.text(name).orElse("false");
        if (!word.equals("true") && !word.equals("false")) {
            throw ProblemException.parameter(name, "is true or false");
        }
        return word.equals("true");
    }

    private List<Stored> stored() throws IOException {
        List<Stored> stored = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Configuration.Declared one : services.sending().configuration().declared(kind)) {
                if (!one.fromFile()) {
                    stored.add(new Stored(kind, one.name(), one.block()));
                }
            }
        }
        return stored;
    }

    private void state(Bundle bundle, ShortAddresses addresses) throws IOException {
        Optional<String> refusal = services.operation().health().refusal();
        bundle.add(Part.json(
                "health.json",
                "is mail accepted, and why not",
                Shapes.object("accepting", refusal.isEmpty(), "reason", refusal)));
        bundle.add(Part.text(
                "metrics.txt",
                "all metrics at this moment",
                services.operation().metrics().get()));
        Waiting.Picture picture = Waiting.Picture.of(services);
        List<Object> accounts = new ArrayList<>();
        for (SendingAccount account :
                services.sending().accounts().current().accounts().values()) {
            accounts.add(addresses.in((Object) Shapes.object(
                    "name", account.name(),
                    "address", account.address(),
                    "credential", account.credential(),
                    "usable", account.mail().isPresent(),
                    "pace", String.valueOf(account.terms().pace()),
                    "retry", String.valueOf(account.terms().retry()),
                    "waiting", picture.account(account.name()).map(Waiting::shape))));
        }
        bundle.add(Part.list("accounts.json", "state of every account, and why it stands still", accounts, false));
        List<Object> incidents = services.sending().states().incidents(false, INCIDENTS).stream()
                .map(Shapes::incident)
                .map(shape -> addresses.in((Object) shape))
                .toList();
        bundle.add(Part.list(
                "incidents.json",
                "what was parked, why and how long, the latest first",
                incidents,
                incidents.size() >= INCIDENTS));
        QueueView view = services.queue().view();
        QueueView.Counts counts = view.counts();
        bundle.add(Part.json(
                "queue.json",
                "how much is queued, by account and state",
                Shapes.object(
                        "queued", counts.queued(),
                        "oldestSeconds", counts.oldestSeconds(),
                        "held", counts.held(),
                        "states", view.states(),
                        "countedTo", QueueView.COUNTED)));
    }

    private void attempts(Bundle bundle, ShortAddresses addresses, int most) throws IOException {
        List<Failed> failed =
                new FailedAttempts(services.events(), services.queue().view()).last(most);
        bundle.add(Part.list(
                "attempts.json",
                "the last failed attempts with their causes, the newest first",
                failed.stream().map(one -> addresses.in((Object) one.shape())).toList(),
                failed.size() == most));
        StringBuilder text = new StringBuilder();
        for (Failed one : failed) {
            one.attempt()
                    .transcript()
                    .ifPresent(lines -> text.append("== attempt ")
                            .append(one.attempt().id())
                            .append(" of message ")
                            .append(one.entry().id())
                            .append(" at ")
                            .append(one.attempt().endpoint())
                            .append(", began ")
                            .append(one.attempt().began())
                            .append('\n')
                            .append(addresses.in(lines))
                            .append('\n'));
        }
        if (text.isEmpty()) {
            bundle.leaveOut(new LeftOut(TRANSCRIPTS, "no failed attempt has one"));
        } else {
            bundle.add(Part.text(
                    TRANSCRIPTS, "what was said on the wire in these attempts, secrets masked", text.toString()));
        }
    }

    private void events(Bundle bundle, ShortAddresses addresses) throws IOException {
        long last = services.events().last();
        List<Recorded> recorded = new ArrayList<>(services.events().after(Math.max(0, last - EVENTS), EVENTS));
        Collections.reverse(recorded);
        bundle.add(Part.list(
                "events.json",
                "what happened, the newest first",
                recorded.stream()
                        .map(Shapes::event)
                        .map(shape -> addresses.in((Object) shape))
                        .toList(),
                recorded.size() >= EVENTS));
    }

    private void tests(Bundle bundle, ShortAddresses addresses) throws IOException {
        List<Object> reports = new ArrayList<>();
        List<String> late = new ArrayList<>();
        long began = System.nanoTime();
        for (String account : services.sending().accounts().current().accounts().keySet()) {
            if (System.nanoTime() - began > TESTING.toNanos()) {
                late.add(account);
            } else {
                Shapes.reports(services.sending().configuration().test(account, Progress.NONE))
                        .forEach(report -> reports.add(addresses.in((Object) report)));
            }
        }
        bundle.add(Part.list(
                "test.json", "signet test of every account; the step clock has the clock's offset", reports, false));
        if (!late.isEmpty()) {
            bundle.leaveOut(new LeftOut(
                    "tests", "after " + TESTING.toMinutes() + " minutes not tested: " + String.join(", ", late)));
        }
    }
}
