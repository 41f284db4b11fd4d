package signet.realservers;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** A login by password over TLS, kept open: another program that uses the mailbox. */
final class HeldLogin implements Closeable {
    private final SSLSocket socket;

    private HeldLogin(SSLSocket socket) {
        this.socket = socket;
    }

    static HeldLogin open(Authority authority, String protocol, int port, String user, String password) {
        List<String> commands = protocol.equals("imap")
                ? List.of("a LOGIN " + user + " " + password, "a SELECT INBOX")
                : List.of("USER " + user, "PASS " + password);
        try {
            SSLSocket socket = (SSLSocket) authority.tls().getSocketFactory().createSocket("localhost", port);
            socket.setSoTimeout(10_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            in.readLine();
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
                expectOk(in, command);
            }
            return new HeldLogin(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expectOk(BufferedReader in, String command) throws IOException {
        String line = in.readLine();
        while (line != null && line.startsWith("* ")) {
            line = in.readLine();
        }
        if (line == null || !(line.startsWith("a OK") || line.startsWith("+OK"))) {
            throw new IOException(command + " was answered by " + line);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
