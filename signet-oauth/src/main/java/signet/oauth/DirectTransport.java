package signet.oauth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Straight to the endpoint over {@code java.net.http}. The client is made for the first exchange: it brings a thread of its
 * own, and a process that ends while that thread waits in the kernel is held up for 0.3 s, also where a password is used and
 * no token is ever asked for.
 */
final class DirectTransport implements TokenTransport {
    private final SSLContext tls;
    private final Limits limits;
    private final AtomicReference<@Nullable HttpClient> client = new AtomicReference<>();

    DirectTransport(SSLContext tls, Limits limits) {
        this.tls = tls;
        this.limits = limits;
    }

    private HttpClient client() {
        HttpClient made = client.get();
        if (made != null) {
            return made;
        }
        HttpClient fresh = make();
        HttpClient other = client.compareAndExchange(null, fresh); // two first exchanges at once: one client stays
        return other == null ? fresh : other;
    }

    private HttpClient make() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        // also the client's own default, but that one a system property can switch off
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect())
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(tls)
                .sslParameters(parameters)
                .build();
    }

    @Override
    public Answer post(URI url, Secret form, UUID requestId) throws IOException {
        return exchange(HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .header("client-request-id", requestId.toString())
                .POST(BodyPublishers.ofString(form.reveal(), StandardCharsets.US_ASCII))
                .build());
    }

    @Override
    public Answer get(URI url) throws IOException {
        return exchange(HttpRequest.newBuilder(url)
                .header("Accept", "application/json")
                .GET()
                .build());
    }

    private Answer exchange(HttpRequest request) throws IOException {
        // HttpRequest.timeout() ends with the headers, so a body that drips could hold the caller for ever: one
        // deadline here
        CompletableFuture<HttpResponse<byte[]>> answer =
                client().sendAsync(request, headers -> new LimitedBody(limits.body()));
        try {
            return answer(answer.get(limits.total().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            answer.cancel(true);
            HttpTimeoutException timeout = new HttpTimeoutException(
                    "no complete answer within " + limits.total().toSeconds() + " s");
            timeout.initCause(late);
            throw timeout;
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("interrupted while waiting for the answer");
            stopped.initCause(interrupted);
            throw stopped;
        } catch (ExecutionException failed) {
            throw cause(failed);
        }
    }

    private static IOException cause(ExecutionException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException inOut) {
                return inOut;
            }
        }
        return new IOException(failed.getCause());
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        return new Answer(response.statusCode(), headers, new String(response.body(), StandardCharsets.UTF_8));
    }

    /** Collects a body up to a limit and hangs up beyond it. */
    private static final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
        private final int limit;
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

        LimitedBody(int limit) {
            this.limit = limit;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (octets.size() + buffer.remaining() > limit) {
                    subscription.join().cancel();
                    body.completeExceptionally(new TooLargeException(limit));
                    return;
                }
                byte[] piece = new byte[buffer.remaining()];
                buffer.get(piece);
                octets.writeBytes(piece);
            }
        }

        @Override
        public void onError(Throwable cause) {
            body.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            body.complete(octets.toByteArray());
        }
    }
}
