package signet.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import signet.server.event.EventLog;
import signet.server.event.Recorded;

/**
 * {@code GET /v1/events}: server-sent events (WHATWG HTML §9.2). A stream follows the event log by number, so nothing is lost
 * between two looks; {@code Last-Event-ID} goes on where a connection broke. Each stream is a virtual thread that waits.
 */
final class EventStreams implements AutoCloseable {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int MOST = 100;
    private static final int BATCH = 500;
    private static final Json JSON = new Json(1);

    private final EventLog events;
    private final InstantSource clock;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    EventStreams(EventLog events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    Answer follow(Call call) throws IOException {
        Query query = call.query("account", "after");
        if (closed || streams.size() >= MOST) {
            throw new ProblemException(503, "busy", "there are " + MOST + " event streams open; close one");
        }
        Optional<String> account = query.text("account");
        account.filter(name -> !call.caller().maySee(name)).ifPresent(name -> {
            throw new ProblemException(Problem.notFound());
        });
        Optional<String> from = call.header("Last-Event-ID").or(() -> query.text("after"));
        from.filter(number -> !number.matches("\\d{1,18}")).ifPresent(number -> {
            throw ProblemException.parameter("after", "is the number of an event, as id: gives it");
        });
        long after = from.isPresent() ? Long.parseLong(from.get()) : events.last();
        Stream stream = new Stream(call.caller(), account, after);
        return new Answer(200, "text/event-stream;charset=utf-8", Map.of("X-Accel-Buffering", "no"), stream::writeTo);
    }

    /** Ends the streams of a token that is revoked. */
    void end(String token) {
        streams.stream().filter(stream -> stream.caller.id().equals(token)).forEach(Stream::end);
    }

    @Override
    public void close() {
        closed = true;
        streams.forEach(Stream::end);
    }

    /** One client that follows. */
    private final class Stream {
        private final Caller caller;
        private final Optional<String> account;
        private final Semaphore news = new Semaphore(1);
        private volatile boolean ended;
        private long number;

        Stream(Caller caller, Optional<String> account, long after) {
            this.caller = caller;
            this.account = account;
            this.number = after;
        }

        void end() {
            ended = true;
            news.release();
        }

        @SuppressWarnings("try") // the subscription ends with the block; nothing else is asked of it
        void writeTo(OutputStream out) throws IOException {
            streams.add(this);
            try (EventLog.Subscription subscription = events.subscribe(news::release)) {
                out.write("retry: 3000\n\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                while (!ended && !closed && !expired()) {
                    boolean something = news.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                    news.drainPermits();
                    if (!something) {
                        out.write(": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII));
                    } else if (!ended) {
                        catchUp(out);
                    }
                    out.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the server is stopping: so does the stream
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } finally {
                streams.remove(this);
            }
        }

        private boolean expired() {
            Instant now = clock.instant();
            return caller.expires().map(end -> !now.isBefore(end)).orElse(false);
        }

        private void catchUp(OutputStream out) throws IOException {
            List<Recorded> batch = events.after(number, BATCH);
            while (!batch.isEmpty() && !ended) {
                for (Recorded recorded : batch) {
                    number = recorded.number();
                    if (wanted(recorded)) {
                        write(recorded, out);
                    }
                }
                out.flush();
                batch = events.after(number, BATCH);
            }
        }

        /** What concerns no account is for callers that are not restricted to some. */
        private boolean wanted(Recorded recorded) {
            Optional<String> of = recorded.event().account();
            return of.map(name ->
                            caller.maySee(name) && account.map(name::equals).orElse(true))
                    .orElse(!caller.restricted() && account.isEmpty());
        }

        private void write(Recorded recorded, OutputStream out) throws IOException {
            String head = "id: " + recorded.number() + "\nevent: "
                    + recorded.event().kind().word() + "\ndata: ";
            out.write(head.getBytes(StandardCharsets.UTF_8));
            out.write(JSON.write(Shapes.event(recorded)));
            out.write("\n\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
