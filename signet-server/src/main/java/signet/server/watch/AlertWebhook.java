package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import signet.oauth.Secret;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;
import signet.server.watch.Webhook.Answer;

/**
 * Posts alerts to the webhook, in order. A post that fails is repeated after 5 s, 5 min, 30 min, 2 h and so on; news shorten the
 * wait to five minutes. An alert that is three days old is given up. After 410 nothing is posted until the URL changes. For one
 * thread, but {@link #atOnce}.
 */
final class AlertWebhook implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AlertWebhook.class.getName());
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));
    private static final Duration AFTER_NEWS = Duration.ofMinutes(5);
    private static final Duration GIVEN_UP = Duration.ofDays(3);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int DIRECT = 16;

    private final Supplier<AlertTargets> targets;
    private final AlertQueue queue;
    private final AlertTexts texts;
    private final InstantSource clock;
    private final Webhook webhook = new Webhook();
    private final ConcurrentLinkedQueue<Recorded> direct = new ConcurrentLinkedQueue<>();
    private Optional<Secret> gone = Optional.empty();
    private int toldDirectly;
    private Optional<Attempted> last = Optional.empty();
    private int failures;

    /** A try that failed. */
    private record Attempted(Instant at, Duration pause, int waiting) {}

    AlertWebhook(Supplier<AlertTargets> targets, AlertQueue queue, AlertTexts texts, InstantSource clock) {
        this.targets = targets;
        this.queue = queue;
        this.texts = texts;
        this.clock = clock;
    }

    /** Takes an event that cannot be stored at this moment. Thread-safe, does not wait. */
    void atOnce(Event event) {
        if (direct.size() < DIRECT) {
            direct.add(new Recorded(0, clock.instant(), event));
        }
    }

    /** Posts what waits, when it is time; says when to look again. */
    Duration runOnce() throws IOException {
        AlertTargets target = targets.get();
        if (target.webhook().isEmpty() || target.webhook().equals(gone)) {
            direct.clear();
            List<Recorded> waiting = queue.waiting();
            if (!waiting.isEmpty()) {
                queue.done(waiting.getLast().number());
            }
            return IDLE;
        }
        while (true) {
            Optional<Recorded> next = next();
            if (next.isEmpty()) {
                return IDLE;
            }
            Duration wait = untilDue();
            if (wait.isPositive()) {
                return wait;
            }
            if (!handle(next.get(), target, target.webhook().get())) {
                return gone.isPresent() ? Duration.ZERO : untilDue();
            }
        }
    }

    private Optional<Recorded> next() {
        Optional<Recorded> first = Optional.ofNullable(direct.peek());
        return first.isPresent() ? first : queue.waiting().stream().findFirst();
    }

    /** Whether to go on with the next one. */
    private boolean handle(Recorded event, AlertTargets target, Secret url) throws IOException {
        Optional<Alert> alert = texts.alert(event);
        Instant now = clock.instant();
        boolean stale = Duration.between(event.at(), now).compareTo(GIVEN_UP) > 0;
        boolean known = event.number() > 0 && event.event().kind() == EventKind.STORAGE_UNHEALTHY && toldDirectly > 0;
        if (alert.isEmpty() || stale || known) {
            toldDirectly -= known ? 1 : 0;
            if (stale) {
                LOG.log(
                        Level.ERROR,
                        "the alert of event {0} was given up after three days",
                        Long.toString(event.number()));
            }
            done(event);
            return true;
        }
        Answer answer = webhook.post(url, target.webhookSecret(), alert.get(), now);
        return switch (answer) {
            case Answer.Taken taken -> {
                if (event.number() == 0) {
                    toldDirectly++;
                }
                done(event);
                yield true;
            }
            case Answer.Gone over -> {
                LOG.log(Level.ERROR, "the webhook answered 410: it gets no more alerts until alerts.webhook changes");
                gone = Optional.of(url);
                yield false;
            }
            case Answer.Later later -> {
                failed(later, now);
                yield false;
            }
        };
    }

    private void failed(Answer.Later later, Instant now) {
        Duration wait = WAITS.get(Math.min(failures, WAITS.size() - 1));
        failures++;
        if (later.wish().isPresent() && later.wish().get().compareTo(wait) > 0) {
            wait = later.wish().get();
        }
        last = Optional.of(new Attempted(now, wait, queue.waiting().size() + direct.size()));
        LOG.log(
                Level.WARNING,
                "the webhook did not take an alert ({0}); it is tried again in {1}",
                later.reason(),
                wait);
    }

    private void done(Recorded event) throws IOException {
        if (event.number() == 0) {
            direct.remove(event);
        } else {
            queue.done(event.number());
        }
        failures = 0;
        last = Optional.empty();
    }

    private Duration untilDue() {
        if (last.isEmpty()) {
            return Duration.ZERO;
        }
        Attempted before = last.get();
        Duration passed = Duration.between(before.at(), clock.instant());
        boolean news = queue.waiting().size() + direct.size() > before.waiting();
        Duration wait = news && before.pause().compareTo(AFTER_NEWS) > 0 ? AFTER_NEWS : before.pause();
        return passed.isNegative() ? wait : wait.minus(passed); // negative: the clock was set back
    }

    @Override
    public void close() {
        webhook.close();
    }
}
