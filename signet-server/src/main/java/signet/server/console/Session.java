package signet.server.console;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One person's login at one browser. Kept in memory only. Thread-safe. */
final class Session {
    /** What one session may keep at a time. */
    private static final int MOST_KEPT = 20;

    private final String handle;
    private final String user;
    private final String token;
    private final Instant began;
    private final Instant passwordSince;
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
     * @param handle        names it in lists; not the id the browser shows
     * @param token         against forged requests
     * @param passwordSince of the user when it began
     */
    Session(String handle, String user, String token, Instant began, Instant passwordSince, Origin origin) {
        this.handle = handle;
        this.user = user;
        this.token = token;
        this.began = began;
        this.passwordSince = passwordSince;
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

    Instant passwordSince() {
        return passwordSince;
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
