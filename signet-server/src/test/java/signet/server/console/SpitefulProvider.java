package signet.server.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A mail server on loopback that lets anybody in and refuses every recipient with the words it is given. */
final class SpitefulProvider implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String refusal;

    /** @param refusal the whole reply to RCPT */
    SpitefulProvider(String refusal) throws IOException {
        this.refusal = refusal;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                System.getLogger(SpitefulProvider.class.getName()).log(System.Logger.Level.DEBUG, "closed", e);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            say(client, "220 ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.toUpperCase(Locale.ROOT).split(" ", 2)[0];
                say(
                        client,
                        switch (verb) {
                            case "EHLO" -> "250-spite\r\n250 AUTH PLAIN LOGIN";
                            case "AUTH" -> "235 2.7.0 welcome";
                            case "RCPT" -> refusal;
                            case "DATA" -> "503 5.5.1 nobody to send it to";
                            case "QUIT" -> "221 bye";
                            default -> "250 2.0.0 fine";
                        });
            }
        } catch (IOException e) {
            System.getLogger(SpitefulProvider.class.getName()).log(System.Logger.Level.DEBUG, "hung up", e);
        }
    }

    private static void say(Socket client, String reply) throws IOException {
        client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
