package signet.oauth;

import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import signet.oauth.ClientAssertion.Form;
import signet.oauth.TokenFault.Kind;

/**
 * One token and its renewal. The lock guards fields only; whoever finds that a request is due makes it in his own thread
 * while everybody else either uses the old token or waits for the same answer, good or bad.
 */
final class CachedToken {
    private static final Logger LOG = System.getLogger("signet.oauth");
    private static final Duration MOST_MARGIN = Duration.ofMinutes(10);
    private static final Duration LEAST_LEFT = Duration.ofSeconds(60);

    /** A token younger than this is not replaced again: another connection has just done so, or the refusal has other causes. */
    private static final Duration YOUNG = Duration.ofSeconds(30);

    /** After a refusal nobody asks for so long: many accounts may share the credential, and asking again changes nothing. */
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MOST_PAUSE = Duration.ofSeconds(60);

    /** Two requests of 30 s at most (the second in the other assertion form), and some for a busy machine. */
    private static final Duration LONGEST_FLIGHT = Duration.ofSeconds(65);

    private final InstantSource clock;
    private final DoubleSupplier jitter;
    private final Object lock = new Object();

    private Optional<AccessToken> current = Optional.empty();
    private Optional<Secret> replaced = Optional.empty();
    private Optional<Pause> pause = Optional.empty();
    private Optional<CompletableFuture<AccessToken>> flight = Optional.empty();
    private Optional<Form> form = Optional.empty();
    private List<Problem> notes = List.of();

    /** No request from {@code since} until {@code until}, because of {@code fault}, the {@code count}th in a row. */
    private record Pause(TokenFault fault, Instant since, Instant until, int count) {
        /** A clock that was set back ends the pause rather than making it last for hours. */
        boolean covers(Instant now) {
            return !now.isBefore(since) && now.isBefore(until);
        }

        /** Over at once, where that is Signet's to decide; how many there were is not forgotten. */
        Pause ended(Instant now) {
            boolean ours = fault.retryAfter().isEmpty() && fault.kind() != Kind.THROTTLED;
            boolean young = !now.isBefore(since) && now.isBefore(since.plus(FIRST_PAUSE));
            return ours && !young ? new Pause(fault, since, since, count) : this;
        }
    }

    CachedToken(InstantSource clock, DoubleSupplier jitter) {
        this.clock = clock;
        this.jitter = jitter;
    }

    /** This entry as seen by one caller with its own way to the endpoint. */
    TokenSource through(TokenClient client, URI endpoint) {
        return new TokenSource() {
            @Override
            public AccessToken token() throws TokenException {
                return obtain(client, endpoint, Optional.empty());
            }

            @Override
            public AccessToken replace(AccessToken rejected) throws TokenException {
                return obtain(client, endpoint, Optional.of(rejected));
            }

            @Override
            public void askAgain() {
                open();
            }

            @Override
            public List<Problem> notes() {
                synchronized (lock) {
                    return notes;
                }
            }
        };
    }

    private void open() {
        synchronized (lock) {
            Instant now = clock.instant();
            pause = pause.map(closure -> closure.ended(now));
        }
    }

