package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.event.Recorded;

/** What is told. */
interface EventContract extends StoreFixture {
    @Test
    default void anEventComesBackAsItWas() throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("reason", "two\nlines, a\ttab, a back\\slash, an \\n that is none, ü");
        facts.put("empty", "");
        List<Event> events = List.of(
                Event.of(EventKind.STARTED, facts),
                Event.account(EventKind.PAUSED, "portal", Map.of("by", "ann")),
                Event.recipient(EventKind.BOUNCED, "portal", newId().toString(), "ann@example.org", Map.of()));
        for (Event event : events) {
            queue().store().events().append(event);
        }
        assertEquals(events, events());
        assertEquals(
                List.copyOf(facts.keySet()),
                List.copyOf(events().getFirst().facts().keySet()),
                "facts keep their order");
        assertEquals(now(), queue().store().events().after(0, 1).getFirst().at());
    }

    @Test
    default void anAcceptedEventSaysWhatItPromises() throws IOException {
        queue().accept("portal", "ann@example.org", "bob@example.org");
        Map<String, String> facts = events().getFirst().facts();
        assertEquals("portal@university.example", facts.get("from"));
        assertEquals("2", facts.get("recipients"));
        assertEquals(Integer.toString(TestStore.TEXT.length), facts.get("size"));
        assertEquals("<1@university.example>", facts.get("message-id"));
        assertEquals("smtp", facts.get("origin"));
    }

    @Test
    default void numbersGrowInTheOrderOfCommits() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(callers.submit(() -> queue().accept("portal", "ann@example.org")));
            }
            long last = 0;
            List<Long> read = new ArrayList<>();
            while (read.size() < 100) {
                List<Recorded> news = queue().store().events().after(last, 7);
                assertTrue(news.size() <= 7);
                for (Recorded recorded : news) {
                    assertTrue(recorded.number() > last);
                    last = recorded.number();
                    read.add(last);
                }
            }
            for (Future<?> one : all) {
                one.get();
            }
            assertEquals(last, queue().store().events().last());
        }
    }

    @Test
    default void numbersNeverBeginAgain() throws IOException {
        queue().store().events().append(Event.of(EventKind.STARTED, Map.of()));
        long last = queue().store().events().last();
        queue().reopen();
        assertEquals(last, queue().store().events().last());
        queue().store().events().append(Event.of(EventKind.STARTED, Map.of()));
        assertTrue(queue().store().events().last() > last);
    }

    @Test
    default void whoSubscribesIsWokenUntilHeCloses() throws Exception {
        BlockingQueue<String> woken = new LinkedBlockingQueue<>();
        EventLog.Subscription subscription = queue().store().events().subscribe(() -> woken.add("news"));
        queue().accept("portal", "ann@example.org");
        assertEquals("news", woken.poll(5, TimeUnit.SECONDS));
        assertEquals(1, queue().store().events().after(0, 10).size(), "it is there when the call comes");
        subscription.close();
        queue().accept("portal", "ann@example.org");
        assertNull(woken.poll());
    }

    @Test
    default void aSubscriberThatThrowsHarmsNobody() throws IOException {
        queue().store().events().subscribe(() -> {
            throw new IllegalStateException("a subscriber of the test");
        });
        queue().accept("portal", "ann@example.org");
        queue().accept("portal", "ann@example.org");
        assertEquals(2, events().size());
    }
}
