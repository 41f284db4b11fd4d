package signet.server.console;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Users.User;

/** One person's login at one browser. Kept in memory only. Thread-safe. */
final class Session {
    /** What one session may keep at a time. */
    private static final int MOST_KEPT = 20;

    private final String handle;
    private final String user;
    private final String token;
    private final Instant began;
    private final Proof proof;
    private final boolean half;
    private final String peer;
    private final String browser;
    private final Map<String, Object> kept = new LinkedHashMap<>();
    private volatile Instant seen;
    private Optional<View.Notice> notice = Optional.empty();

    /**
     * Where it comes from.
     *
     * @param browser as it calls itself, shortened
     */
    record Origin(String peer, String browser) {}

    /**
     * By what somebody came in. When one of the two is another now, the session is over.
     *
     * @param password when the user's password was set
     * @param factor   when the user's second factor was confirmed
     */
    record Proof(Instant password, Optional<Instant> factor) {
        static Proof of(User user) {
            return new Proof(user.passwordSince(), user.factorSince());
        }
    }

    /**
     * @param handle names it in lists; not the id the browser shows
     * @param token  against forged requests
     * @param user   as it is when the session begins
     * @param half   the password was right, and a code is still to come
     */
    Session(String handle, String token, User user, boolean half, Instant began, Origin origin) {
        this.handle = handle;
        this.user = user.name();
        this.token = token;
        this.began = began;
        this.proof = Proof.of(user);
        this.half = half;
        this.peer = origin.peer();
        this.browser = origin.browser();
        this.seen = began;
    }

    String handle() {
        return handle;
    }

    String user() {
        return user;
    }

    String token() {
        return token;
    }

    Instant began() {
        return began;
    }

    /** Whether it is still the user's who began it. */
    boolean of(User known) {
        return known.name().equals(user) && Proof.of(known).equals(proof);
    }

    /** Whether a code is still to come: nothing of the console is open to it. */
    boolean half() {
        return half;
    }

    String peer() {
        return peer;
    }

    String browser() {
        return browser;
    }

    Instant seen() {
        return seen;
    }

    void seen(Instant now) {
        seen = now;
    }

    /** Keeps something on the server until it is taken or the session ends; the oldest makes room for more. */
    synchronized void keep(String key, Object value) {
        kept.remove(key);
        kept.put(key, value);
        if (kept.size() > MOST_KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    synchronized <T> Optional<T> kept(String key, Class<T> type) {
        return Optional.ofNullable(kept.get(key)).filter(type::isInstance).map(type::cast);
    }

    synchronized void forget(String key) {
        kept.remove(key);
    }

    synchronized void notice(View.Notice next) {
        notice = Optional.of(next);
    }

    /** The notice, once. */
    synchronized Optional<View.Notice> takeNotice() {
        Optional<View.Notice> taken = notice;
        notice = Optional.empty();
        return taken;
    }

    @Override
    public String toString() {
        return "Session[" + user + "]";
    }
}
