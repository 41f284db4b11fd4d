package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import signet.mail.TlsMode;
import signet.server.account.AddressRange;
import signet.server.queue.LineEnds;

/** Whatever a listener is told: without a login nobody outside sends, and nobody sends as somebody else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NoOpenRelayTest {
    private TestListener test;
    private SSLContext tls;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        tls = ServerTls.selfMade(folder.resolve("listener"), Instant.now());
        test = new TestListener(folder, TestListener.open());
    }

    @AfterAll
    void stop() throws IOException {
        test.close();
    }

    private ListenerOptions options(String address, TlsMode mode, String... networks) throws UnknownHostException {
        List<RelayRule> rules = networks.length == 0
                ? List.of()
                : List.of(new RelayRule(
                        Stream.of(networks)
                                .map(network -> AddressRange.parse(network).orElseThrow())
                                .toList(),
                        "portal"));
        return new ListenerOptions(
                InetAddress.getByName(address),
                0,
                mode,
                mode == TlsMode.NONE ? Optional.empty() : Optional.of(tls),
                "mx.signet.example",
                rules,
                LineEnds.REJECT,
                ListenerLimits.STANDARD);
    }

    static List<Arguments> everything() {
        List<Arguments> rows = new ArrayList<>();
        for (String listener : List.of("127.0.0.1", "10.1.2.3", "192.168.0.5", "0.0.0.0", "203.0.113.5")) {
            for (TlsMode mode : TlsMode.values()) {
                for (String network :
                        List.of("", "127.0.0.0/8", "10.0.0.0/8", "192.168.0.0/16", "0.0.0.0/0", "203.0.113.0/24")) {
                    for (String peer : List.of("127.0.0.1", "10.9.9.9", "192.168.7.7", "172.15.0.1", "203.0.113.9")) {
                        rows.add(Arguments.of(listener, mode, network, peer));
                    }
                }
            }
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("everything")
    @Tag("B59")
    void onlyAPrivatePeerInsideARuleSendsWithoutLogin(String listener, TlsMode mode, String network, String peer)
            throws IOException {
        ListenerOptions options = network.isEmpty() ? options(listener, mode) : options(listener, mode, network);
        if (!options.objections().isEmpty()) {
            return; // does not start
        }
        AddressRange from = AddressRange.parse(peer).orElseThrow();
        boolean covered = !network.isEmpty()
                && AddressRange.parse(network).orElseThrow().contains(from)
                && from.isPrivate()
                && AddressRange.parse(listener).orElseThrow().isPrivate();
        SessionProbe probe = new SessionProbe(test, options, peer);
        for (String sender : List.of(
                "portal@corp.example", "x@portal.lists.example", "office@corp.example", "ceo@evil.example", "")) {
            String said = probe.say(
                    "EHLO x",
                    "MAIL FROM:<" + sender + ">",
                    "RCPT TO:<v@victim.example>",
                    "DATA",
                    "From: portal@corp.example\\r\\n\\r\\nx\\r\\n.");
            boolean ours = sender.isEmpty() || sender.startsWith("portal@") || sender.endsWith("portal.lists.example");
            assertEquals(covered && ours, said.contains("250 2.0.0 queued as"), said);
            if (!covered) {
                assertTrue(said.contains("530 5.7.0"), said);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 10.0.0.0/8, mail without login is only taken on loopback",
        "203.0.113.5, 10.0.0.0/8, mail without login is only taken on loopback",
        "::, 10.0.0.0/8, mail without login is only taken on loopback",
        "127.0.0.1, 0.0.0.0/0, only private networks",
        "127.0.0.1, 10.0.0.0/7, only private networks",
        "127.0.0.1, fc00::/7, only private networks",
        "127.0.0.1, 203.0.113.0/24, only private networks",
        "127.0.0.1, 172.0.0.0/11, only private networks",
        "127.0.0.1, ::/0, only private networks",
        "127.0.0.1, 8.8.8.8, only private networks"
    })
    @Tag("B59")
    void aRuleThatReachesTooFarKeepsTheListenerFromStarting(String address, String network, String why)
            throws IOException {
        ListenerOptions options = options(address, TlsMode.NONE, network);
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> SmtpListener.start(options, test.reception, test.accounts, test.logins, InstantSource.system()));
        assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.getMessage());
    }

    @Test
    @Tag("B59")
    void aListenerWithoutTlsThatNobodyCouldUseDoesNotStart() throws IOException {
        assertEquals(1, options("0.0.0.0", TlsMode.NONE).objections().size());
        assertEquals(1, options("203.0.113.5", TlsMode.NONE).objections().size());
        assertEquals(0, options("0.0.0.0", TlsMode.STARTTLS).objections().size());
        assertEquals(0, options("127.0.0.1", TlsMode.NONE).objections().size());
        ListenerOptions withoutCertificate = TestListener.closed(TlsMode.STARTTLS, Optional.empty());
        assertEquals(1, withoutCertificate.objections().size());
    }

    @Test
    @Tag("B26")
    void aPasswordInClearFromElsewhereIsNotLookedAt() throws IOException {
        SessionProbe probe = new SessionProbe(test, options("10.1.2.3", TlsMode.STARTTLS), "10.9.9.9");
        String said = probe.say(
                "EHLO x", "AUTH PLAIN " + TestListener.PLAIN, "AUTH LOGIN", "NOOP", "MAIL FROM:<portal@corp.example>");
        assertFalse(said.contains("AUTH PLAIN LOGIN"), said);
        assertEquals(
                2, said.lines().filter(line -> line.startsWith("538 5.7.11")).count(), said);
        assertFalse(said.contains("334"), said);
        assertTrue(said.contains("530 5.7.0 say STARTTLS"), said);
    }

    @Test
    void aLoginThatIsTakenAwayEndsWithTheNextMessage() throws IOException {
        SessionProbe probe = new SessionProbe(test, options("127.0.0.1", TlsMode.NONE), "127.0.0.1");
        assertTrue(probe.say("EHLO x", "AUTH PLAIN " + TestListener.PLAIN, "MAIL FROM:<portal@corp.example>")
                .contains("250 2.1.0"));
        var before = test.accounts.current();
        test.accounts.replace(new signet.server.account.Roster(before.accounts(), List.of()));
        try {
            assertFalse(probe.say("EHLO x", "AUTH PLAIN " + TestListener.PLAIN, "MAIL FROM:<portal@corp.example>")
                    .contains("250 2.1.0"));
        } finally {
            test.accounts.replace(before);
        }
    }
}
