package signet.server.api;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import signet.doctor.Progress;
import signet.doctor.Report;
import signet.oauth.Secret;
import signet.server.account.SendingAccount;

/**
 * Connection tests: of an account in force or of a draft, answered when they have ended or, for somebody who watches, begun now
 * and asked for again. Tests are not stored; the last {@value #KEPT} are remembered. Thread-safe.
 */
final class Testing {
    /** Each test opens connections to hosts the caller names. */
    private static final int AT_A_TIME = 2;

    private static final int KEPT = 100;

    private final ApiServices services;
    private final Drafting drafting;
    private final Semaphore free = new Semaphore(AT_A_TIME);
    private final ReentrantLock lock = new ReentrantLock();
    /** The oldest first. */
    private final Map<String, RunningTest> tests = new LinkedHashMap<>();

    Testing(ApiServices services, Drafting drafting) {
        this.services = services;
        this.drafting = drafting;
    }

    /** Runs the doctor. */
    @FunctionalInterface
    interface Examination {
        List<Report> run(Progress progress) throws IOException;
    }

    Answer account(Call call) throws IOException {
        return whole(ofAccount(call));
    }

    Answer draft(Call call) throws IOException {
        return whole(ofDraft(call));
    }

    Answer beginAccount(Call call) throws IOException {
        Examination examination = ofAccount(call);
        return begun(Optional.of(call.variable("name")), examination);
    }

    Answer beginDraft(Call call) throws IOException {
        return begun(Optional.empty(), ofDraft(call));
    }

    Answer show(Call call) throws IOException {
        call.query();
        return Answer.ok(find(call.variable("id"))
                .filter(test -> seenBy(call.caller(), test))
                .orElseThrow(() -> new ProblemException(Problem.notFound()))
                .shape());
    }

    private static boolean seenBy(Caller caller, RunningTest test) {
        return test.account().map(caller::maySee).orElse(!caller.restricted());
    }

    private Examination ofAccount(Call call) throws IOException {
        call.query();
        call.objectOrNothing().done();
        SendingAccount account = services.sending()
                .accounts()
                .current()
                .account(call.variable("name"))
                .filter(found -> call.caller().maySee(found.name()))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
        Configuration configuration = services.sending().configuration();
        return progress -> configuration.test(account.name(), progress);
    }

    private Examination ofDraft(Call call) throws IOException {
        Secret draft = drafting.draft(call, true);
        return progress -> services.sending().configuration().test(draft, progress).stream()
                .map(Placing::plain)
                .toList();
    }

    private Answer whole(Examination examination) throws IOException {
        take();
        try {
            return Answer.ok(Map.of("reports", Shapes.reports(examination.run(Progress.NONE))));
        } finally {
            free.release();
        }
    }

    private Answer begun(Optional<String> account, Examination examination) {
        take();
        RunningTest test = new RunningTest(account, services.clock());
        remember(test);
        // it ends by the deadline of the doctor's own, and has nothing open that must be closed
        Thread.ofVirtual().name("signet-test").start(() -> {
            try {
                test.run(examination);
            } finally {
                free.release();
            }
        });
        return Answer.json(202, test.shape()).with("Location", "/v1/tests/" + test.id());
    }

    private void take() {
        if (!free.tryAcquire()) {
            throw new ProblemException(
                    429, "too-many-tests", "there are " + AT_A_TIME + " tests running already; try again soon");
        }
    }

    private void remember(RunningTest test) {
        lock.lock();
        try {
            tests.put(test.id(), test);
            if (tests.size() > KEPT) {
                tests.remove(tests.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<RunningTest> find(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(tests.get(id));
        } finally {
            lock.unlock();
        }
    }
}
