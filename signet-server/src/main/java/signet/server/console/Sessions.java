package signet.server.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import signet.oauth.Secret;
import signet.server.account.Users.User;

/**
 * Who is logged in, in memory: a restart logs everybody out. The browser has 256 random bits, we keep their SHA-256. Thread-safe.
 */
final class Sessions {
    static final Duration IDLE = Duration.ofMinutes(15);
    static final Duration LONGEST = Duration.ofHours(12);

    /** How long the second step may take. */
    static final Duration HALF = Duration.ofMinutes(5);

    private static final int OF_ONE_USER = 20;
    private static final int OCTETS = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /** Begins one. What is given back goes to the browser and is not kept. */
    Secret begin(User user, Session.Origin origin) {
        return begin(user, false, origin);
    }

    /** Begins one that is good for the second step only, during {@link #HALF}. */
    Secret beginHalf(User user, Session.Origin origin) {
        return begin(user, true, origin);
    }

    private Secret begin(User user, boolean half, Session.Origin origin) {
        end(session -> over(session, clock.instant()));
        List<Session> others = of(user.name(), half); // who has the password only ends nobody's whole session
        others.stream().limit(Math.max(0, others.size() - OF_ONE_USER + 1)).forEach(this::end);
        String id = random();
        sessions.put(digest(id), new Session(random().substring(0, 16), random(), user, half, clock.instant(), origin));
        return Secret.of(id);
    }

    /** 256 bits as the browser gets them. */
    String random() {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    /** The session of an id, unless it is over. */
    Optional<Session> find(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        String digest = digest(id);
        Optional<Session> session = Optional.ofNullable(sessions.get(digest));
        if (session.filter(found -> over(found, clock.instant())).isPresent()) {
            sessions.remove(digest);
            return Optional.empty();
        }
        return session;
    }

    private static boolean over(Session session, Instant now) {
        return session.half()
                ? !now.isBefore(session.began().plus(HALF))
                : !now.isBefore(session.seen().plus(IDLE))
                        || !now.isBefore(session.began().plus(LONGEST));
    }

    /** Somebody did something in it. */
    void touch(Session session) {
        session.seen(clock.instant());
    }

    /** Sessions of a user that are whole and not over, the oldest first. */
    List<Session> of(String user) {
        return of(user, false);
    }

    private List<Session> of(String user, boolean half) {
        Instant now = clock.instant();
        return sessions.values().stream()
                .filter(session -> session.user().equals(user) && session.half() == half && !over(session, now))
                .sorted(Comparator.comparing(Session::began))
                .toList();
    }

    void end(Session session) {
        end(session::equals);
    }

    void end(java.util.function.Predicate<Session> which) {
        sessions.values().removeIf(which);
    }

    private static String digest(String id) {
        try {
            byte[] octets = id.getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
