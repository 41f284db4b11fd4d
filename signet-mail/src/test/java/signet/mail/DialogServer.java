package signet.mail;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Plays the server's part of a written dialog, one connection after the other, on loopback.
 *
 * <p>One step per line; blank lines and lines that begin with {@code #} mean nothing:
 *
 * <pre>
 * S: text        sends the text and CRLF
 * S> text        sends the text alone; \r \n \0 \t \\ and \x41 are understood (in S: too)
 * C: text        expects exactly this line
 * C~ regex       expects a line that matches
 * C* DOT         takes octets up to CRLF.CRLF and keeps them: {@link #data()}
 * C* 17          takes 17 octets and keeps them
 * TLS            shakes hands as server
 * CLOSE          closes the connection        RESET   resets it
 * EOF            expects the client to have closed
 * STALL          says nothing until the client closes
 * HOLD           reads nothing either until the test ends
 * ---            the next connection
 * </pre>
 *
 * After the last step the server closes. {@link #verify()} tells the first deviation.
 */
public final class DialogServer implements AutoCloseable {
    /** How the server's octets are cut into packets. */
    public enum Chunks {
        WHOLE,
        LINES,
        OCTETS
    }

    private static final Pattern ESCAPE = Pattern.compile("\\\\(r|n|0|t|\\\\|x[0-9a-fA-F]{2})");

    private final ServerSocket listener;
    private final List<List<String>> connections = new ArrayList<>();
    private final Chunks chunks;
    private final int cutAfter;
    private final SSLContext tls;
    private final Thread thread;
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final List<byte[]> data = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sent = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean closing;
    private Socket socket = new Socket();
    private ByteArrayOutputStream pending = new ByteArrayOutputStream();

    /** Plays {@code dialog}, the text itself, in whole packets. */
    public static DialogServer play(String dialog) {
        return play(dialog, Chunks.WHOLE, Integer.MAX_VALUE);
    }

    /** Plays {@code src/test/resources/dialogs/<name>.txt}. */
    public static DialogServer playFile(String name, Chunks chunks) {
        return play(file(name), chunks, Integer.MAX_VALUE);
    }

    /** As {@link #play(String)}; the connection is cut after {@code cutAfter} octets of the server's part. */
    public static DialogServer play(String dialog, Chunks chunks, int cutAfter) {
        try {
            return new DialogServer(dialog, chunks, cutAfter, TestTls.server("good"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The text of {@code src/test/resources/dialogs/<name>.txt}. */
    public static String file(String name) {
        try (InputStream in = DialogServer.class.getResourceAsStream("/dialogs/" + name + ".txt")) {
            if (in == null) {
                throw new AssertionError("no dialog " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public DialogServer(String dialog, Chunks chunks, int cutAfter, SSLContext tls) throws IOException {
        this.chunks = chunks;
        this.cutAfter = cutAfter;
        this.tls = tls;
        connections.add(new ArrayList<>());
        for (String line : dialog.lines().toList()) {
            if (line.equals("---")) {
                connections.add(new ArrayList<>());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                connections.get(connections.size() - 1).add(line);
            }
        }
        listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        thread = new Thread(this::serve, "dialog-server");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The lines received so far, of all connections. */
    public List<String> received() {
        return List.copyOf(received);
    }

    /** What {@code C*} steps took, as it was on the wire, without the final {@code .CRLF}. */
    public List<byte[]> data() {
        return List.copyOf(data);
    }

    /** How many octets the server has sent. */
    public int sent() {
        return sent.get();
    }

    /** Fails the test unless every step was played, in order. */
    public void verify() {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (Throwable deviation : List.copyOf(failures)) {
            throw new AssertionError(
                    deviation.getMessage() + "\nreceived: " + String.join("\n  ", received), deviation);
        }
        if (thread.isAlive()) {
            fail("the dialog is not over; received: " + received());
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        closed.countDown();
        listener.close();
        socket.close();
    }

    private void serve() {
        try {
            for (List<String> steps : connections) {
                socket = listener.accept();
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(20_000);
                run(steps);
                flush();
                socket.close();
            }
        } catch (Cut e) {
            quietly(socket);
        } catch (Throwable e) {
            if (!closing) {
                failures.add(e);
            }
            quietly(socket);
        }
    }

    private void run(List<String> steps) throws IOException {
        for (String step : steps) {
            if (!step.startsWith("S:") && !step.startsWith("S>")) {
                flush();
            }
            if (!step(step)) {
                return;
            }
        }
    }

    private boolean step(String step) throws IOException {
        String argument = step.length() > 3 ? step.substring(3) : "";
        switch (step.length() > 2 ? step.substring(0, 2) : step) {
            case "S:" -> send(unescape(argument) + "\r\n");
            case "S>" -> send(unescape(argument));
            case "C:" -> expect(line(), argument, line -> line.equals(argument));
            case "C~" -> expect(line(), argument, line -> line.matches(argument));
            case "C*" -> data.add(argument.equals("DOT") ? untilDot() : exactly(Integer.parseInt(argument)));
            default -> {
                return control(step);
            }
        }
        return true;
    }

    private boolean control(String step) throws IOException {
        switch (step) {
            case "TLS" -> {
                SSLSocket secure =
                        (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
                secure.setUseClientMode(false);
                secure.startHandshake();
                socket = secure;
            }
            case "CLOSE" -> {
                socket.close();
                return false;
            }
            case "RESET" -> {
                socket.setSoLinger(true, 0);
                socket.close();
                return false;
            }
            case "EOF" -> expect(String.valueOf(readOrEnd()), "-1", "-1"::equals);
            case "HOLD" -> {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            case "STALL" -> {
                while (readOrEnd() >= 0) {
                    // whatever it says
                }
            }
            default -> throw new IllegalArgumentException("no such step: " + step);
        }
        return true;
    }

    private int readOrEnd() throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }

    private static void expect(String line, String wanted, java.util.function.Predicate<String> test) {
        if (!test.test(line)) {
            throw new AssertionError("expected <" + wanted + "> but the client sent <" + line + ">");
        }
    }

    private void send(String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        if (chunks != Chunks.WHOLE) {
            flush();
        }
        pending.write(octets);
        if (chunks != Chunks.WHOLE) {
            flush();
        }
    }

    private void flush() throws IOException {
        byte[] octets = pending.toByteArray();
        pending = new ByteArrayOutputStream();
        int allowed = Math.min(octets.length, cutAfter - sent.get());
        int step = chunks == Chunks.OCTETS ? 1 : Math.max(1, octets.length);
        for (int i = 0; i < allowed; i += step) {
            socket.getOutputStream().write(octets, i, Math.min(step, allowed - i));
            socket.getOutputStream().flush();
        }
        sent.addAndGet(allowed);
        if (allowed < octets.length) {
            throw new Cut();
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new AssertionError("the client closed the connection after <" + line + ">");
            }
            line.write(octet);
            String text = line.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n")) {
                String result = text.substring(0, text.length() - 2);
                received.add(result);
                return result;
            }
        }
    }

    private byte[] exactly(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    /** Octets up to {@code CRLF.CRLF}; the CRLF before the dot belongs to them. */
    private byte[] untilDot() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int state = 2; // as if a CRLF had been read
        while (state < 5) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new AssertionError("the client closed the connection in the middle of the data");
            }
            octets.write(octet);
            state = switch (octet) {
                case '\r' -> state == 3 ? 4 : 1;
                case '\n' -> state == 1 ? 2 : state == 4 ? 5 : 0;
                case '.' -> state == 2 ? 3 : 0;
                default -> 0;
            };
        }
        byte[] all = octets.toByteArray();
        return java.util.Arrays.copyOf(all, all.length - 3);
    }

    private static String unescape(String text) {
        Matcher matcher = ESCAPE.matcher(text);
        return matcher.replaceAll(match -> Matcher.quoteReplacement(escaped(match.group(1))));
    }

    private static String escaped(String name) {
        return switch (name.charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case '0' -> "\0";
            case 't' -> "\t";
            case '\\' -> "\\";
            default -> String.valueOf((char) Integer.parseInt(name.substring(1), 16));
        };
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The connection is to be cut here. */
    private static final class Cut extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The account that fits {@link #port()}: user {@code user@example.org}. */
    public Account account(Protocol protocol, TlsMode mode, Authentication authentication) {
        return TestAccounts.account(
                protocol, new Endpoint("localhost", port(), mode), authentication, Optional.empty());
    }
}
