package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UnusedTransportTest {
    /** A mailbox with a password needs no token; its command must not wait at its end for a thread that serves nobody. */
    @Test
    void startsNoThread() {
        Set<Thread> before = clients();
        TokenTransport.create(Trust.context(), Optional.empty());
        Set<Thread> started = clients();
        started.removeAll(before);
        assertEquals(Set.of(), started);
    }

    private static Set<Thread> clients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toSet());
    }
}
