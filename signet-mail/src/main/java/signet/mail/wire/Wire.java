package signet.mail.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import signet.mail.Endpoint;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Network;
import signet.mail.SessionListener.Direction;
import signet.mail.Stage;
import signet.mail.Timeouts;
import signet.oauth.Secret;

/**
 * A connection to a mail server: octets and lines with deadlines and limits, and the upgrade to TLS. Not safe for use by
 * several threads, but {@link #close()} may be called by another one to end a conversation.
 *
 * <p>Reads: {@link #await(Duration)} starts the clock for one reply; everything read until the next {@code await} must have
 * arrived by then. Writes are buffered until {@link #flush()}; each block of 16 KiB has {@link Timeouts#write()}.
 *
 * <p>Every failure is a {@link MailException} whose fault names the stage of {@link #progress()}; after one the wire is good
 * for nothing but {@link #close()}.
 */
public final class Wire implements AutoCloseable {
    private static final int BLOCK = 16 * 1024;

    private final Endpoint endpoint;
    private final Network network;
    private final Progress progress;
    private final boolean loopback;
    private final Mask mask;
    private final ByteBuffer in = ByteBuffer.allocate(BLOCK).flip();
    private final ByteBuffer out = ByteBuffer.allocate(BLOCK);
    private volatile Pipe pipe;
    private Deadline replyBy;
    private boolean secure;
    private boolean heard;

    Wire(Pipe pipe, Endpoint endpoint, Network network, Progress progress, boolean loopback) {
        this.pipe = pipe;
        this.endpoint = endpoint;
        this.network = network;
        this.progress = progress;
        this.loopback = loopback;
        this.mask = new Mask(progress.protocol());
        this.replyBy = Deadline.in(network.timeouts().reply());
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public Network network() {
        return network;
    }

    /** Stages, facts and faults of this conversation. */
    public Progress progress() {
        return progress;
    }

    public Timeouts timeouts() {
        return network.timeouts();
    }

    /** True once TLS is up. */
    public boolean secure() {
        return secure;
    }

    /** True when nobody but this machine can listen: the only place where a password may go without TLS. */
    public boolean loopback() {
        return loopback;
    }

    /** Starts the clock for the next reply. */
    public void await(Duration within) {
        replyBy = Deadline.in(within);
    }

    /** True when octets are there to be read within {@code patience}; false when none came. Starts no clock. */
    public boolean readable(Duration patience) throws MailException {
        if (in.hasRemaining()) {
            return true;
        }
        try {
            fill(Deadline.in(patience));
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * A line without its line end (CRLF; a bare LF is tolerated), one character per octet (ISO 8859-1). Told to the
     * listener; an echo of a secret that was sent is masked here too, in what is returned.
     *
     * @param limit the most octets allowed, line end included; a longer line is a {@code PROTOCOL} fault
     */
    public String readLine(int limit) throws MailException {
        StringBuilder line = new StringBuilder(80);
        byte[] part = new byte[512];
        int length = 0;
        while (true) {
            int count = readPart(part, 0, Math.min(part.length, limit - length));
            length += count;
            boolean complete = part[count - 1] == '\n';
            int end = complete ? count - 1 : count;
            line.append(new String(part, 0, end, StandardCharsets.ISO_8859_1));
            if (complete) {
                if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
                    line.setLength(line.length() - 1);
                }
                String text = mask.server(line.toString());
                progress.listener().line(Direction.SERVER, text);
                return text;
            }
            if (length >= limit) {
                throw progress.fail(
                        Fault.Kind.PROTOCOL,
                        "a line from " + endpoint + " is longer than " + limit
                                + " octets: this is not how a mail server speaks");
            }
        }
    }

    /**
     * Reads up to and including the next LF, or until {@code length} octets are there: a line or a part of a long one, as it
     * is and untold. For message text, whose lines may be long and many.
     *
     * @return how many octets, at least 1
     */
    public int readPart(byte[] into, int offset, int length) throws MailException {
        int done = 0;
        while (done < length) {
            need();
            int available = Math.min(in.remaining(), length - done);
            int from = in.arrayOffset() + in.position();
            int count = 0;
            boolean end = false;
            while (count < available && !end) {
                end = in.array()[from + count++] == '\n';
            }
            in.get(into, offset + done, count);
            done += count;
            if (end) {
                break;
            }
        }
        return done;
    }

    /** Reads at least one and at most {@code length} octets; a closed connection is a {@code CLOSED} fault. */
    public int read(byte[] into, int offset, int length) throws MailException {
        need();
        int count = Math.min(length, in.remaining());
        in.get(into, offset, count);
        return count;
    }

    /** Exactly {@code count} octets to {@code target}; the reply clock starts anew with each block of 16 KiB. */
    public void transfer(long count, OutputStream target) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long left = count; left > 0; ) {
            await(timeouts().reply());
            int size = (int) Math.min(left, BLOCK);
            for (int done = 0; done < size; ) {
                done += read(block, done, size - done);
            }
            target.write(block, 0, size);
            left -= size;
        }
    }

