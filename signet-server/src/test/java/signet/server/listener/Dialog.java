package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays the client's part of a written dialog. One step per line:
 *
 * <pre>
 * C: text    sends the text and CRLF; \r \n \0 \x41 are understood
 * C> text    sends the text alone
 * S: text    expects a reply whose last line begins with the text; a * in it stands for anything
 * CLOSED     expects the server to hang up
 * </pre>
 *
 * Consecutive C steps are one group: sent as a whole, by line or by octet.
 */
final class Dialog implements AutoCloseable {
    enum Cut {
        WHOLE,
        LINES,
        OCTETS
    }

    private static final Pattern ESCAPE = Pattern.compile("\\\\(r|n|0|x[0-9a-fA-F]{2})");
    private static final int PATIENCE_MILLIS = 20_000;

    private final Cut cut;
    private Socket socket;
    private InputStream in;
    private final List<byte[]> group = new ArrayList<>();
    private String last = "";

    Dialog(int port, Cut cut) throws IOException {
        this.cut = cut;
        use(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Goes on through this socket, such as one of TLS over the old one. */
    void use(Socket next) throws IOException {
        socket = next;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Socket socket() {
        return socket;
    }

    /** The last reply, all lines. */
    String last() {
        return last;
    }

    static void play(int port, Cut cut, String script) throws IOException {
        try (Dialog dialog = new Dialog(port, cut)) {
            dialog.play(script);
        }
    }

    void play(String script) throws IOException {
        for (String step : script.lines().toList()) {
            if (step.isBlank()) {
                continue;
            }
            String text = step.length() > 3 ? step.substring(3) : "";
            switch (step.substring(0, Math.min(2, step.length()))) {
                case "C:" -> group.add(octets(text + "\\r\\n"));
                case "C>" -> group.add(octets(text));
                case "S:" -> {
                    send();
                    expect(text);
                }
                default -> {
                    assertEquals("CLOSED", step, "unknown step");
                    send();
                    assertEquals("", reply(), "the connection should be closed after: " + last);
                }
            }
        }
        send();
    }

    void expect(String text) throws IOException {
        String reply = reply();
        String lastLine = reply.substring(reply.lastIndexOf('\n') + 1);
        String pattern = Pattern.quote(text).replace("*", "\\E.*\\Q");
        assertTrue(
                Pattern.compile(pattern).matcher(lastLine).lookingAt(),
                "expected " + text + " and got " + (reply.isEmpty() ? "the end" : reply));
    }

    /** A whole reply without its last line end; empty at the end of the connection. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = line();
            reply.append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                last = reply.toString();
                return last;
            }
            reply.append('\n');
        }
    }

    /** Everything until the server closes, whatever protocol it is. */
    String rest() throws IOException {
        try {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return ""; // reset: closed with octets of ours unread
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    assertEquals('\r', line.charAt(line.length() - 1), "a bare LF from the server");
                    return line.substring(0, line.length() - 1);
                }
                line.append((char) octet);
            }
        } catch (SocketException e) {
            return line.toString(); // reset: closed with octets of ours unread
        }
        return line.toString();
    }

    private void send() throws IOException {
        if (group.isEmpty()) {
            return;
        }
        var out = socket.getOutputStream();
        try {
            switch (cut) {
                case WHOLE -> {
                    var whole = new java.io.ByteArrayOutputStream();
                    for (byte[] step : group) {
                        whole.write(step);
                    }
                    out.write(whole.toByteArray());
                }
                case LINES -> {
                    for (byte[] step : group) {
                        out.write(step);
                        out.flush();
                    }
                }
                case OCTETS -> {
                    for (byte[] step : group) {
                        for (byte octet : step) {
                            out.write(octet);
                            out.flush();
                        }
                    }
                }
            }
            out.flush();
        } catch (SocketException e) {
            last = "the server hung up while the client spoke"; // what it said before is what the next step looks at
        }
        group.clear();
    }

    static byte[] octets(String text) {
        Matcher escape = ESCAPE.matcher(text);
        StringBuilder octets = new StringBuilder();
        while (escape.find()) {
            char octet = switch (escape.group(1)) {
                case "r" -> '\r';
                case "n" -> '\n';
                case "0" -> '\0';
                default -> (char) Integer.parseInt(escape.group(1).substring(1), 16);
            };
            escape.appendReplacement(octets, Matcher.quoteReplacement(String.valueOf(octet)));
        }
        escape.appendTail(octets);
        return octets.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
