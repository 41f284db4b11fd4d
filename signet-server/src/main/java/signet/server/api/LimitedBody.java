package signet.server.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A request's body with a limit, and a deadline: the server's patience and a second more for every 500 octets that came, so that
 * nobody keeps a thread by sending slowly.
 */
final class LimitedBody extends FilterInputStream {
    private static final int LEAST_RATE = 500;

    private final long limit;
    private final long began = System.nanoTime();
    private final Duration patience;
    private long count;

    LimitedBody(InputStream in, long limit, Duration patience) {
        super(in);
        this.limit = limit;
        this.patience = patience;
    }

    static ProblemException tooLarge(long limit) {
        return new ProblemException(
                413,
                "too-large",
                "the body is larger than " + limit + " octets (for messages this follows from limits.message in"
                        + " signet.yaml)");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got;
        try {
            got = in.read(into, offset, length);
        } catch (SocketTimeoutException e) {
            throw tooSlow();
        }
        count += Math.max(got, 0);
        if (count > limit) {
            throw tooLarge(limit);
        }
        if (got >= 0
                && System.nanoTime() - began
                        > patience.plusSeconds(count / LEAST_RATE).toNanos()) {
            throw tooSlow();
        }
        return got;
    }

    @Override
    public long skip(long n) throws IOException {
        return readNBytes((int) Math.min(n, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private static ProblemException tooSlow() {
        return new ProblemException(408, "too-slow", "the body came too slowly or stopped before its end");
    }
}
