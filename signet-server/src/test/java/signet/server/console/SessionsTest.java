package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import signet.server.account.PasswordHash;
import signet.server.account.Role;
import signet.server.account.Users.User;

class SessionsTest {
    private static final Session.Origin HERE = new Session.Origin("127.0.0.1", "browser");
    private static final User ADA = user(Instant.EPOCH, Optional.empty());

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T12:00:00Z"));
    private final Sessions sessions = new Sessions(now::get);

    private String begin() {
        return sessions.begin(ADA, HERE).reveal();
    }

    private static User user(Instant passwordSince, Optional<Instant> factorSince) {
        PasswordHash hash = PasswordHash.parse("$argon2id$v=19$m=8,t=1,p=1$" + "A".repeat(22) + "$" + "A".repeat(43))
                .orElseThrow();
        return new User("ada", Role.VIEWER, hash, Instant.EPOCH, passwordSince, Optional.empty(), factorSince);
    }

    private void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    @Test
    @DisplayName("ASVS 7.3.1: 15 minutes without a request end it")
    void idle() {
        String id = begin();
        pass(Duration.ofMinutes(14));
        Session session = sessions.find(id).orElseThrow();
        sessions.touch(session);
        pass(Duration.ofMinutes(14));
        assertTrue(sessions.find(id).isPresent());
        pass(Duration.ofMinutes(1));
        assertFalse(sessions.find(id).isPresent());
        assertEquals(0, sessions.of("ada").size());
    }

    @Test
    @DisplayName("ASVS 7.3.2: after 12 hours it ends, busy or not")
    void absolute() {
        String id = begin();
        for (int i = 0; i < 71; i++) {
            pass(Duration.ofMinutes(10));
            sessions.touch(sessions.find(id).orElseThrow());
        }
        pass(Duration.ofMinutes(10));
        assertFalse(sessions.find(id).isPresent());
    }

    @Test
    @DisplayName(
            "ASVS 6.3.3: what is between password and code ends after five minutes, busy or not, and is no session")
    void half() {
        String id = sessions.beginHalf(ADA, HERE).reveal();
        pass(Duration.ofMinutes(4));
        sessions.touch(sessions.find(id).orElseThrow());
        assertTrue(sessions.find(id).orElseThrow().half());
        assertEquals(0, sessions.of("ada").size());
        pass(Duration.ofMinutes(1));
        assertFalse(sessions.find(id).isPresent());
    }

    @Test
    void whoHasThePasswordOnlyEndsNobodysSession() {
        String whole = begin();
        for (int i = 0; i < 50; i++) {
            sessions.beginHalf(ADA, HERE);
        }
        assertTrue(sessions.find(whole).isPresent());
    }

    @Test
    @DisplayName("ASVS 7.4.3: another password or factor is another user, for sessions")
    void proof() {
        Session session = sessions.find(begin()).orElseThrow();
        Optional<Instant> later = Optional.of(Instant.EPOCH.plusSeconds(1));
        assertTrue(session.of(ADA));
        assertFalse(session.of(user(later.get(), Optional.empty())));
        assertFalse(session.of(user(Instant.EPOCH, later)));
    }

    @Test
    @DisplayName("ASVS 7.2.2, 7.2.3: ids are random and are not what is listed")
    void ids() {
        String one = begin();
        String other = begin();
        assertNotEquals(one, other);
        assertTrue(sessions.of("ada").stream()
                .noneMatch(s -> s.handle().equals(one) || s.token().equals(one)));
        assertNotEquals(
                sessions.find(one).orElseThrow().token(),
                sessions.find(other).orElseThrow().token());
    }

    @Test
    @DisplayName("ASVS 7.1.2: one person has at most 20 sessions; the oldest makes room")
    void most() {
        String first = begin();
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(1));
            begin();
        }
        assertEquals(20, sessions.of("ada").size());
        assertFalse(sessions.find(first).isPresent());
    }

    @Test
    void whatIsKeptIsOfThatSessionAndBounded() {
        Session one = sessions.find(begin()).orElseThrow();
        Session other = sessions.find(begin()).orElseThrow();
        for (int i = 0; i < 100; i++) {
            one.keep("draft" + i, "secret" + i);
        }
        assertEquals("secret99", one.kept("draft99", String.class).orElse(""));
        assertTrue(one.kept("draft0", String.class).isEmpty());
        assertTrue(one.kept("draft99", Integer.class).isEmpty());
        assertTrue(other.kept("draft99", String.class).isEmpty());
        one.forget("draft99");
        assertTrue(one.kept("draft99", String.class).isEmpty());
    }

    @Test
    void aNoticeIsShownOnce() {
        Session session = sessions.find(begin()).orElseThrow();
        session.notice(new View.Notice("Released.", true));
        assertEquals("Released.", session.takeNotice().orElseThrow().text());
        assertTrue(session.takeNotice().isEmpty());
    }
}
