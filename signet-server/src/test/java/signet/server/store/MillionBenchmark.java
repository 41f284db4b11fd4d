package signet.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.server.account.Ownership;
import signet.server.queue.Claim;
import signet.server.queue.Filter;
import signet.server.queue.Held;
import signet.server.queue.QueueVerbs.Verb;

/** Measures start, lists, claims and counts with a million entries. Run by hand: {@code main folder [queued]}. */
public final class MillionBenchmark {
    private static final int ACCOUNTS = 100;

    private MillionBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int entries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        if (Files.notExists(folder)) {
            fill(folder, entries);
        }
        long begin = System.nanoTime();
        try (TestStore queue = TestStore.in(folder, InstantSource.system())) {
            queue.accept("portal", "ann@example.org");
            System.out.printf(Locale.ROOT, "start and first acceptance: %.0f ms%n", (System.nanoTime() - begin) / 1e6);
            for (int round = 0; round < 2; round++) {
                lists(queue);
                time("counts", () -> queue.store().view().counts());
                time("due", () -> queue.store().claims().due());
            }
            claims(queue);
            time(
                    "dry run on all",
                    () -> queue.store().verbs().apply(Verb.HOLD, Filter.ALL, "ann", Instant.now(), true));
        }
    }

    /** Fills the store of a data folder that no server has open. */
    public static void fill(Path folder, int entries) throws Exception {
        try (TestStore queue = TestStore.in(folder, InstantSource.system())) {
            time("filling", () -> fill(queue, entries));
        }
    }

    private static int fill(TestStore queue, int entries) throws IOException {
        for (int i = 0; i < ACCOUNTS; i++) {
            queue.accept("account-" + i, "ann@example.org");
        }
        for (int from = 1; from < entries; from += 100_000) {
            int start = from;
            queue.store().writer().write(sql -> {
                sql.update(
                        "with recursive i(x) as (select ? union all select x + 1 from i where x < ?) insert into entry (n,"
                                + " low, account, state, held, priority, due, base, content, size, accepted, origin,"
                                + " origin_by, origin_peer, sender, subject, message_id) select 7331840000000000 + x,"
                                + " random() | (1 << 63), 1 + x % 100, iif(x % 10 = 0, 1, 0), 0, 0,"
                                + " 1790000000000000 + x, 8000000000000000, 0, 5000, 1790000000000000 + x, 0, 'portal',"
                                + " '127.0.0.1', 'portal@university.example', 'Results of exam ' || x, '<' || x ||"
                                + " '@university.example>' from i",
                        start, start + 99_999);
                sql.update(
                        "with recursive i(x) as (select ? union all select x + 1 from i where x < ?) insert into recipient"
                                + " (entry, position, state, since, hash, address) select 7331840000000000 + x, 0,"
                                + " iif(x % 10 = 0, 1, 0), 0, abs(random()) % 2000000000, 'r' || x || '@example.org' from i",
                        start, start + 99_999);
                return sql.update(
                        "with recursive i(x) as (select ? union all select x + 1 from i where x < ?) insert into content"
                                + " (entry, octets) select 7331840000000000 + x, zeroblob(500) from i",
                        start,
                        start + 99_999);
            });
        }
        return queue.store()
                .writer()
                .write(
                        sql -> sql.update(
                                        "update entry set content = 1, final_at = iif(state = 1, accepted, null) where content = 0")
                                + sql.update(
                                        "update account set queued = (select count(*) from entry where account = account.n and state = 0)"));
    }

    private static void lists(TestStore queue) throws Exception {
        Optional<String> none = Optional.empty();
        for (Optional<String> state :
                List.of(none, Optional.of("queued"), Optional.of("delivered"), Optional.of("failed"))) {
            for (Optional<Held> held : List.of(Optional.<Held>empty(), Optional.of(Held.OPERATOR))) {
                for (Optional<String> account : List.of(none, Optional.of("account-7"))) {
                    for (Optional<String> recipient : List.of(none, Optional.of("ann@example.org"))) {
                        list(queue, new Filter(state, held, account, recipient, none, Optional.empty()));
                    }
                }
            }
        }
        for (String text : List.of("exam", "exam 99", "no such text")) {
            list(queue, new Filter(none, Optional.empty(), none, none, Optional.of(text), Optional.empty()));
        }
    }

    private static void list(TestStore queue, Filter filter) throws Exception {
        long begin = System.nanoTime();
        int found = queue.store()
                .view()
                .list(filter, Optional.empty(), 50)
                .entries()
                .size();
        System.out.printf(Locale.ROOT, "%.1f ms, %d found: %s%n", (System.nanoTime() - begin) / 1e6, found, filter);
    }

    private static void claims(TestStore queue) throws IOException {
        long epoch = queue.store().accountStates().takeOver("test");
        for (int limit : new int[] {1, 20}) {
            List<Long> nanos = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                Ownership own = new Ownership("account-" + (1 + i % 9), "test", epoch);
                long begin = System.nanoTime();
                List<Claim> claims = queue.store().claims().claim(own, limit, Instant.now());
                nanos.add(System.nanoTime() - begin);
                if (claims.size() != limit) {
                    throw new IllegalStateException(claims.size() + " claims");
                }
            }
            nanos.sort(null);
            System.out.printf(
                    Locale.ROOT,
                    "claims of %d: p50 %.2f ms, p99 %.2f ms%n",
                    limit,
                    nanos.get(nanos.size() / 2) / 1e6,
                    nanos.get(nanos.size() * 99 / 100) / 1e6);
        }
    }

    private static <T> void time(String what, java.util.concurrent.Callable<T> task) throws Exception {
        long begin = System.nanoTime();
        T result = task.call();
        String text = String.valueOf(result);
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f ms (%s)%n",
                what,
                (System.nanoTime() - begin) / 1e6,
                text.substring(0, Math.min(80, text.length())));
    }
}
