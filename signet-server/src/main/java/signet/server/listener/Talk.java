package signet.server.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection and who drives its conversation: the loop, which has many of them, as long as nothing takes long; a thread of its own
 * for TLS, logins and large messages; and the store's thread for a moment, when it has stored the message. Never two at once.
 */
final class Talk {
    private static final Logger LOG = System.getLogger("signet.listener");
    /** Then the others get their turn. */
    private static final int READS_AT_ONCE = 16;

    private final SocketChannel channel;
    private final Connection connection;
    private final Peer peer;
    private final Service service;
    private final ChannelLoop loop;
    private final Executor threads;
    private final Consumer<Talk> over;
    private final PlainLink link;
    private final ClientWire wire;
    private final Session session;
    private Optional<SelectionKey> key = Optional.empty();
    /** The conversation is not the loop's at the moment. */
    private volatile boolean away;
    /** Octets came meanwhile. */
    private volatile boolean missed;

    /** @param over told once, by whoever drives it, when it has ended */
    Talk(
            SocketChannel channel,
            Connection connection,
            Peer peer,
            Service service,
            ChannelLoop loop,
            Executor threads,
            BooleanSupplier draining,
            Consumer<Talk> over) {
        this.channel = channel;
        this.connection = connection;
        this.peer = peer;
        this.service = service;
        this.loop = loop;
        this.threads = threads;
        this.over = over;
        this.link = new PlainLink(channel);
        this.wire = new ClientWire(link);
        this.session = new Session(connection, wire, service, peer, false, draining);
    }

    Peer peer() {
        return peer;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** At the loop: greets. */
    void begin() {
        guarded(() -> {
            channel.configureBlocking(false);
            key = Optional.of(loop.add(channel, SelectionKey.OP_READ, this::ready));
            proceed();
        });
    }

    /** At the loop: something came, or can be sent. */
    private void ready() {
        guarded(() -> {
            if (away) {
                waitFor(0);
                missed = true;
                if (away) {
                    return; // whoever has it will see it
                }
            }
            heard();
            boolean more = true;
            for (int i = 0; i < READS_AT_ONCE && more && here(); i++) {
                if (!wire.fill()) {
                    session.ended();
                }
                more = wire.full();
                proceed();
            }
        });
    }

    /** Whether the conversation is the loop's and goes on. No more is asked of a client that does not take its answers. */
    private boolean here() throws IOException {
        return !away && channel.isOpen() && link.drained();
    }

    private void proceed() throws IOException {
        switch (session.advance()) {
            case OVER -> end();
            case INPUT -> {
                if (session.bound()) {
                    leave();
                } else {
                    wire.flush();
                    waitFor(link.drained() ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
                }
            }
            case WORK -> {
                if (session.storing()) {
                    away = true;
                    var unused = session.store().whenComplete((nothing, failure) -> stored(failure));
                } else {
                    leave();
                }
            }
        }
    }

    private void waitFor(int operations) {
        SelectionKey current = key.orElseThrow();
        if (current.interestOps() != operations) {
            current.interestOps(operations);
        }
    }

    /** On the store's thread: answers. What the client has sent meanwhile is for the loop. */
    private void stored(@Nullable Throwable failure) {
        guarded(() -> {
            if (failure != null) {
                throw new IllegalStateException("a message could not be stored", failure);
            }
            boolean more = wire.hasInput() || session.advance() != Session.Next.INPUT;
            wire.flush();
            more |= !link.drained();
            away = false;
            if (more || missed) {
                loop.execute(this::back);
            }
        });
    }

    /** At the loop: the store's thread has left something to do. */
    private void back() {
        guarded(() -> {
            if (!away) { // else something came in between, and whoever has it now goes on
                heard();
                proceed();
            }
        });
    }

    private void heard() {
        if (missed) {
            missed = false;
            waitFor(SelectionKey.OP_READ);
        }
    }

    /** From the loop to a thread that may wait. */
    private void leave() throws IOException {
        away = true;
        key.orElseThrow().cancel();
        channel.configureBlocking(true);
        try {
            threads.execute(() -> guarded(this::stay));
        } catch (RejectedExecutionException | OutOfMemoryError e) { // stopped meanwhile; or no more threads
            LOG.log(Level.WARNING, "no thread for a connection peer={0}: {1}", peer.text(), e.getMessage());
            end();
        }
    }

    /** On a thread of its own: until the conversation is over, or no longer worth it. */
    private void stay() throws IOException, InterruptedException {
        while (true) {
            switch (session.advance()) {
                case OVER -> {
                    end();
                    return;
                }
                case WORK -> session.work();
                case INPUT -> {
                    if (!session.bound()) {
                        wire.flush();
                        loop.execute(this::comeBack);
                        return;
                    }
                    if (!wire.fill()) {
                        session.ended();
                    }
                }
            }
        }
    }

    /** At the loop. */
    private void comeBack() {
        away = false;
        begin();
    }

    /** At the loop: looks at the deadline. */
    void check(long now) {
        if (connection.check(now) && !away) {
            end();
        }
    }

    /** Ends a conversation that waits for its next command. */
    void interruptIfIdle() {
        connection.interruptIfIdle();
    }

    /** Cuts it off. For every thread. */
    void cut() {
        connection.close();
        loop.execute(() -> {
            if (!away) {
                end();
            }
        });
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (SSLException e) {
            service.statistics().refused("handshake");
            LOG.log(Level.INFO, "TLS failed peer={0}: {1}", peer.text(), e.getMessage());
            end();
        } catch (IOException | CancelledKeyException e) { // the latter when somebody else has closed it meanwhile
            LOG.log(Level.DEBUG, "connection lost peer={0}: {1}", peer.text(), e.getMessage());
            end();
        } catch (InterruptedException e) {
            end();
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) { // whose thread it is has others to serve
            LOG.log(Level.ERROR, "a session ended by an error of ours peer=" + peer.text(), e);
            end();
        }
    }

    private void end() {
        try (connection) {
            session.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing: {0}", e.getMessage());
        } finally {
            loop.wake(); // which has to let go of the closed channel
            over.accept(this);
        }
    }
}
