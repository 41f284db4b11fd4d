package signet.simulator.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import signet.simulator.Journal;
import signet.simulator.exchange.MailServerContext;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Protocol;
import signet.simulator.fault.Stage;

/** One connection as a conversation sees it: lines in, replies out, stages at which faults happen. */
public final class Dialog {
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);
    private static final Duration LOOK_UP = Duration.ofSeconds(1);
    private static final int LONGEST_NOTE = 300;

    private final MailServerContext context;
    private final Protocol protocol;
    private final String session;
    private final Socket raw;
    private final CountDownLatch closing;
    private final Outlet out;
    private Inlet in;
    private Socket socket;
    private Optional<String> user = Optional.empty();
    private boolean tls;

    Dialog(MailServerContext context, Protocol protocol, String session, Socket raw, CountDownLatch closing) {
        this.context = context;
        this.protocol = protocol;
        this.session = session;
        this.raw = raw;
        this.socket = raw;
        this.closing = closing;
        this.out = new Outlet(this);
        this.in = new Inlet(this, InputStream.nullInputStream());
    }

    /** The socket's streams are taken, faults before the greeting happen, and with implicit TLS the handshake. */
    void open(boolean implicitTls) throws IOException {
        in = new Inlet(this, raw.getInputStream());
        out.to(raw.getOutputStream());
        Optional<Effect> fault = arm(Stage.CONNECT);
        if (fault.isPresent()) {
            act(fault.get());
        }
        if (implicitTls) {
            startTls();
        }
    }

    /** The last reply leaves, and the peer sees an orderly end. */
    void finish() throws IOException {
        out.flush();
        socket.close();
    }

    public MailServerContext context() {
        return context;
    }

    public String session() {
        return session;
    }

    public boolean tls() {
        return tls;
    }

    /** Whose conversation it is from now on, for faults of one mailbox. */
    public void user(String address) {
        user = Optional.of(address);
    }

    /** Makes the handshake; what was read ahead in plaintext is dropped. */
    public void startTls() throws IOException {
        out.flush();
        Optional<Effect> fault = arm(Stage.TLS);
        if (fault.isPresent()) {
            act(fault.get());
        }
        out.disarm();
        SSLSocket secure = (SSLSocket) context.tls()
                .get()
                .getSocketFactory()
                .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), true);
        secure.setUseClientMode(false);
        secure.setSoTimeout((int) HANDSHAKE.toMillis());
        secure.startHandshake();
        SSLSession handshake = secure.getSession();
        note("tls", handshake.getProtocol() + " " + handshake.getCipherSuite());
        socket = secure;
        in = new Inlet(this, secure.getInputStream());
        out.to(secure.getOutputStream());
        tls = true;
    }

    /** The fault due at this stage; from here on it concerns what is sent, until the next stage. */
    public Optional<Effect> arm(Stage stage) {
        Optional<Effect> effect = context.faults().take(protocol, stage, user);
        effect.ifPresent(e -> note("synthetic-fault", stage.label() + ": " + e));
        out.arm(effect);
        return effect;
    }

    /**
     * Arms the stage and, when a text is to be said that refuses, says it.
     *
     * @param tag for {@code {tag}} in the text
     * @return whether it was said: the command is not to be carried out
     */
    public boolean refuses(Stage stage, String tag) throws IOException {
        Optional<Effect> effect = arm(stage);
        if (effect.isEmpty() || !effect.get().refuses()) {
            return false;
        }
        out.disarm();
        say(effect.get(), tag);
        return true;
    }

    /** The command is over: a fault still waiting for its octets happens now. */
    public void settle() throws IOException {
        out.settle();
    }

    /** Sends lines; CRLF is added. */
    public void send(String lines) throws IOException {
        note("synthetic-reply", lines);
        out.write((lines + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends octets as they are. */
    public void send(byte[] octets, int from, int count) throws IOException {
        out.write(octets, from, count);
    }

    /** Sends octets as they are, text in UTF-8 or Latin-1 as its maker wants. */
    public void send(byte[] octets) throws IOException {
        out.write(octets);
    }

    public void flush() throws IOException {
        out.flush();
    }

    /**
     * The next line without its CRLF, as Latin-1: one character per octet.
     *
     * @param most octets; a longer line is cut and told as too long
     * @throws SocketTimeoutException after {@code idle} without a line
     */
    public Line line(int most, Duration idle) throws IOException {
        return in.line(most, idle, () -> {});
    }

    /** As {@link #line(int, Duration)}; {@code look} runs about once a second while waiting. */
    public Line line(int most, Duration idle, Lookout look) throws IOException {
        return in.line(most, idle, look);
    }

    /** Some octets that follow; at least one. */
    public int read(byte[] into, int from, int most) throws IOException {
        return in.read(into, from, most);
    }

    /** Reads and drops octets. */
    public void skip(long octets) throws IOException {
        byte[] buffer = new byte[8192];
        for (long left = octets; left > 0; ) {
            left -= read(buffer, 0, (int) Math.min(left, buffer.length));
        }
    }

    /** Writes to the journal. */
    public void note(String kind, String text) {
        String cut = text.length() > LONGEST_NOTE ? text.substring(0, LONGEST_NOTE) + "…" : text;
        context.journal().record(new Journal.Entry(context.clock().instant(), protocol.label(), session, kind, cut));
    }

    /** Makes a fault happen that does not concern a reply. */
    public void act(Effect effect) throws IOException {
        switch (effect.action()) {
            case STALL -> stall(effect.duration());
            case CLOSE -> close();
            case RESET -> reset();
            case DELAY, DRIP -> pause(effect.duration());
            case SAY, INJECT, GARBLE -> {
                out.disarm();
                say(effect, "*");
            }
            case SPLIT -> {} // nothing is sent here that could be split
        }
    }

    void stall(Duration most) throws IOException {
        out.pass();
        long end = System.nanoTime() + most.toNanos();
        byte[] dropped = new byte[1024];
        int count = 0;
        while (count >= 0 && (most.isZero() || System.nanoTime() < end)) {
            long left = most.isZero() ? LOOK_UP.toNanos() : end - System.nanoTime();
            socket.setSoTimeout((int) Math.max(1, Math.min(LOOK_UP.toMillis(), left / 1_000_000)));
            count = listen(dropped);
        }
        throw new SessionEnded("fault: stalled");
    }

    /** What comes is dropped; 0 for silence, negative at the end. */
    private int listen(byte[] dropped) throws IOException {
        try {
            return socket.getInputStream().read(dropped);
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }

    void close() throws IOException {
        out.pass();
        socket.close();
        throw new SessionEnded("fault: closed");
    }

    void reset() throws IOException {
        out.pass();
        raw.setSoLinger(true, 0);
        raw.close();
        throw new SessionEnded("fault: reset");
    }

    void pause(Duration duration) throws IOException {
        try {
            if (closing.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SessionEnded("the server closes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionEnded("interrupted");
        }
    }

    void beforeRead(Duration patience) throws IOException {
        out.flush();
        long millis = Math.min(LOOK_UP.toMillis(), Math.max(1, patience.toMillis()));
        socket.setSoTimeout((int) millis);
    }

    private void say(Effect effect, String tag) throws IOException {
        note("synthetic-reply", effect.text());
        out.write(effect.wireText().replace("{tag}", tag).getBytes(StandardCharsets.UTF_8));
        if (effect.saysGoodbye()) {
            close();
        }
    }
}
