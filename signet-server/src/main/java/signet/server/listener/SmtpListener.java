package signet.server.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import signet.mail.TlsMode;
import signet.server.account.Accounts;
import signet.server.account.Logins;
import signet.server.queue.Reception;

/** Accepts connections on one address and port. Start once, stop once. Thread-safe. */
public final class SmtpListener implements AutoCloseable {
    private static final Logger LOG = System.getLogger("signet.listener");
    private static final int BACKLOG = 1024;
    /** A deadline is noticed so much late at most. */
    private static final long REAP_EVERY_MILLIS = 500;

    private final Service service;
    private final ServerSocket server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Map<InetAddress, Integer> perPeer = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    /**
     * Platform threads: a read costs one system call and one switch, where a virtual thread's goes by way of a poller and a
     * carrier, and there is no carrier to block. Kept for a while when their conversation is over.
     */
    private final ExecutorService sessions = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("signet-smtp-session").daemon().factory());

    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean draining;

    private SmtpListener(Service service, ServerSocket server) {
        this.service = service;
        this.server = server;
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
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(options.address(), options.port()), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on " + options.place() + ": " + e.getMessage(), e);
        }
        Service service = new Service(options, reception, accounts, logins, clock, new Statistics());
        SmtpListener listener = new SmtpListener(service, server);
        Thread.ofPlatform().daemon().name("signet-smtp-accept").start(listener::accept);
        Thread.ofPlatform().daemon().name("signet-smtp-reaper").start(listener::reap);
        return listener;
    }

    /** The port it listens on. */
    public int port() {
        return server.getLocalPort();
    }

    public Statistics statistics() {
        return service.statistics();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                admit(server.accept());
            } catch (SocketException e) {
                if (!server.isClosed()) {
                    hold(e);
                }
            } catch (IOException | RuntimeException e) { // nobody else accepts on this port
                hold(e);
            }
        }
    }

    /** Out of file descriptors, most likely: what is there must end before more can come. */
    private void hold(Exception e) {
        LOG.log(Level.ERROR, "accepting on port {0} failed: {1}", Integer.toString(port()), e.getMessage());
        try {
            if (stopped.await(REAP_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.log(Level.DEBUG, "stopped meanwhile");
            }
        } catch (InterruptedException interrupted) {
            closeServer(); // nobody interrupts this thread but to end it
            Thread.currentThread().interrupt();
        }
    }

    private void admit(Socket socket) {
        ListenerLimits limits = service.options().limits();
        Connection connection = new Connection(socket, limits.command());
        Peer peer = new Peer(socket.getInetAddress(), port());
        try {
            socket.setTcpNoDelay(true); // else a pipelining client waits 40 ms for every answer
            if (connections.size() >= limits.connections()) {
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
        connections.add(connection);
        service.statistics().opened();
        try {
            sessions.execute(() -> converse(connection, peer));
        } catch (RejectedExecutionException | OutOfMemoryError e) { // stopped meanwhile; or no more threads
            LOG.log(Level.WARNING, "no thread for a connection peer={0}: {1}", peer.text(), e.getMessage());
            connection.close();
            over(connection, peer);
        }
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

    private void converse(Connection connection, Peer peer) {
        try (connection) {
            Socket socket = connection.socket();
            if (service.options().mode() == TlsMode.IMPLICIT) {
                SSLSocket secure = Handshake.asServer(connection, service.options(), peer);
                talk(connection, new ClientWire(secure.getInputStream(), secure.getOutputStream()), peer);
                secure.close();
            } else {
                talk(connection, new ClientWire(socket.getInputStream(), socket.getOutputStream()), peer);
            }
        } catch (SSLException e) {
            service.statistics().refused("handshake");
            LOG.log(Level.INFO, "TLS failed peer={0}: {1}", peer.text(), e.getMessage());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "connection lost peer={0}: {1}", peer.text(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a session ended by an error of ours peer=" + peer.text(), e);
        } finally {
            over(connection, peer);
        }
    }

    private void talk(Connection connection, ClientWire wire, Peer peer) throws IOException, InterruptedException {
        new Session(connection, wire, service, peer, () -> draining).run();
    }

    private void over(Connection connection, Peer peer) {
        leave(peer);
        service.statistics().closed();
        connections.remove(connection);
        if (draining) {
            lock.lock();
            try {
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void reap() {
        try {
            while (!stopped.await(REAP_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                connections.forEach(connection -> connection.check(now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        connections.forEach(Connection::interruptIfIdle);
        long left = most.toNanos();
        lock.lock();
        try {
            while (!connections.isEmpty() && left > 0) {
                left = ended.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        boolean all = connections.isEmpty();
        end();
        return all;
    }

    /** Accepts no more connections; those that are there go on. */
    public void shut() {
        closeServer();
    }

    private void closeServer() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing port {0}: {1}", Integer.toString(port()), e.getMessage());
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
        connections.forEach(Connection::close);
        sessions.shutdown();
        stopped.countDown();
    }
}
