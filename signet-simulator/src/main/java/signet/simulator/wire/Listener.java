package signet.simulator.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import signet.simulator.exchange.MailServerContext;
import signet.simulator.fault.Protocol;

/** Accepts connections on 127.0.0.1 and gives each a thread and a {@link Dialog}. */
public final class Listener implements AutoCloseable {
    private static final int BACKLOG = 1000;
    private static final Duration PAUSE_AFTER_FAILED_ACCEPT = Duration.ofMillis(20);

    private final MailServerContext context;
    private final Protocol protocol;
    private final boolean implicitTls;
    private final Conversation conversation;
    private final AtomicReference<Optional<ServerSocket>> server = new AtomicReference<>(Optional.empty());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong sessions = new AtomicLong();

    public Listener(MailServerContext context, Protocol protocol, boolean implicitTls, Conversation conversation) {
        this.context = context;
        this.protocol = protocol;
        this.implicitTls = implicitTls;
        this.conversation = conversation;
    }

    /** @return the port, which is {@code port} unless that was 0 */
    public int start(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), BACKLOG);
        server.set(Optional.of(socket));
        run(() -> accept(socket));
        return socket.getLocalPort();
    }

    /** Ends every conversation and waits for its thread. */
    @Override
    public void close() {
        closing.countDown();
        server.get().ifPresent(Listener::quietly);
        open.forEach(Listener::quietly);
        boolean interrupted = false;
        for (Thread thread : List.copyOf(threads)) {
            try {
                if (thread != Thread.currentThread()) {
                    thread.join(5_000);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocket socket) {
        while (closing.getCount() > 0) {
            try {
                Socket accepted = socket.accept();
                open.add(accepted);
                if (closing.getCount() == 0) {
                    quietly(accepted);
                    return;
                }
                run(() -> serve(accepted));
            } catch (IOException e) {
                if (socket.isClosed() || pause()) {
                    return;
                }
            }
        }
    }

    /** Out of file descriptors, for instance: others will end soon. Whether the server closed meanwhile. */
    private boolean pause() {
        try {
            return closing.await(PAUSE_AFTER_FAILED_ACCEPT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void serve(Socket accepted) {
        String session = protocol.label() + "-" + sessions.incrementAndGet();
        Dialog dialog = new Dialog(context, protocol, session, accepted, closing);
        try (accepted) {
            accepted.setTcpNoDelay(true);
            dialog.open(implicitTls);
            conversation.hold(dialog);
            dialog.finish();
        } catch (IOException e) {
            dialog.note("end", String.valueOf(e.getMessage()));
        } finally {
            open.remove(accepted);
        }
    }

    private void run(Runnable task) {
        Thread thread = context.threads().newThread(() -> {
            try {
                task.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    private static void quietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // closing is all that was wanted; the descriptor is gone either way
        }
    }
}