    private AccessToken obtain(TokenClient client, URI endpoint, Optional<AccessToken> rejected) throws TokenException {
        while (true) {
            CompletableFuture<AccessToken> shared;
            boolean mine = false;
            Optional<AccessToken> usable;
            synchronized (lock) {
                Instant now = clock.instant();
                usable = current.filter(token -> now.isBefore(end(token)) && mayServe(token, rejected, now));
                boolean due = usable.isEmpty() || !now.isBefore(usable.get().refreshAt());
                if (usable.isPresent() && (!due || flight.isPresent())) {
                    return usable.get();
                }
                Optional<Pause> closed = pause.filter(closure -> closure.covers(now));
                if (flight.isEmpty() && closed.isPresent()) {
                    return usable.orElseThrow(() -> new TokenException(remaining(closed.get(), now)));
                }
                if (flight.isEmpty()) {
                    mine = true;
                    flight = Optional.of(new CompletableFuture<>());
                }
                shared = flight.get();
            }
            if (mine) {
                return fly(client, shared, rejected, usable);
            }
            Optional<AccessToken> answer = await(shared, endpoint);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }

    /** Whether this token may be handed to a caller whose previous one was perhaps rejected. */
    private boolean mayServe(AccessToken token, Optional<AccessToken> rejected, Instant now) {
        if (rejected.isEmpty() || !rejected.get().value().equals(token.value())) {
            return true;
        }
        return replaced.equals(Optional.of(token.value()))
                || Duration.between(token.receivedAt(), now).abs().compareTo(YOUNG) < 0;
    }

    private AccessToken fly(
            TokenClient client,
            CompletableFuture<AccessToken> shared,
            Optional<AccessToken> rejected,
            Optional<AccessToken> usable)
            throws TokenException {
        try {
            AccessToken token = land(client.ask(remembered()), rejected);
            shared.complete(token);
            return token;
        } catch (TokenException failed) {
            fail(failed);
            shared.completeExceptionally(failed);
            if (usable.isPresent()) {
                LOG.log(
                        Logger.Level.WARNING,
                        "The old token is used on: {0}",
                        failed.fault().message());
                return usable.get();
            }
            throw failed;
        } finally {
            abandon(shared);
        }
    }

    private Optional<Form> remembered() {
        synchronized (lock) {
            return form;
        }
    }

    private AccessToken land(TokenClient.Asked asked, Optional<AccessToken> rejected) {
        synchronized (lock) {
            AccessToken token = token(asked.granted(), clock.instant());
            current = Optional.of(token);
            // an endpoint that keeps answering with one and the same token is not asked again for its sake
            replaced = rejected.map(AccessToken::value);
            pause = Optional.empty();
            flight = Optional.empty();
            asked.refused().ifPresent(refused -> {
                form = asked.form();
                notes = List.of(note(refused, asked.form().orElse(refused)));
            });
            return token;
        }
    }

    private void fail(TokenException failed) {
        synchronized (lock) {
            flight = Optional.empty();
            // an interrupted caller says nothing about the endpoint, and a fault of our own made no request
            if (!interrupted(failed) && failed.fault().kind() != Kind.CONFIGURATION) {
                Instant now = clock.instant();
                int count = pause.map(Pause::count).orElse(0) + 1;
                pause = Optional.of(new Pause(failed.fault(), now, now.plus(length(failed.fault(), count)), count));
            }
        }
    }

    /** If something unforeseen went wrong in the flight, nobody may wait for it for ever. */
    private void abandon(CompletableFuture<AccessToken> shared) {
        if (!shared.isDone()) {
            synchronized (lock) {
                flight = Optional.empty();
            }
            shared.cancel(false);
        }
    }

    /** The shared answer; empty when the caller who asked gave up, so that the next one asks. */
    private static Optional<AccessToken> await(CompletableFuture<AccessToken> shared, URI endpoint)
            throws TokenException {
        try {
            return Optional.of(shared.get(LONGEST_FLIGHT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TokenException reason) {
                if (interrupted(reason)) {
                    return Optional.empty();
                }
                // each caller gets an exception of its own: they are changed on their way (suppressed, stack trace)
                throw new TokenException(reason.fault(), reason);
            }
            throw new IllegalStateException("a token request failed in an unforeseen way", failed);
        } catch (java.util.concurrent.CancellationException abandoned) {
            return Optional.empty();
        } catch (TimeoutException late) {
            String message = "No token from " + endpoint + " within " + LONGEST_FLIGHT.toSeconds() + " s";
            throw new TokenException(TokenFault.without(Kind.UNREACHABLE, endpoint, message), late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            String message = "Interrupted while waiting for a token from " + endpoint;
            throw new TokenException(TokenFault.without(Kind.UNREACHABLE, endpoint, message), interrupted);
        }
    }

    private static boolean interrupted(TokenException failed) {
        return failed.getCause() instanceof InterruptedIOException
                && !(failed.getCause() instanceof java.net.SocketTimeoutException);
    }

    /** The end of usefulness: 60 s before expiry, or a tenth of the life if that is shorter. */
    private static Instant end(AccessToken token) {
        Duration tenth = Duration.between(token.receivedAt(), token.expiresAt()).dividedBy(10);
        return token.expiresAt().minus(tenth.compareTo(LEAST_LEFT) < 0 ? tenth : LEAST_LEFT);
    }

    private AccessToken token(TokenAnswer.Granted granted, Instant now) {
        Duration life = granted.life();
        Duration fifth = life.dividedBy(5);
        Duration margin = fifth.compareTo(MOST_MARGIN) < 0 ? fifth : MOST_MARGIN;
        Duration planned =
                granted.refreshIn().filter(in -> in.compareTo(life) < 0).orElse(life.minus(margin));
        // never later than planned: some endpoints refuse tokens in their last ten minutes
        Duration early = Duration.ofMillis((long) (margin.toMillis() * 0.25 * jitter.getAsDouble()));
        Duration refresh = planned.compareTo(early) > 0 ? planned.minus(early) : planned;
        return new AccessToken(granted.token(), now, now.plus(refresh), now.plus(life));
    }

    private Duration length(TokenFault fault, int count) {
        return fault.retryAfter().orElseGet(() -> switch (fault.kind()) {
            case REFUSED -> REFUSED_PAUSE;
            case CONFIGURATION, THROTTLED, UNAVAILABLE, UNREACHABLE, PROTOCOL -> backoff(count);
        });
    }

    /** 1 s, 2 s, 4 s … 60 s, each made up to a quarter longer by chance. */
    private Duration backoff(int count) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(count - 1, 6));
        Duration plain = doubled.compareTo(MOST_PAUSE) < 0 ? doubled : MOST_PAUSE;
        return plain.plusMillis((long) (plain.toMillis() * 0.25 * jitter.getAsDouble()));
    }

    /** The fault that closed the door, with the time still to wait. */
    private static TokenFault remaining(Pause pause, Instant now) {
        TokenFault fault = pause.fault();
        return new TokenFault(
                fault.kind(),
                fault.endpoint(),
                fault.status(),
                fault.error(),
                fault.message(),
                fault.codes(),
                fault.traceId(),
                fault.correlationId(),
                fault.timestamp(),
                Optional.of(Duration.between(now, pause.until())),
                fault.serverTime());
    }

    private static Problem note(Form refused, Form taken) {
        return new Problem(
                "assertion-form-fallback",
                Problem.Severity.INFO,
                "The token endpoint did not take the client assertion as " + refused.words() + " and took it as "
                        + taken.words(),
                "Nothing need be done; set assertion: {algorithm: " + taken.algorithm() + ", thumbprint: \""
                        + taken.thumbprint().header() + "\"} to save the extra request after each start");
    }
}
