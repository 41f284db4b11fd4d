package signet.realservers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Hands out loopback ports for servers that cannot choose one themselves; never the same one twice. */
final class Ports {
    // below Linux' ephemeral range (32768-60999), so that no outgoing connection takes one meanwhile
    private static final int FIRST = 20_000;
    private static final int LAST = 30_000;

    private final Set<Integer> given = new HashSet<>();

    static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A port nobody listens on now. */
    synchronized int next() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = RandomGenerator.getDefault().nextInt(FIRST, LAST);
            if (!given.contains(port) && isFree(port)) {
                given.add(port);
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until something accepts connections on {@code port}, or fails when {@code process} ends or time is up. */
    static void awaitListening(int port, Process process, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!accepts(port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("nothing listens on 127.0.0.1:" + port
                        + (process.isAlive()
                                ? " after " + patience
                                : "; the server ended with " + process.exitValue()));
            }
            Pause.of(Duration.ofMillis(50));
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
