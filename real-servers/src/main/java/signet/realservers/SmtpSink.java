package signet.realservers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * A provider in the process of the benchmark, so that both ends are seen by one clock: takes any login and any message without TLS
 * and keeps nothing.
 */
final class SmtpSink implements Closeable {
    private final ServerSocket server;
    private final BiConsumer<String, Long> onData;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param onData told of each DATA command: the last recipient and the moment by {@link System#nanoTime()} */
    SmtpSink(BiConsumer<String, Long> onData) throws IOException {
        this.server = new ServerSocket(0, 100, Ports.loopback());
        this.onData = onData;
        Thread.ofPlatform().daemon().name("sink").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofPlatform().daemon().name("sink-session").start(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new IllegalStateException("the sink takes no connections any more", e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            say(out, "220 sink ESMTP");
            String recipient = "";
            while (true) {
                String line = line(in);
                String verb = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> say(out, "250-sink\r\n250-8BITMIME\r\n250-SIZE 100000000\r\n250 AUTH PLAIN LOGIN");
                    case "AUTH" -> say(out, "235 2.7.0 taken");
                    case "RCPT" -> {
                        recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                        say(out, "250 2.1.5 taken");
                    }
                    case "DATA" -> {
                        onData.accept(recipient, System.nanoTime());
                        say(out, "354 go on");
                        skipMessage(in);
                        say(out, "250 2.0.0 taken");
                    }
                    case "QUIT" -> {
                        say(out, "221 2.0.0 bye");
                        return;
                    }
                    default -> say(out, "250 2.0.0 taken");
                }
            }
        } catch (IOException e) {
            if (!server.isClosed() && !(e instanceof EOFException)) {
                System.out.println("a session of the sink ended: " + e.getMessage());
            }
        } finally {
            open.remove(socket);
        }
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void skipMessage(InputStream in) throws IOException {
        String line = line(in);
        while (!line.equals(".")) {
            line = line(in);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the client is gone");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
