package signet.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import signet.server.account.Accounts;
import signet.server.account.Logins;
import signet.server.listener.ListenerOptions;
import signet.server.listener.SmtpListener;
import signet.server.listener.Statistics;
import signet.server.queue.Reception;
import signet.server.settings.ConfiguredListener;

/**
 * The SMTP listeners the settings ask for. After a reload those that are still wanted as they are go on with their connections;
 * others are drained and replaced. Thread-safe.
 */
final class Doors {
    private static final Logger LOG = System.getLogger(Doors.class.getName());
    /** For sessions of a listener that is replaced. */
    private static final Duration CHANGE = Duration.ofSeconds(30);

    private final Path data;
    private final Reception reception;
    private final Accounts accounts;
    private final Logins logins;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ConfiguredListener, SmtpListener> open = new LinkedHashMap<>();
    /** Replaced ones whose sessions have not all ended. */
    private final Set<SmtpListener> draining = ConcurrentHashMap.newKeySet();

    /** What those counted that are no more. */
    private Statistics.Snapshot ended = Statistics.Snapshot.NONE;

    private List<ConfiguredListener> wanted = List.of();
    private boolean opened;

    Doors(Path data, Reception reception, Accounts accounts, Logins logins, InstantSource clock) {
        this.data = data;
        this.reception = reception;
        this.accounts = accounts;
        this.logins = logins;
        this.clock = clock;
    }

    /** Opens what was asked for last. @throws IOException when a port is taken or a certificate cannot be used */
    void open() throws IOException {
        lock.lock();
        try {
            opened = true;
            for (ConfiguredListener listener : wanted) {
                open.put(listener, start(listener));
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on these are wanted. A door that cannot be opened is told in the log, and the others are opened. */
    void follow(List<ConfiguredListener> next) {
        lock.lock();
        try {
            wanted = next;
            if (opened) {
                replace();
            }
        } finally {
            lock.unlock();
        }
    }

    private void replace() {
        for (ConfiguredListener gone :
                open.keySet().stream().filter(l -> !wanted.contains(l)).toList()) {
            SmtpListener old = java.util.Objects.requireNonNull(open.remove(gone));
            old.shut(); // its port may be wanted by the next one
            draining.add(old);
            Thread.ofVirtual().name("signet-smtp-drain").start(() -> drain(old));
        }
        for (ConfiguredListener fresh : wanted) {
            if (!open.containsKey(fresh)) {
                try {
                    open.put(fresh, start(fresh));
                } catch (IOException | IllegalArgumentException e) {
                    LOG.log(Level.ERROR, "this listener is not opened: {0}", e.getMessage());
                }
            }
        }
    }

    private SmtpListener start(ConfiguredListener listener) throws IOException {
        ListenerOptions options = ListenerWiring.options(listener, hostname(), data, clock.instant());
        SmtpListener started = SmtpListener.start(options, reception, accounts, logins, clock);
        LOG.log(
                Level.INFO,
                "SMTP on {0}:{1} ({2})",
                listener.address().getHostAddress(),
                Integer.toString(started.port()),
                listener.tls().word());
        return started;
    }

    /** How we name ourselves in greetings and trace fields. */
    private static String hostname() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.matches("[A-Za-z0-9.-]{1,253}") ? name : "localhost"; // systems take others; nobody else does
        } catch (UnknownHostException e) {
            LOG.log(Level.DEBUG, "this machine''s name has no address: {0}", e.getMessage());
            return "localhost";
        }
    }

    List<Integer> ports() {
        lock.lock();
        try {
            return open.values().stream().map(SmtpListener::port).toList();
        } finally {
            lock.unlock();
        }
    }

    /** What all listeners counted since the start, those that were replaced among them. */
    Statistics.Snapshot statistics() {
        lock.lock();
        try {
            return Stream.concat(open.values().stream(), draining.stream())
                    .map(listener -> listener.statistics().snapshot())
                    .reduce(ended, Statistics.Snapshot::plus);
        } finally {
            lock.unlock();
        }
    }

    private void drain(SmtpListener old) {
        stop(old, CHANGE);
        lock.lock();
        try {
            draining.remove(old);
            ended = ended.plus(old.statistics().snapshot().ended());
        } finally {
            lock.unlock();
        }
    }

    /** Closes all; messages that have begun may be finished within {@code grace}. */
    void close(Duration grace) throws InterruptedException {
        List<SmtpListener> all = new ArrayList<>(draining);
        lock.lock();
        try {
            opened = false;
            all.addAll(open.values());
            open.clear();
        } finally {
            lock.unlock();
        }
        List<Thread> stopping = all.stream()
                .map(listener -> Thread.ofVirtual().name("signet-smtp-drain").start(() -> stop(listener, grace)))
                .toList();
        for (Thread thread : stopping) {
            thread.join();
        }
    }

    private static void stop(SmtpListener listener, Duration grace) {
        try {
            if (!listener.stop(grace)) {
                LOG.log(Level.WARNING, "sessions on port {0} were cut off", Integer.toString(listener.port()));
            }
        } catch (InterruptedException e) {
            listener.close();
            Thread.currentThread().interrupt();
        }
    }
}
