package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Dialer;
import signet.mail.Endpoint;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.Timeouts;
import signet.mail.TlsMode;
import signet.oauth.Secret;
import signet.oauth.Trust;
import signet.simulator.Simulator;
import signet.simulator.exchange.Folder;
import signet.simulator.exchange.FolderRole;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.StoredMessage;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Stage;

/** Finding test messages again, and leaving everything else as it is. */
class MarkSearchTest {
    private static final String ADDRESS = "portal@contoso.example";
    private static final String PASSWORD = "correct-horse-7";
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private Simulator simulator;
    private Mailbox mailbox;

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(signet.simulator.Scenario.defaults());
        mailbox = simulator.exchange().mailbox(ADDRESS).orElseThrow();
        simulator.exchange().policies().profile(signet.simulator.exchange.Profile.PLAIN);
        mailbox.password(Optional.of(PASSWORD));
    }

    @AfterEach
    void stop() throws IOException {
        simulator.close();
    }

    private MarkSearch search(Protocol protocol) {
        int port = protocol == Protocol.IMAP ? simulator.imapsPort() : simulator.pop3sPort();
        Network network = new Network(
                Trust.manager(List.of(simulator.ca())),
                Optional.empty(),
                Timeouts.DEFAULTS,
                "[127.0.0.1]",
                Dialer.DIRECT,
                () -> NOW);
        return MarkSearch.impatient(
                new Account(
                        "portal",
                        ADDRESS,
                        new Authentication.Password(ADDRESS, Secret.of(PASSWORD)),
                        Map.of(protocol, new Endpoint(simulator.host(), port, TlsMode.IMPLICIT)),
                        network),
                protocol);
    }

    private Folder inboxFolder() {
        return mailbox.folder(FolderRole.INBOX);
    }

    private void put(byte[] octets) {
        inboxFolder().append(octets, Set.of(), NOW);
    }

    private void put(TestMessage message) {
        put(message.octets(ADDRESS, ADDRESS, "Canary", "Hello", NOW));
    }

    private void others(int count) {
        for (int i = 0; i < count; i++) {
            put(("From: a@b.example\r\nMessage-ID: <" + i + "@b.example>\r\nSubject: Mail " + i + "\r\n\r\nHello\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
    }

    private List<StoredMessage> inbox() {
        return inboxFolder().messages();
    }

    private static MarkSearch.Order removing(TestMessage awaited, TestMessage... others) {
        return new MarkSearch.Order(
                awaited.mark(),
                java.util.Arrays.stream(others).map(TestMessage::mark).collect(java.util.stream.Collectors.toSet()),
                true);
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"IMAP", "POP3"})
    void findsTheOneAndRemovesNothingElse(Protocol protocol) throws IOException {
        TestMessage awaited = TestMessage.fresh("canary");
        TestMessage late = TestMessage.fresh("canary");
        TestMessage foreign = TestMessage.fresh("canary");
        others(10);
        put(foreign);
        put(late);
        put(awaited);
        // somebody's answer and a forwarded copy name the mark, and are not it
        put(("From: a@b.example\r\nSubject: Re: Canary " + awaited.mark() + "\r\nIn-Reply-To: <" + awaited.mark()
                        + "@contoso.example>\r\nMessage-ID: <1@b.example>\r\n\r\nX-Signet-Mark: " + awaited.mark()
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));

        MarkSearch.Found found = search(protocol).look(removing(awaited, late), Duration.ZERO);

        assertEquals(Set.of(awaited.mark(), late.mark()), found.marks());
        assertEquals(Optional.empty(), found.notRemoved());
        assertEquals(12, inbox().size(), "ten, the other instance's and the answer");
        assertTrue(inbox().stream().allMatch(message -> message.flags().isEmpty()), "nothing was marked");
    }

    @Test
    void aServerThatDropsUnknownFieldsKeepsTheMessageId() throws IOException {
        TestMessage awaited = TestMessage.fresh("canary");
        put(new String(awaited.octets(ADDRESS, ADDRESS, "Canary", "Hello", NOW), StandardCharsets.US_ASCII)
                .replaceAll("X-Signet-Mark: .*\r\n", "")
                .getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                Set.of(awaited.mark()),
                search(Protocol.IMAP).look(removing(awaited), Duration.ZERO).marks());
        assertEquals(0, inbox().size());
    }

    @Test
    void whatOthersHavePushedDownIsFoundByTheServersSearch() throws IOException {
        TestMessage awaited = TestMessage.fresh("canary");
        put(awaited);
        others(120);
        assertEquals(
                Set.of(awaited.mark()),
                search(Protocol.IMAP).look(removing(awaited), Duration.ZERO).marks());
        assertEquals(120, inbox().size());
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"IMAP", "POP3"})
    void waitsForOneThatIsOnItsWay(Protocol protocol) throws Exception {
        TestMessage awaited = TestMessage.fresh("canary");
        others(2);
        MarkSearch search = search(protocol);
        assertEquals(Set.of(), search.look(removing(awaited), Duration.ZERO).marks(), "not there, and not waited for");
        Thread sender = new Thread(() -> put(awaited));
        sender.start();
        assertEquals(
                Set.of(awaited.mark()),
                search.look(removing(awaited), Duration.ofSeconds(20)).marks());
        sender.join();
        assertEquals(2, inbox().size());
    }

    @Test
    void aMailboxThatMayBeReadOnlyStillShowsIt() throws IOException {
        TestMessage awaited = TestMessage.fresh("canary");
        put(awaited);
        simulator
                .faults()
                .add(Fault.at(
                        signet.simulator.fault.Protocol.IMAP, Stage.STORE, Effect.say("{tag} NO read-only mailbox")));
        MarkSearch.Found found = search(Protocol.IMAP).look(removing(awaited), Duration.ZERO);
        assertEquals(Set.of(awaited.mark()), found.marks());
        assertTrue(found.notRemoved().orElse("").contains("read-only mailbox"), found.toString());
    }
}