    /** {@code secret} is about to be sent: from now on no echo of it is told or returned by {@link #readLine}. */
    public void guard(Secret secret) {
        mask.guard(secret);
    }

    /** {@code text} without an echo of what is guarded; for what is decoded after it was read. */
    public String unechoed(String text) {
        return mask.unechoed(text);
    }

    /**
     * The login is over: nothing is taken for an echo of it any more, because a mailbox may well be named like its user, and
     * lines are data from here on.
     */
    public void forgetSecrets() {
        mask.forget();
    }

    /** How many octets have been received and not read. */
    public int buffered() {
        return in.remaining();
    }

    /**
     * Sends {@code line} and CRLF at the next {@link #flush()}; told, masked, to the listener.
     *
     * @param line one octet per character
     * @throws IllegalArgumentException when CR, LF, NUL or a character above U+00FF is in it: nothing was sent
     */
    public void writeLine(String line) throws MailException {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\r' || c == '\n' || c == 0 || c > 0xFF) {
                throw new IllegalArgumentException("a command must not contain CR, LF, NUL or characters above U+00FF");
            }
        }
        progress.listener().line(Direction.CLIENT, mask.client(line));
        byte[] octets = (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        write(octets, 0, octets.length);
    }

    /** Sends octets as they are, untold; blocks only when the buffer is full. */
    public void write(byte[] octets, int offset, int length) throws MailException {
        for (int done = 0; done < length; ) {
            if (!out.hasRemaining()) {
                flush();
            }
            int count = Math.min(out.remaining(), length - done);
            out.put(octets, offset + done, count);
            done += count;
        }
    }

    /** Sends what is buffered. */
    public void flush() throws MailException {
        try {
            pipe.write(out.flip(), Deadline.in(timeouts().write()));
        } catch (IOException e) {
            throw broken(e);
        } finally {
            out.clear();
        }
    }

    /**
     * TLS from here on, host name verified; for STARTTLS and STLS call it right after the positive reply. Reports
     * {@link Stage#TLS}. What was learned before must be forgotten (RFC 3207 §4.2).
     */
    public void startTls() throws MailException {
        progress.begin(Stage.TLS);
        if (in.hasRemaining()) {
            throw progress.fail(
                    Fault.Kind.ATTACK,
                    in.remaining() + " octets in clear follow the agreement to start TLS at " + endpoint
                            + ": someone on the way may be injecting answers; nothing was sent");
        }
        TlsUpgrade upgrade = new TlsUpgrade(endpoint, network, progress);
        pipe = upgrade.over(pipe);
        secure = true;
    }

    /** Ends the connection at once, without a protocol's goodbye. */
    @Override
    public void close() {
        pipe.close();
    }

    private void need() throws MailException {
        if (!in.hasRemaining()) {
            try {
                fill(replyBy);
            } catch (IOException e) {
                throw broken(e);
            }
        }
    }

    private void fill(Deadline deadline) throws IOException {
        in.clear();
        int count = -1;
        try {
            count = pipe.read(in, deadline);
        } finally {
            in.flip();
        }
        if (count < 0) {
            throw progress.fail(Fault.Kind.CLOSED, endpoint + " closed the connection" + hint());
        }
        if (!secure && !heard && (in.get(in.position()) == 0x15 || in.get(in.position()) == 0x16)) {
            throw progress.fail(
                    Fault.Kind.PROTOCOL, endpoint + " answers with a TLS record: this port needs tls: implicit");
        }
        heard = true;
    }

    private MailException broken(IOException e) {
        if (e instanceof MailException failure) {
            return failure;
        }
        if (e instanceof SocketTimeoutException) {
            return progress.fail(
                    Fault.Kind.TIMEOUT, endpoint + " did not answer, or take what we sent, in time" + hint(), e);
        }
        return progress.fail(Fault.Kind.NETWORK, "the connection to " + endpoint + " broke: " + e.getMessage(), e);
    }

    /** A server with implicit TLS waits in silence for us to begin. */
    private String hint() {
        boolean silent = progress.stage() == Stage.GREETING && !secure;
        return silent ? " (no greeting: a port that expects TLS at once needs tls: implicit)" : "";
    }
}
