package signet.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A mail server and an HTTP proxy at one port that refuse everybody and repeat what they were sent while doing so. */
final class RepeatingServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    RepeatingServer() throws IOException {
        threads.execute(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                threads.execute(() -> served(client));
            }
        } catch (IOException e) {
            note("closed: " + e.getMessage());
        }
    }

    private void served(Socket client) {
        try {
            serve(client);
        } catch (IOException e) {
            note("a client left: " + e.getMessage());
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Every line from everybody. */
    String heard() {
        return String.join("\n", heard);
    }

    private void serve(Socket client) throws IOException {
        try (client;
                PrintStream out = new PrintStream(client.getOutputStream(), true, StandardCharsets.ISO_8859_1)) {
            client.setSoTimeout(150); // a proxy's client speaks first, a mail client waits for the greeting
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = "";
            try {
                first = line(in);
            } catch (java.net.SocketTimeoutException e) {
                out.print("220 hi\r\n");
            }
            client.setSoTimeout(5000);
            if (first.startsWith("CONNECT")) {
                String login = "";
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    login = line.startsWith("Proxy-Auth") ? line : login;
                }
                out.print("HTTP/1.1 500 no " + login + "\r\n\r\n");
            } else {
                mail(in, out);
            }
        }
    }

    private void mail(BufferedReader in, PrintStream out) throws IOException {
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("EHLO")) {
                out.print("250-hi\r\n250 AUTH PLAIN\r\n");
            } else if (line.startsWith("AUTH")) {
                out.print("334 \r\n");
                String proof = line(in);
                String clear = new String(java.util.Base64.getDecoder().decode(proof), StandardCharsets.ISO_8859_1);
                out.print("535-\033]0;owned\007\033[2J\u009b31m\r\n");
                out.print("535-you said " + proof + "\r\n535 you said " + clear + "\r\n");
            } else {
                out.print("221 bye\r\n");
            }
        }
    }

    private void note(String line) {
        heard.add(line);
    }

    private String line(BufferedReader in) throws IOException {
        String line = in.readLine();
        note(line == null ? "" : line);
        return line == null ? "" : line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
