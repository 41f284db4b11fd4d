package signet.server.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import signet.mail.TlsMode;
import signet.server.account.Accounts;
import signet.server.account.Logins;
import signet.server.queue.Reception;

/** Accepts connections on one address and port. Start once, stop once. Thread-safe. */
public final class SmtpListener implements AutoCloseable {
    private static final Logger LOG = System.getLogger("signet.listener");
    private static final int BACKLOG = 1024;
    /** So many connections are admitted before those that are there get their turn. */
    private static final int ADMITTED_AT_ONCE = 64;
    /** A deadline is noticed so much late at most. */
    private static final Duration TICK = Duration.ofMillis(500);

    private final Service service;
    private final ServerSocketChannel server;
    private final int port;
    private final ChannelLoop loop;
    private final SelectionKey door;
    private final Set<Talk> talks = ConcurrentHashMap.newKeySet();
    private final Map<InetAddress, Integer> perPeer = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    /**
     * For what takes long. Platform threads: a read costs one system call and one switch, where a virtual thread's goes by way of a
     * poller and a carrier, and there is no carrier to block. Kept for a while when their conversation is over.
     */
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("signet-smtp-session").daemon().factory());

    private volatile boolean draining;

    private SmtpListener(Service service, ServerSocketChannel server) throws IOException {
        this.service = service;
        this.server = server;
        this.port = server.socket().getLocalPort();
        this.loop = new ChannelLoop("signet-smtp-loop", TICK, this::tick);
        server.configureBlocking(false);
        this.door = loop.add(server, SelectionKey.OP_ACCEPT, this::accept);
    }

    /**
     * Binds and begins to accept.
     *
     * @throws IOException              when the address cannot be bound; the message names it
     * @throws IllegalArgumentException when something speaks against the options: see {@link ListenerOptions#objections}
     */
    public static SmtpListener start(
            ListenerOptions options, Reception reception, Accounts accounts, Logins logins, InstantSource clock)
            throws IOException {
        List<String> objections = options.objections();
        if (!objections.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", objections));
        }
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(new InetSocketAddress(options.address(), options.port()), BACKLOG);
            Service service = new Service(options, reception, accounts, logins, clock, new Statistics());
            SmtpListener listener = new SmtpListener(service, server);
            listener.loop.start();
            return listener;
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on " + options.place() + ": " + e.getMessage(), e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    public Statistics statistics() {
        return service.statistics();
    }

    private void accept() {
        try {
            for (int i = 0; i < ADMITTED_AT_ONCE; i++) {
                SocketChannel channel = server.accept();
                if (channel == null) {
                    return;
                }
                admit(channel);
            }
        } catch (ClosedChannelException e) {
            LOG.log(Level.DEBUG, "port {0} was closed meanwhile", Integer.toString(port));
        } catch (IOException | RuntimeException e) { // nobody else accepts on this port
            // out of file descriptors, most likely: what is there must end before more can come
            LOG.log(Level.ERROR, "accepting on port {0} failed: {1}", Integer.toString(port), e.getMessage());
            door.interestOps(0);
        }
    }

    private void tick() {
        if (door.isValid()) {
            door.interestOps(SelectionKey.OP_ACCEPT);
        }
        long now = System.nanoTime();
        talks.forEach(talk -> talk.check(now));
    }

    private void admit(SocketChannel channel) {
        ListenerLimits limits = service.options().limits();
        Socket socket = channel.socket();
        Connection connection = new Connection(socket, limits.command());
        Peer peer = new Peer(socket.getInetAddress(), port);
        try {
            channel.setOption(
                    StandardSocketOptions.TCP_NODELAY, true); // else a pipelining client waits 40 ms for every answer
            if (talks.size() >= limits.connections()) {
                turnAway(connection, peer, "4.3.2", "too-many-connections", "too many connections; try again soon");
                return;
            }
            int ofPeer = perPeer.merge(peer.address(), 1, Integer::sum);
            if (ofPeer > limits.connectionsPerPeer() && !peer.loopback()) {
                leave(peer);
                turnAway(connection, peer, "4.7.0", "too-many-connections", "too many connections from your address");
                return;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "gone before the greeting: {0}", e.getMessage());
            connection.close();
            return;
        }
        Talk talk = new Talk(channel, connection, peer, service, loop, threads, () -> draining, this::over);
        talks.add(talk);
        service.statistics().opened();
        talk.begin();
    }

    /** The few octets fit into the fresh socket's buffer: this does not wait. */
    private void turnAway(Connection connection, Peer peer, String enhanced, String why, String text)
            throws IOException {
        service.statistics().refused(why);
        LOG.log(Level.WARNING, "{0} peer={1}", why, peer.text());
        try (connection) {
            if (service.options().mode() != TlsMode.IMPLICIT) {
                connection
                        .socket()
                        .getOutputStream()
                        .write(Answer.bad(421, enhanced, why, text).octets());
            }
        }
    }

    private void leave(Peer peer) {
        perPeer.computeIfPresent(peer.address(), (key, count) -> count > 1 ? count - 1 : null);
    }

    private void over(Talk talk) {
        if (!talks.remove(talk)) {
            return;
        }
        leave(talk.peer());
        service.statistics().closed();
        if (draining) {
            lock.lock();
            try {
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Accepts no more connections, lets messages that have begun be finished, tells everybody else good-bye, and closes what is
     * left after {@code most}.
     *
     * @return whether all ended by themselves
     */
    public boolean stop(Duration most) throws InterruptedException {
        draining = true;
        closeServer();
        talks.forEach(Talk::interruptIfIdle);
        long left = most.toNanos();
        lock.lock();
        try {
            while (!talks.isEmpty() && left > 0) {
                left = ended.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        boolean all = talks.isEmpty();
        end();
        return all;
    }

    /** Accepts no more connections; those that are there go on. */
    public void shut() {
        closeServer();
    }

    private void closeServer() {
        if (!server.isOpen()) {
            return;
        }
        CountDownLatch closed = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                server.close();
                loop.forgetClosed();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "closing port {0}: {1}", Integer.toString(port), e.getMessage());
            } finally {
                closed.countDown();
            }
        });
        try {
            closed.await(); // the next one may want the port
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is closed all the same, a moment later
        }
    }

    /** Stops at once. */
    @Override
    public void close() {
        draining = true;
        closeServer();
        end();
    }

    private void end() {
        talks.forEach(Talk::cut);
        threads.shutdown();
        loop.close();
    }
}
