package signet.server.canary;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import signet.doctor.Finding;
import signet.doctor.MarkSearch;
import signet.mail.Account;

/**
 * A bounded number of conversations with mailboxes, one for each account at most. Each is broken off after a deadline, whatever the
 * server does. They touch no store: what they saw is collected by the loop, which is woken.
 */
final class Looks {
    private static final System.Logger LOG = System.getLogger(Looks.class.getName());

    /** For a thousand accounts each quarter of an hour a few would do; a provider that answers slowly needs more. */
    static final int MOST = 16;

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /** So long one waits in the mailbox for the message to come. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final InstantSource clock;
    private final Runnable wake;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<Seen> seen = new ConcurrentLinkedDeque<>();

    /** @param since by {@link System#nanoTime()} */
    private record Running(Thread thread, long since) {}

    /** @param wake called after each, on its thread */
    Looks(InstantSource clock, Runnable wake) {
        this.clock = clock;
        this.wake = wake;
    }

    /** What came of one. */
    sealed interface Seen {
        String account();

        /** The mark of the message it was about. */
        String mark();

        /**
         * A look into the mailbox.
         *
         * @param began when it was asked for, by the clock as it was when it ended
         * @param at    when it ended
         */
        record Mailbox(
                String account,
                String mark,
                Instant began,
                Instant at,
                Optional<MarkSearch.Found> found,
                Optional<String> trouble)
                implements Seen {}

        /** The doctor's word. */
        record Diagnosed(String account, String mark, String trouble, Optional<Finding> finding) implements Seen {}
    }

    /** One look at most: what somebody waits for, or earlier ones beside. */
    void look(Plan plan, MarkSearch.Order order) {
        long from = System.nanoTime();
        start(plan.account(), () -> {
            Optional<MarkSearch.Found> found = Optional.empty();
            Optional<String> trouble = Optional.empty();
            try {
                Optional<Account> mailbox = plan.mailbox().get();
                if (mailbox.isPresent()) {
                    found = Optional.of(
                            MarkSearch.impatient(mailbox.get(), plan.protocol()).look(order, PATIENCE));
                } else {
                    trouble = Optional.of("the account cannot be used; see its findings");
                }
            } catch (IOException e) {
                trouble = Optional.of(String.valueOf(e.getMessage()));
            } catch (RuntimeException | Error e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "a look into the mailbox of " + plan.account() + " failed in itself",
                        e);
                trouble = Optional.of("Signet itself failed: " + e);
            }
            Instant at = clock.instant();
            Instant began = at.minusNanos(System.nanoTime() - from); // the wall clock may have been set meanwhile
            return new Seen.Mailbox(plan.account(), order.awaited(), began, at, found, trouble);
        });
    }

    /** Asks the doctor about a mailbox that cannot be read. */
    void diagnose(Plan plan, String mark, String trouble, Diagnosis doctor) {
        start(plan.account(), () -> {
            try {
                return new Seen.Diagnosed(plan.account(), mark, trouble, doctor.of(plan.account(), plan.protocol()));
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "the diagnosis of " + plan.account() + " failed in itself", e);
                return new Seen.Diagnosed(plan.account(), mark, trouble, Optional.empty());
            }
        });
    }

    private void start(String account, java.util.function.Supplier<Seen> work) {
        Thread thread = Thread.ofVirtual().name("canary-" + account).unstarted(() -> {
            try {
                seen.add(work.get());
            } finally {
                running.remove(account);
                wake.run();
            }
        });
        running.put(account, new Running(thread, System.nanoTime()));
        thread.start();
    }

    /** Whether there is room for one of this account. */
    boolean free(String account) {
        return running.size() < MOST && !running.containsKey(account);
    }

    /** What was seen next, which is told once. */
    Optional<Seen> next() {
        return Optional.ofNullable(seen.poll());
    }

    /** It could not be told, and is the next one. */
    void again(Seen untold) {
        seen.addFirst(untold);
    }

    /** Breaks off what takes too long: the interrupt closes its connection. */
    void breakOffLate() {
        breakOff(System.nanoTime() - DEADLINE.toNanos());
    }

    void breakOffAll() {
        breakOff(System.nanoTime());
    }

    private void breakOff(long startedBefore) {
        running.forEach((account, one) -> {
            if (one.since() - startedBefore <= 0) {
                LOG.log(System.Logger.Level.INFO, "the look into the mailbox of {0} is broken off", account);
                one.thread().interrupt();
            }
        });
    }
}
