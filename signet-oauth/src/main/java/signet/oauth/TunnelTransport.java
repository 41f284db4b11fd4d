package signet.oauth;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Through an HTTP or SOCKS proxy, a connection of its own for each exchange.
 *
 * <p>Not over {@code java.net.http}: that knows no SOCKS, and logs in to an HTTP proxy only where a system property of the
 * whole process ({@code jdk.http.auth.tunneling.disabledSchemes}) allows it, which a library may not touch. Names are
 * resolved by the proxy.
 */
final class TunnelTransport implements TokenTransport {
    private final SSLContext tls;
    private final OutgoingProxy proxy;
    private final Limits limits;

    TunnelTransport(SSLContext tls, OutgoingProxy proxy, Limits limits) {
        this.tls = tls;
        this.proxy = proxy;
        this.limits = limits;
    }

    @Override
    public Answer post(URI url, Secret form, UUID requestId) throws IOException {
        byte[] body = form.reveal().getBytes(StandardCharsets.US_ASCII);
        String fields = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length
                + "\r\nclient-request-id: " + requestId + "\r\n";
        return exchange(url, head("POST", url, fields), body);
    }

    @Override
    public Answer get(URI url) throws IOException {
        return exchange(url, head("GET", url, ""), new byte[0]);
    }

    private static String head(String method, URI url, String fields) {
        String path = Optional.ofNullable(url.getRawPath())
                .filter(text -> !text.isEmpty())
                .orElse("/");
        String query =
                Optional.ofNullable(url.getRawQuery()).map(text -> "?" + text).orElse("");
        String authority = url.getRawAuthority();
        String host = authority.substring(authority.lastIndexOf('@') + 1); // RFC 9110 §7.2: without user information
        return method + " " + path + query + " HTTP/1.1\r\nHost: " + host
                + "\r\nAccept: application/json\r\nConnection: close\r\n" + fields + "\r\n";
    }

    private Answer exchange(URI url, String head, byte[] body) throws IOException {
        Deadline deadline = Deadline.in(limits.total());
        boolean encrypted = url.getScheme().toLowerCase(Locale.ROOT).equals("https");
        int port = url.getPort() > 0 ? url.getPort() : encrypted ? 443 : 80;
        try (Socket plain = new Socket()) {
            connect(plain);
            ProxyHandshake.of(proxy, new TimedStream(plain, deadline), plain.getOutputStream())
                    .open(url.getHost(), port);
            try (Socket socket = encrypted ? secured(plain, url.getHost(), port, deadline) : plain) {
                OutputStream out = socket.getOutputStream();
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                out.write(body);
                out.flush();
                return new HttpAnswerReader(new TimedStream(socket, deadline), limits.body()).read();
            }
        } catch (SocketTimeoutException late) {
            HttpTimeoutException timeout = new HttpTimeoutException(
                    "no complete answer within " + limits.total().toSeconds() + " s");
            timeout.initCause(late);
            throw timeout;
        }
    }

    private void connect(Socket socket) throws IOException {
        InetSocketAddress address = new InetSocketAddress(proxy.host(), proxy.port());
        if (address.isUnresolved()) {
            throw new IOException("the proxy's name " + proxy.host() + " cannot be resolved (DNS)");
        }
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, Math.toIntExact(limits.connect().toMillis()));
        } catch (IOException failed) {
            throw new IOException(
                    "the proxy " + proxy.host() + ":" + proxy.port() + " does not answer: " + failed.getMessage(),
                    failed);
        }
    }

    private SSLSocket secured(Socket plain, String host, int port, Deadline deadline) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(deadline.millis());
        socket.startHandshake();
        return socket;
    }

    /** A moment on the monotonic clock. */
    record Deadline(long nanos) {
        static Deadline in(java.time.Duration time) {
            return new Deadline(System.nanoTime() + time.toNanos());
        }

        /** What is left, at least 1 ms (0 would mean for ever). */
        int millis() throws SocketTimeoutException {
            long left = (nanos - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("the time is over");
            }
            return (int) Math.min(left, Integer.MAX_VALUE);
        }
    }

    /** Reads that end at the deadline, however slowly the bytes drip, and when the thread is interrupted in between. */
    private static final class TimedStream extends InputStream {
        private final Socket socket;
        private final InputStream in;
        private final Deadline deadline;

        TimedStream(Socket socket, Deadline deadline) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for the answer");
            }
            socket.setSoTimeout(deadline.millis());
            return in.read(target, from, length);
        }
    }
}
