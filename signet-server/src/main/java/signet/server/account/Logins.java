package signet.server.account;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import signet.oauth.Secret;

/**
 * Decides whether user name and password are a {@link Login}'s. Unknown user, wrong password and wrong network take the same
 * time and have the same answer. At most two verifications run at a time, on threads of their own, because each takes 30 ms of
 * processor and 19 MiB; what would wait behind {@value #MOST_WAITING} others is told to come back. Thread-safe.
 */
public final class Logins implements AutoCloseable {
    private static final int AT_A_TIME = 2;
    private static final int MOST_WAITING = 64;
    private static final int MOST_PER_PEER = 32;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final Accounts accounts;
    private final KnownPasswords known;
    private final FailureDelay delay = new FailureDelay();
    private final PasswordHash decoy;
    private final ThreadPoolExecutor verifiers;
    private final Map<InetAddress, Integer> perPeer = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public Logins(Accounts accounts) {
        SecureRandom random = new SecureRandom();
        this.accounts = accounts;
        this.known = new KnownPasswords(random);
        byte[] nobody = new byte[32];
        random.nextBytes(nobody);
        this.decoy = new PasswordHash(19_456, 2, 1, java.util.Arrays.copyOf(nobody, 16), nobody);
        this.verifiers = new ThreadPoolExecutor(
                AT_A_TIME,
                AT_A_TIME,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("signet-passwords-", 0).factory());
        verifiers.allowCoreThreadTimeOut(true);
    }

    /** The answer to an attempt to log in. */
    public sealed interface Answer {
        record Accepted(Login login) implements Answer {}

        /** Whatever the reason: it is not said. */
        record Refused() implements Answer {}

        /** Not looked at: too many others wait. */
        record Busy() implements Answer {}
    }

    /**
     * Checks user name and password. Blocks up to {@link #LONGEST_WAIT}, a refusal for a while on purpose.
     *
     * @param peer from where
     */
    public Answer check(String user, Secret password, InetAddress peer) throws InterruptedException {
        Optional<Login> login = find(user);
        if (login.isPresent() && known.contain(login.get(), password, System.nanoTime())) {
            return from(login.get(), peer) ? new Answer.Accepted(login.get()) : refuse(user, peer);
        }
        if (perPeer.merge(peer, 1, Integer::sum) > MOST_PER_PEER) {
            leave(peer);
            return new Answer.Busy();
        }
        try {
            return verify(user, login, password, peer);
        } finally {
            leave(peer);
        }
    }

    private void leave(InetAddress peer) {
        perPeer.computeIfPresent(peer, (key, count) -> count > 1 ? count - 1 : null);
    }

    private Answer verify(String user, Optional<Login> login, Secret password, InetAddress peer)
            throws InterruptedException {
        Optional<PasswordHash> hash =
                login.flatMap(found -> PasswordHash.parse(found.verifier().reveal()));
        boolean tooLong = password.reveal().getBytes(StandardCharsets.UTF_8).length > PasswordHash.LONGEST_PASSWORD;
        Secret looked = tooLong ? Secret.of("") : password;
        Optional<Boolean> right = run(hash.orElseGet(this::asLong), looked);
        if (right.isEmpty()) {
            return new Answer.Busy();
        }
        if (right.get() && hash.isPresent() && !tooLong && login.isPresent() && from(login.get(), peer)) {
            known.add(login.get(), password, System.nanoTime());
            return new Answer.Accepted(login.get());
        }
        return refuse(user, peer);
    }

    /** What is verified for a user name nobody has: it must take as long as the others do, whatever their cost. */
    private PasswordHash asLong() {
        return accounts.current().logins().stream()
                .flatMap(login -> PasswordHash.parse(login.verifier().reveal()).stream())
                .findFirst()
                .map(usual -> new PasswordHash(
                        usual.memory(), usual.iterations(), usual.parallelism(), decoy.salt(), decoy.hash()))
                .orElse(decoy);
    }

    /** Empty when the queue is full, or the turn did not come in time. */
    private Optional<Boolean> run(PasswordHash hash, Secret password) throws InterruptedException {
        Future<Boolean> verification;
        try {
            verification = verifiers.submit(() -> hash.verify(password));
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(verification.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            verification.cancel(false);
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password could not be verified: " + e.getCause(), e);
        }
    }

    private Answer refuse(String user, InetAddress peer) throws InterruptedException {
        String name = user.length() > 256 ? user.substring(0, 256) : user;
        Duration wait = delay.failed(System.nanoTime(), "peer " + peer.getHostAddress(), "user " + name);
        boolean closing = closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        return closing ? new Answer.Busy() : new Answer.Refused();
    }

    private Optional<Login> find(String user) {
        return accounts.current().logins().stream()
                .filter(login -> login.name().equals(user) || login.aliases().contains(user))
                .findFirst();
    }

    private static boolean from(Login login, InetAddress peer) {
        return login.networks().isEmpty()
                || login.networks().stream()
                        .map(AddressRange::parse)
                        .flatMap(Optional::stream)
                        .anyMatch(range -> range.contains(peer));
    }

    /** Lets everybody who waits go; nothing is verified afterwards. */
    @Override
    public void close() {
        closed.countDown();
        verifiers.shutdown();
    }
}
