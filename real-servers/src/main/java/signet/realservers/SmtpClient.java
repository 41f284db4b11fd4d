package signet.realservers;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A program that hands in mail over one connection, and says how long the answer to the final dot took. */
final class SmtpClient implements Closeable {
    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final OutputStream out;

    SmtpClient(int port) throws IOException {
        socket.connect(new InetSocketAddress(Ports.loopback(), port), 10_000);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        out = socket.getOutputStream();
        expect("2");
        say("EHLO load.example", "2");
    }

    SmtpClient login(String user, String password) throws IOException {
        String plain = "\0" + user + "\0" + password;
        say("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)), "2");
        return this;
    }

    /**
     * Hands in one message.
     *
     * @param lines header and body, every line with CRLF, none beginning with a dot
     * @return nanoseconds from the final dot to its answer
     */
    long send(String from, String to, String lines) throws IOException {
        say("MAIL FROM:<" + from + ">", "2");
        say("RCPT TO:<" + to + ">", "2");
        say("DATA", "3");
        out.write((lines + ".\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        long dot = System.nanoTime();
        expect("2");
        return System.nanoTime() - dot;
    }

    private void say(String line, String expected) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        expect(expected);
    }

    private void expect(String first) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null || !line.startsWith(first)) {
            throw new IOException("the server answered " + line);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
