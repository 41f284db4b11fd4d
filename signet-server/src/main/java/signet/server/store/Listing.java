package signet.server.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import signet.server.queue.Filter;

/**
 * Finds the newest entries that fit, each filter through an index: {@link Streams}. Text has no index: candidates are looked
 * through, newest first, as long as there is time, and the answer says how far that was.
 */
final class Listing {
    /** How long a text is looked for, at least a chunk of candidates: 100,000 of them take a tenth of a second. */
    static final Duration SEARCH = Duration.ofMillis(50);

    /** Candidates that are looked through at once; about 3 ms. */
    static final int CHUNK = 2_000;

    private static final int LEAST_CHUNK = 50;

    private final Sql sql;
    private final Filter filter;
    private final long before;
    private final int limit;
    private final Duration search;

    /**
     * @param before only entries of a smaller number
     * @param search how long a text is looked for; with zero one chunk of candidates is looked through
     */
    Listing(Sql sql, Filter filter, long before, int limit, Duration search) {
        this.sql = sql;
        this.filter = filter;
        this.before = before;
        this.limit = limit;
        this.search = search;
    }

    /**
     * Numbers of entries, the greatest first.
     *
     * @param down every entry of this or a greater number was looked at; the smallest number when there are no more
     */
    record Found(List<Long> numbers, long down) {
        boolean all() {
            return down == Long.MIN_VALUE;
        }

        /** The greatest ones, no more than {@code limit}; where some are left out, there is more to find. */
        private static Found of(List<Long> numbers, long down, int limit) {
            List<Long> sorted = numbers.stream()
                    .filter(n -> n >= down)
                    .sorted(Comparator.reverseOrder())
                    .toList();
            return sorted.size() > limit
                    ? new Found(sorted.subList(0, limit), sorted.get(limit - 1))
                    : new Found(sorted, down);
        }
    }

    Found find() throws SQLException {
        List<Stream> streams = new Streams(sql, filter).all();
        if (streams.size() > 1) {
            List<Long> recent = recent();
            if (recent.size() > limit) {
                return Found.of(recent, Long.MIN_VALUE, limit);
            }
        }
        if (filter.text().isPresent()) {
            return search(streams, filter.text().get());
        }
        List<Long> found = new ArrayList<>();
        for (Stream stream : streams) {
            found.addAll(take(stream, before, from()));
        }
        return Found.of(found, Long.MIN_VALUE, limit);
    }

    /** What fits of the newest entries: mostly that is a page, and saves asking for each account. */
    private List<Long> recent() throws SQLException {
        Stream all = Stream.ALL;
        long oldest = boundary(all, before, Long.MIN_VALUE, CHUNK).orElse(Long.MIN_VALUE);
        Stream fitting = new Streams(sql, filter).unindexed();
        if (filter.text().isPresent()) {
            fitting = fitting.containing(filter.text().get());
        }
        return take(fitting, before, Math.max(oldest, from()));
    }

    private long from() {
        return filter.since().map(since -> EntryNumbers.first(Micros.of(since))).orElse(Long.MIN_VALUE);
    }

    /** How far a stream was looked through. */
    private record Frontier(Stream stream, long upper) {}

    /** Looks through all streams side by side, always the one that is furthest behind; each of them at least once. */
    private Found search(List<Stream> streams, String text) throws SQLException {
        long began = System.nanoTime();
        int chunk = streams.isEmpty() ? CHUNK : Math.max(LEAST_CHUNK, CHUNK / streams.size());
        PriorityQueue<Frontier> frontiers =
                new PriorityQueue<>(Comparator.comparingLong(Frontier::upper).reversed());
        streams.forEach(stream -> frontiers.add(new Frontier(stream, before)));
        List<Long> found = new ArrayList<>();
        for (int step = 0; !frontiers.isEmpty(); step++) {
            boolean late = System.nanoTime() - began >= search.toNanos();
            if (step >= streams.size()
                    && (late || enough(found, frontiers.peek().upper()))) {
                break;
            }
            Frontier next = frontiers.poll();
            Optional<Long> boundary = boundary(next.stream(), next.upper(), from(), chunk);
            long lower = boundary.orElse(from());
            found.addAll(take(next.stream().containing(text), next.upper(), lower));
            if (boundary.isPresent()) {
                frontiers.add(new Frontier(next.stream(), lower));
            }
        }
        long down = frontiers.isEmpty() ? Long.MIN_VALUE : frontiers.peek().upper();
        return Found.of(found, down, limit);
    }

    private boolean enough(List<Long> found, long down) {
        return found.size() > limit && found.stream().filter(n -> n >= down).count() > limit;
    }

    /** The last of the next candidates, where there are more. */
    private Optional<Long> boundary(Stream stream, long upper, long from, int chunk) throws SQLException {
        return sql.first(
                row -> row.getLong(1), stream.select() + "limit 1 offset ?", with(stream, upper, from, chunk - 1));
    }

    /** One more than is asked for: it tells whether there are more. */
    private List<Long> take(Stream stream, long upper, long from) throws SQLException {
        return sql.list(row -> row.getLong(1), stream.select() + "limit ?", with(stream, upper, from, limit + 1));
    }

    private static @Nullable Object[] with(Stream stream, Object... more) {
        return stream.and("", more).values().toArray();
    }
}
