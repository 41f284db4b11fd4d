package signet.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import signet.oauth.Secret;
import signet.server.event.EventLog;
import signet.server.queue.QueueView;
import signet.server.settings.SettingsSource;

/**
 * A running {@code signet serve}: store, watching, delivery, listeners and, last, the API. Everything is built by constructors, in
 * the order in which it may be used: what all stand on is {@link Ground}, what takes in and sends is {@link MailService}, where it is
 * asked about is {@link WebServer}. {@link #close} takes it apart in the opposite order and lets what has begun be finished.
 */
public final class Server implements AutoCloseable {
    private final Endings endings;
    private final Ground ground;
    private final MailService mail;
    private final WebServer web;

    /**
     * What a server starts from.
     *
     * @param data       in place of what the settings say
     * @param version    as it is shown
     * @param grace      how long what is being accepted or sent may take to end
     * @param logDropped lines of the server log that were dropped
     * @param nanos      the monotonic clock, by which it is seen that somebody has set the other one
     */
    public record Plan(
            SettingsSource source,
            Optional<Path> data,
            InstantSource clock,
            String version,
            Duration grace,
            LongSupplier logDropped,
            LongSupplier nanos) {
        public Plan(
                SettingsSource source,
                Optional<Path> data,
                InstantSource clock,
                String version,
                Duration grace,
                LongSupplier logDropped) {
            this(source, data, clock, version, grace, logDropped, System::nanoTime);
        }

        /** The same where the clock is moved to let time pass, as in a demonstration: that is no clock that was set. */
        public Plan passing() {
            return new Plan(
                    source,
                    data,
                    clock,
                    version,
                    grace,
                    logDropped,
                    () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos());
        }
    }

    private Server(Endings endings, Ground ground, MailService mail, WebServer web) {
        this.endings = endings;
        this.ground = ground;
        this.mail = mail;
        this.web = web;
    }

    /**
     * Starts everything; returns when mail is accepted.
     *
     * @throws SettingsException when the settings keep it from starting
     * @throws IOException       when a folder, a key, the database or a port does; the message says what to do
     */
    public static Server start(Plan plan) throws IOException {
        Endings endings = new Endings();
        try {
            return build(plan, endings);
        } catch (IOException | RuntimeException | Error e) {
            endings.end().ifPresent(e::addSuppressed);
            throw e;
        }
    }

    private static Server build(Plan plan, Endings endings) throws IOException {
        Ground ground = Ground.lay(plan, endings);
        MailService mail = new MailService(ground);
        mail.open(endings);
        WebServer web = WebServer.start(ground, mail, endings);
        mail.follow(endings);
        return new Server(endings, ground, mail, web);
    }

    /** The folder of database, messages and logs. */
    public Path data() {
        return ground.data();
    }

    /** What is in the queue. */
    public QueueView queue() {
        return ground.store().view();
    }

    /** What happens. */
    public EventLog events() {
        return ground.store().events();
    }

    /** The port of the API. */
    public int apiPort() {
        return web.port();
    }

    /** Where people find the console. */
    public String console() {
        return web.base() + "/console/";
    }

    /** By which the first administrator comes in; only as long as there is no user. */
    public Optional<Secret> consoleLink() {
        return web.link().map(path -> Secret.of(web.base() + path.reveal()));
    }

    /** The ports mail is accepted on. */
    public List<Integer> smtpPorts() {
        return mail.doors().ports();
    }

    /** Has the settings read anew once nobody is writing them any more: the signal HUP. Does not wait for it. */
    public void reloadSoon() {
        mail.reloader().ask();
    }

    /** Reads the settings anew, at once. */
    public Reloader.Result reload() throws IOException {
        return mail.reloader().reload();
    }

    /** Ends: accepts nothing more, finishes what is being accepted and sent, stores it, and lets go of the data folder. */
    @Override
    public void close() throws IOException {
        Optional<IOException> failure = endings.end();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
