package signet.server.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.oauth.Secret;
import signet.server.account.Logins.Answer;

class LoginsTest {
    private static final Secret VERIFIER =
            PasswordHash.of(Secret.of("right"), new SecureRandom()).line();

    private final Accounts accounts = new Accounts(new Roster(
            Map.of(),
            List.of(
                    login("portal", VERIFIER, List.of()),
                    login("inside", VERIFIER, List.of("10.0.0.0/8", "fd00::/8")),
                    login("broken", Secret.of("plain text"), List.of()))));
    private final Logins logins = new Logins(accounts);

    @AfterEach
    void close() {
        logins.close();
    }

    private static Login login(String name, Secret verifier, List<String> networks) {
        return new Login(name, List.of(name + "@corp.example"), verifier, List.of("portal"), List.of(), networks);
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    @ParameterizedTest
    @CsvSource({
        "portal, right, 192.0.2.1, true",
        "portal@corp.example, right, 192.0.2.1, true",
        "portal, wrong, 192.0.2.1, false",
        "portal, '', 192.0.2.1, false",
        "Portal, right, 192.0.2.1, false",
        "nobody, right, 192.0.2.1, false",
        "inside, right, 10.1.2.3, true",
        "inside, right, ::ffff:10.1.2.3, true",
        "inside, right, fd12::1, true",
        "inside, right, 192.0.2.1, false",
        "broken, plain text, 192.0.2.1, false"
    })
    void userPasswordAndNetworkDecide(String user, String password, String peer, boolean accepted) throws Exception {
        Answer answer = logins.check(user, Secret.of(password), address(peer));
        assertEquals(accepted ? Answer.Accepted.class : Answer.Refused.class, answer.getClass());
    }

    @Test
    void aPasswordVerifiedBeforeCostsNothing() throws Exception {
        InetAddress peer = address("192.0.2.1");
        logins.check("portal", Secret.of("right"), peer);
        long start = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            assertInstanceOf(Answer.Accepted.class, logins.check("portal", Secret.of("right"), peer));
        }
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 2_000, "200 verifications would take 5 s");
    }

    @Test
    void aChangedVerifierOrNetworkCountsAtOnce() throws Exception {
        InetAddress peer = address("192.0.2.1");
        assertInstanceOf(Answer.Accepted.class, logins.check("portal", Secret.of("right"), peer));
        Secret other = PasswordHash.of(Secret.of("other"), new SecureRandom()).line();
        accounts.replace(new Roster(Map.of(), List.of(login("portal", other, List.of()))));
        assertInstanceOf(Answer.Refused.class, logins.check("portal", Secret.of("right"), peer));
        accounts.replace(new Roster(Map.of(), List.of(login("portal", VERIFIER, List.of("10.0.0.0/8")))));
        assertInstanceOf(Answer.Refused.class, logins.check("portal", Secret.of("right"), peer));
    }

    @Test
    void failuresWaitLongerAndLongerAndNeverLockOut() throws Exception {
        FailureDelay delay = new FailureDelay();
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waits.add(delay.failed(1_000_000L * i, "peer a", "user b").toMillis());
        }
        assertEquals(Arrays.asList(125L, 250L, 500L, 1000L, 2000L, 4000L, 4000L, 4000L), waits);
        assertEquals(4000, delay.failed(9_000_000L, "peer c", "user b").toMillis(), "another peer, the same user");
        assertEquals(4000, delay.failed(9_000_000L, "peer a", "user d").toMillis(), "the same peer, another user");
        assertEquals(125, delay.failed(9_000_000L, "peer c2", "user d2").toMillis());
        assertEquals(
                125,
                delay.failed(Duration.ofMinutes(20).toNanos(), "peer a", "user b")
                        .toMillis());

        InetAddress peer = address("192.0.2.1");
        for (int i = 0; i < 3; i++) {
            assertInstanceOf(Answer.Refused.class, logins.check("portal", Secret.of("wrong"), peer));
        }
        assertInstanceOf(Answer.Accepted.class, logins.check("portal", Secret.of("right"), peer));
    }

    @Test
    void aFloodIsToldToComeBack() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String user = "user" + i;
                Callable<Answer> attempt = () -> logins.check(user, Secret.of("x"), address("192.0.2.7"));
                answers.add(threads.submit(attempt));
            }
            int busy = 0;
            for (Future<Answer> answer : answers) {
                busy += answer.get() instanceof Answer.Busy ? 1 : 0;
            }
            assertTrue(busy >= 10, "busy: " + busy);
        }
    }

    @Test
    void closingLetsWhoWaitsGo() throws Exception {
        InetAddress peer = address("192.0.2.1");
        for (int i = 0; i < 3; i++) {
            logins.check("portal", Secret.of("wrong"), peer);
        }
        logins.close();
        assertInstanceOf(Answer.Busy.class, logins.check("portal", Secret.of("wrong"), peer));
    }
}
