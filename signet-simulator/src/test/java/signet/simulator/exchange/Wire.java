package signet.simulator.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import signet.simulator.Simulator;

/** A client that says exactly what a test writes. Nothing waits longer than ten seconds. */
public final class Wire implements AutoCloseable {
    private Socket socket;

    private Wire(Socket socket) {
        this.socket = socket;
    }

    public static Wire open(int port) {
        try {
            Socket socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void startTls(Simulator simulator) {
        try {
            SSLSocket tls = (SSLSocket)
                    simulator.clientTls().getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            tls.startHandshake();
            socket = tls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line without its CRLF; {@code <end>} at the end. */
    public String line() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            int octet;
            while ((octet = in.read()) != '\n') {
                if (octet < 0) {
                    return "<end>";
                }
                line.write(octet);
            }
            String text = line.toString(StandardCharsets.ISO_8859_1);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text + "<bare LF>";
        } catch (IOException e) {
            return "<" + e.getClass().getSimpleName() + ">";
        }
    }

    public byte[] octets(int count) {
        try {
            return socket.getInputStream().readNBytes(count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void raw(String octets) {
        raw(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void raw(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says a line, and takes one as the answer. */
    public String say(String line) {
        raw(line + "\r\n");
        return line();
    }

    public void expect(String line, String answer) {
        assertEquals(answer, say(line), () -> "the answer to " + line);
    }

    /** Says a line of SMTP, and takes a reply of one or more lines. */
    public List<String> reply(String line) {
        raw(line + "\r\n");
        List<String> reply = new ArrayList<>();
        do {
            reply.add(line());
        } while (reply.get(reply.size() - 1).matches("[0-9]{3}-.*"));
        return reply;
    }

    /** Says a command of IMAP with tag T, and takes all lines up to the tagged one. */
    public List<String> command(String command) {
        raw("T " + command + "\r\n");
        return upTo("T ");
    }

    public List<String> upTo(String start) {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(line());
        } while (!lines.get(lines.size() - 1).startsWith(start)
                && !lines.get(lines.size() - 1).startsWith("<"));
        return lines;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
