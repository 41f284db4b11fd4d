package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signet.server.account.Ownership;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Filter;
import signet.server.queue.QueueVerbs;
import signet.server.queue.QueueView;
import signet.server.queue.TooSlowException;

/** People look through a full queue without keeping anybody waiting. */
class SearchTest {
    private static final int ENTRIES = 7_000;
    private static final long FIRST = 7_331_840_000_000_000L;
    private static final String ENDLESS =
            "with recursive i(x) as (select 1 union all select x + 1 from i) select count(*) from i";

    private TestStore queue = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        queue = TestStore.in(folder.resolve("data"));
    }

    @AfterEach
    void close() throws IOException {
        queue.close();
    }

    /** Every 999th is a needle; three accounts and two states in turns. */
    private void fill() throws IOException {
        for (String account : List.of("portal", "helpdesk", "library")) {
            queue.accept(account, "ann@example.org");
        }
        queue.store().writer().write(sql -> {
            sql.update(
                    "with recursive i(x) as (select 1 union all select x + 1 from i where x < ?) insert into entry (n,"
                            + " low, account, state, held, priority, due, base, content, size, accepted, origin,"
                            + " origin_by, origin_peer, sender, subject, message_id) select ? + x,"
                            + " random() | (1 << 63), 1 + x % 3, x % 2, 0, 0, 0, 0, 0, 5000, ? + x, 0, 'portal',"
                            + " '127.0.0.1', 'portal@university.example', iif(x % 999 = 0, 'a needle', 'hay'), null"
                            + " from i",
                    ENTRIES, FIRST, FIRST);
            return sql.update(
                    "insert into recipient (entry, position, state, since, hash, address)"
                            + " select n, 0, 0, 0, 0, 'r@example.org' from entry where n > ? and n <= ?",
                    FIRST,
                    FIRST + ENTRIES);
        });
    }

    private static Filter text(Optional<String> state, String text) {
        return new Filter(
                state, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(text), Optional.empty());
    }

    /** All pages of a view that looks at one chunk of candidates a time. */
    private List<QueueView.Page> pages(Filter filter, int limit) throws IOException {
        QueueView impatient = queue.store().view(queue.store().people(), Duration.ZERO);
        List<QueueView.Page> pages = new ArrayList<>();
        Optional<EntryId> before = Optional.empty();
        do {
            QueueView.Page page = impatient.list(filter, before, limit);
            pages.add(page);
            before = page.next();
        } while (before.isPresent());
        return pages;
    }

    private static List<Long> numbers(List<QueueView.Page> pages) {
        return pages.stream()
                .flatMap(page -> page.entries().stream())
                .map(EntryView::id)
                .map(id -> EntryNumbers.of(id) - FIRST)
                .toList();
    }

    @Test
    void aSearchThatRunsOutOfTimeGoesOnWhereItStopped() throws IOException {
        fill();
        List<QueueView.Page> pages = pages(text(Optional.empty(), "needle"), 50);
        assertEquals(4, pages.size(), "7,003 candidates in chunks of 2,000");
        assertEquals(List.of(6993L, 5994L, 4995L, 3996L, 2997L, 1998L, 999L), numbers(pages));
        assertEquals(
                List.of(),
                numbers(pages(text(Optional.empty(), "no such thing"), 50)),
                "an empty page is not the last");
    }

    @Test
    void streamsOfSeveralAccountsAreSearchedSideBySide() throws IOException {
        fill();
        for (int limit : new int[] {1, 50}) {
            assertEquals(List.of(5994L, 3996L, 1998L), numbers(pages(text(Optional.of("queued"), "needle"), limit)));
            assertEquals(
                    List.of(6993L, 4995L, 2997L, 999L),
                    numbers(pages(text(Optional.of("delivered"), "needle"), limit)));
        }
        for (int limit : new int[] {30, 500}) {
            List<Long> hay = numbers(pages(text(Optional.of("delivered"), "hay"), limit));
            assertEquals(hay.stream().distinct().count(), hay.size(), "none twice");
            assertEquals(ENTRIES / 2 - 4, hay.size(), "none left out");
        }
    }

    @Test
    void aVerbInPortionsReachesEverythingOnce() throws IOException {
        fill();
        Filter hay = text(Optional.of("queued"), "hay");
        long matched = 0;
        int portions = 0;
        Optional<EntryId> before = Optional.empty();
        do {
            QueueVerbs.Part part = queue.store()
                    .verbs()
                    .apply(
                            QueueVerbs.Verb.HOLD,
                            hay,
                            new QueueVerbs.Portion(before, 300),
                            "ann",
                            queue.clock().instant(),
                            true);
            assertTrue(part.effect().matched() <= 300, part.toString());
            matched += part.effect().matched();
            before = part.next();
            portions++;
        } while (before.isPresent());
        assertEquals(ENTRIES / 2 - 3, matched, "in " + portions + " portions");
        assertTrue(portions >= 12, portions + " portions");
    }

    @Test
    @Timeout(60)
    void deliveryNeverWaitsForWhatPeopleLookFor() throws Exception {
        EntryId id = queue.accept("portal", "ann@example.org");
        Ownership own = queue.own("portal");
        CountDownLatch begun = new CountDownLatch(2);
        try (ExecutorService people = Executors.newFixedThreadPool(2)) {
            List<Future<Long>> endless = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                endless.add(people.submit(() -> queue.store().people().read(sql -> {
                    begun.countDown();
                    return sql.number(ENDLESS);
                })));
            }
            begun.await();
            assertEquals(1, queue.store().claims().due().size());
            assertEquals(
                    1,
                    queue.store()
                            .claims()
                            .claim(own, 10, queue.clock().instant())
                            .size());
            assertTrue(queue.store().accountStates().standstills().isEmpty());
            assertTrue(queue.store().view().entry(id).isPresent());
            assertEquals(1, queue.store().view().counts().queued().get("portal"));
            for (Future<Long> one : endless) {
                assertTrue(!one.isDone(), "both readers of people were busy all the time");
            }
            for (Future<Long> one : endless) {
                assertInstanceOf(
                        TooSlowException.class,
                        assertThrows(java.util.concurrent.ExecutionException.class, one::get)
                                .getCause(),
                        "and were broken off");
            }
        }
        assertTrue(queue.store().pages().entry(id).isPresent(), "the next question has a reader again");
    }
}
