package signet.server.api;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import signet.doctor.Progress;
import signet.doctor.Report;
import signet.doctor.Step;
import signet.mail.Protocol;

/** A connection test that somebody watches. Thread-safe. */
final class RunningTest implements Progress {
    private static final System.Logger LOG = System.getLogger(RunningTest.class.getName());

    private final String id = UUID.randomUUID().toString();
    private final Optional<String> account;
    private final InstantSource clock;
    private final Instant began;
    private final ReentrantLock lock = new ReentrantLock();
    /** The last result of each step, in the order in which they first ended. */
    private final Map<String, Map<String, Object>> steps = new LinkedHashMap<>();

    private List<Report> reports = List.of();
    private Optional<Instant> ended = Optional.empty();
    private Optional<String> failure = Optional.empty();

    /** @param account empty for a draft */
    RunningTest(Optional<String> account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
        this.began = clock.instant();
    }

    String id() {
        return id;
    }

    Optional<String> account() {
        return account;
    }

    /** Tests; returns when it has ended, one way or the other. */
    void run(Testing.Examination examination) {
        try {
            List<Report> told = examination.run(this);
            end(told, Optional.empty());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a connection test could not be made", e);
            end(List.of(), Optional.of("the settings could not be read; the server's log says more"));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a defect of Signet itself, in a connection test", e);
            end(List.of(), Optional.of("a defect of Signet itself; its log says more"));
        }
    }

    private void end(List<Report> told, Optional<String> why) {
        lock.lock();
        try {
            reports = told;
            failure = why;
            ended = Optional.of(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended(Optional<Protocol> protocol, Step step) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("protocol", protocol.map(Protocol::word));
        shape.putAll(Shapes.step(step));
        lock.lock();
        try {
            steps.put(protocol.map(Protocol::word).orElse("") + " " + step.stage(), shape);
        } finally {
            lock.unlock();
        }
    }

    Map<String, Object> shape() {
        lock.lock();
        try {
            boolean ok = failure.isEmpty() && reports.stream().allMatch(Report::ok);
            return Shapes.object(
                    "id", id,
                    "account", account,
                    "state", ended.isEmpty() ? "running" : "ended",
                    "ok", ended.map(at -> ok),
                    "began", began,
                    "ended", ended,
                    "failure", failure,
                    "steps", new ArrayList<>(steps.values()),
                    "reports", Shapes.reports(reports));
        } finally {
            lock.unlock();
        }
    }
}
