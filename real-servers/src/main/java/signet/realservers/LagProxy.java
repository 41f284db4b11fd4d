package signet.realservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A far-away server: passes TCP connections on to a loopback port and delivers every byte late, without slowing the
 * stream down. Counts round trips: how often the client spoke again after it had been given something.
 */
public final class LagProxy implements Closeable {
    private enum Speaker {
        CLIENT,
        SERVER
    }

    /** Bytes on their way, and when they arrive by {@link System#nanoTime}. An empty chunk is the end. */
    private record Chunk(String octets, long arrival) {}

    private final ServerSocket listening;
    private final int target;
    private final long oneWayNanos;
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    private LagProxy(ServerSocket listening, int target, Duration roundTrip) {
        this.listening = listening;
        this.target = target;
        this.oneWayNanos = roundTrip.toNanos() / 2;
    }

    /** Starts one in front of {@code target}. */
    public static LagProxy inFrontOf(int target, Duration roundTrip) {
        try {
            ServerSocket listening = new ServerSocket();
            listening.bind(new InetSocketAddress(Ports.loopback(), 0));
            LagProxy proxy = new LagProxy(listening, target, roundTrip);
            Thread.ofVirtual().name("lag-accept").start(proxy::acceptAll);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Round trips so far, the one for connecting included. */
    public int roundTrips() {
        return roundTrips.get();
    }

    public int connections() {
        return connections.get();
    }

    private void acceptAll() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                connections.incrementAndGet();
                roundTrips.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        AtomicReference<Speaker> last = new AtomicReference<>(Speaker.CLIENT);
        try (client;
                Socket server = new Socket(Ports.loopback(), target)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Thread up = carry(client, server, Speaker.CLIENT, last);
            Thread down = carry(server, client, Speaker.SERVER, last);
            up.join();
            down.join();
        } catch (IOException e) {
            // the connection is gone, and both ends see it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread carry(Socket from, Socket to, Speaker speaker, AtomicReference<Speaker> last) throws IOException {
        BlockingQueue<Chunk> way = new LinkedBlockingQueue<>();
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        Thread.ofVirtual().start(() -> read(in, way, speaker, last));
        return Thread.ofVirtual().start(() -> deliver(way, to, out, speaker, last));
    }

    private void read(InputStream in, BlockingQueue<Chunk> way, Speaker speaker, AtomicReference<Speaker> last) {
        byte[] buffer = new byte[1 << 16];
        try {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                if (speaker == Speaker.CLIENT && last.getAndSet(Speaker.CLIENT) == Speaker.SERVER) {
                    roundTrips.incrementAndGet();
                }
                way.add(new Chunk(latin1(buffer, n), System.nanoTime() + oneWayNanos));
            }
        } catch (IOException e) {
            // ends below, as a close does
        }
        way.add(new Chunk("", System.nanoTime() + oneWayNanos));
    }

    private static void deliver(
            BlockingQueue<Chunk> way, Socket to, OutputStream out, Speaker speaker, AtomicReference<Speaker> last) {
        try {
            for (Chunk chunk = way.take(); !chunk.octets().isEmpty(); chunk = way.take()) {
                Pause.of(Duration.ofNanos(Math.max(0, chunk.arrival() - System.nanoTime())));
                if (speaker == Speaker.SERVER) {
                    last.set(Speaker.SERVER);
                }
                out.write(chunk.octets().getBytes(StandardCharsets.ISO_8859_1));
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // the other side is gone: its own reader ends the connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String latin1(byte[] buffer, int n) {
        return new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
