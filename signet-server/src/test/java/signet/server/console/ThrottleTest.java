package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("ASVS 6.3.1, B76: passwords cannot be guessed by trying, and nobody is locked out")
class ThrottleTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final Throttle throttle = Throttle.ofPasswords(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private boolean admitted(String address, String user) {
        return throttle.admit(address, user).isEmpty();
    }

    @Test
    void anAddressHasTenTriesAndGetsThemBackOneByOne() {
        for (int i = 0; i < Throttle.OF_ADDRESS; i++) {
            assertTrue(admitted("192.0.2.1", "user" + i));
        }
        assertEquals(
                Duration.ofSeconds(20), throttle.admit("192.0.2.1", "another").orElseThrow());
        assertTrue(admitted("192.0.2.2", "another"), "another address has its own");
        pass(Duration.ofSeconds(21));
        assertTrue(admitted("192.0.2.1", "another"));
        assertTrue(!admitted("192.0.2.1", "another"), "one came back, no more");
    }

    @Test
    void manyAddressesTogetherAreSlowToo() {
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            taken += admitted("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256, "ada") ? 1 : 0;
        }
        assertEquals(Throttle.OF_USER, taken);
    }

    @Test
    void whoLoggedInFromThereBeforeIsNotShutOutByOthers() {
        assertTrue(admitted("192.0.2.1", "ada"));
        throttle.succeeded("192.0.2.1", "ada");
        for (int i = 0; i < 1_000; i++) {
            admitted("10.0." + i / 256 + "." + i % 256, "ada");
        }
        assertTrue(!admitted("192.0.2.9", "ada"));
        assertTrue(admitted("192.0.2.1", "ada"));
    }

    @Test
    void aRightPasswordTakesNoTry() {
        for (int i = 0; i < 100; i++) {
            assertTrue(admitted("192.0.2.1", "ada"));
            throttle.succeeded("192.0.2.1", "ada");
        }
        assertTrue(throttle.delay("192.0.2.1").isZero());
    }

    @Test
    @DisplayName("ASVS 6.3.1: codes have a million values, and come back slowly")
    void codes() {
        Throttle codes = Throttle.ofCodes(nanos::get);
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            pass(Duration.ofSeconds(8)); // a day, less a good hour
            taken += codes.admit("10.0." + i / 256 + "." + i % 256, "ada").isEmpty() ? 1 : 0;
        }
        assertTrue(taken <= Throttle.OF_USER_CODES + 10_000 * 8 / 900 + 1, taken + " tries in a day");
        assertTrue(taken > 50, taken + " tries in a day: nobody is locked out for good");
    }

    @Test
    void allAddressesOfAnIpv6NetworkAreOne() {
        for (int i = 0; i < Throttle.OF_ADDRESS; i++) {
            assertTrue(admitted("2001:db8:1:2::" + Integer.toHexString(i + 1), "user" + i));
        }
        assertTrue(!admitted("2001:db8:1:2:ffff::1", "another"));
        assertTrue(admitted("2001:db8:1:3::1", "another"));
    }

    @Test
    void theAnswerComesLaterWithEachFailure() {
        admitted("192.0.2.1", "ada");
        Duration first = throttle.delay("192.0.2.1");
        admitted("192.0.2.1", "ada");
        assertEquals(Duration.ofMillis(100), first);
        assertEquals(Duration.ofMillis(200), throttle.delay("192.0.2.1"));
    }
}
