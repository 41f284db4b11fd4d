package signet.simulator.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Listens on 127.0.0.1 and hands each request to a function; one thread per connection. */
public final class HttpListener implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HttpListener.class.getName());
    private static final int BACKLOG = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final Function<HttpRequest, HttpAnswer> handler;
    private final Optional<Supplier<SSLContext>> tls;
    private final ThreadFactory threads;
    private final InstantSource clock;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong sessions = new AtomicLong();
    private volatile @Nullable ServerSocket listening;

    /**
     * Prepares a listener.
     *
     * @param handler answers a request; may block
     * @param tls with the server's certificate, asked at each handshake; absent = plain HTTP
     * @param clock tells the {@code Date} header
     */
    public HttpListener(
            Function<HttpRequest, HttpAnswer> handler,
            Optional<Supplier<SSLContext>> tls,
            ThreadFactory threads,
            InstantSource clock) {
        this.handler = handler;
        this.tls = tls;
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 = a free one
     * @return the port
     * @throws IOException when the port is taken
     */
    public int start(int port) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
        listening = server;
        threads.newThread(() -> accept(server)).start();
        return server.getLocalPort();
    }

    private void accept(ServerSocket server) {
        while (closed.getCount() > 0) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.newThread(() -> serve(socket)).start();
            } catch (IOException e) {
                if (closed.getCount() > 0) {
                    LOG.log(Level.WARNING, "simulator: accepting a connection failed", e);
                }
            }
        }
    }

    private void serve(Socket raw) {
        String session = "http-" + sessions.incrementAndGet();
        try (Socket socket = secured(raw)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            int count = 0;
            boolean more = true;
            while (more) {
                RequestReader reader = new RequestReader(in, out, raw.getInetAddress(), session + "." + ++count);
                Optional<HttpRequest> request = reader.read();
                more = request.isPresent() && answer(request.get(), raw, out);
            }
        } catch (IOException e) {
            // the client hung up, spoke no HTTP, or refused our certificate: its affair, and often the point of a test
            LOG.log(Level.DEBUG, () -> "simulator: " + session + " ended: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(raw);
        }
    }

    private Socket secured(Socket raw) throws IOException {
        raw.setTcpNoDelay(true);
        raw.setSoTimeout((int) IDLE.toMillis());
        if (tls.isEmpty()) {
            return raw;
        }
        SSLSocket socket = (SSLSocket) tls.get()
                .get()
                .getSocketFactory()
                .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    /** Whether the connection can carry another request. */
    private boolean answer(HttpRequest request, Socket raw, OutputStream out) throws IOException, InterruptedException {
        HttpAnswer answer;
        try {
            answer = handler.apply(request);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "simulator: answering " + request.method() + " " + request.path() + " failed", e);
            answer = HttpAnswer.of(500, "text/plain; charset=utf-8", "simulator fault: " + e);
        }
        boolean last = request.field("connection")
                .map(v -> v.equalsIgnoreCase("close"))
                .orElse(false);
        boolean whole = new AnswerWriter(out, clock, closed).write(answer, request.method(), last);
        if (!whole && answer.pace().reset()) {
            raw.setSoLinger(true, 0); // close then sends RST
            raw.close();
        }
        return whole && !last;
    }

    /** Ends every connection and stops listening. */
    @Override
    public void close() {
        closed.countDown();
        ServerSocket server = listening;
        try {
            if (server != null) {
                server.close();
            }
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "simulator: closing a socket failed", e);
        }
    }
}
