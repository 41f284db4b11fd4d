package signet.server.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Endpoint;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.TlsMode;
import signet.oauth.Secret;
import signet.server.account.Accounts;
import signet.server.account.Pace;
import signet.server.account.RetrySchedule;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.account.Terms;
import signet.server.event.EventKind;
import signet.server.queue.Filter;
import signet.server.queue.Limits;
import signet.server.queue.Reception;
import signet.server.queue.Spool;
import signet.server.store.TestStore;

/** Many accounts, and nobody who delivers: what is put into the queue, when, and what becomes of it. */
class CanariesTest {
    private static final Duration EVERY = Duration.ofMinutes(15);

    @TempDir
    Path folder;

    private TestStore store;
    private List<Plan> plans = List.of();
    private Accounts accounts = new Accounts(Roster.EMPTY);

    @BeforeEach
    void open() throws IOException {
        store = TestStore.in(folder);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private Canaries canaries() throws IOException {
        return canaries(store, accounts, () -> plans);
    }

    /** In the folder of the store, and nobody is asked for a diagnosis. */
    static Canaries canaries(TestStore store, Accounts accounts, Supplier<List<Plan>> plans) throws IOException {
        Reception reception = new Reception(
                accounts,
                store.store().acceptance(),
                store.health(),
                new Spool(store.folder().resolve("spool")),
                Limits.STANDARD,
                store.clock());
        return new Canaries(
                new Ports(
                        new Ports.Queue(
                                reception,
                                store.health(),
                                store.store().view(),
                                store.store().verbs(),
                                store.store().upkeep()),
                        accounts,
                        store.store().accountStates(),
                        store.store().events(),
                        (account, protocol) -> Optional.empty()),
                plans,
                store.folder(),
                store.clock(),
                new Random(7));
    }

    private void declare(int count) {
        Map<String, SendingAccount> all = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> all.put("a" + i, account("a" + i)));
        accounts.replace(new Roster(all, List.of()));
        plans = all.keySet().stream()
                .map(name -> new Plan(name, EVERY, Protocol.IMAP, Optional::empty))
                .toList();
    }

    private static SendingAccount account(String name) {
        String address = name + "@university.example";
        return new SendingAccount(
                name,
                address,
                Optional.empty(),
                "1",
                new Terms(
                        List.of(address),
                        Terms.FromRule.REFUSE,
                        Pace.UNLIMITED,
                        RetrySchedule.STANDARD,
                        Terms.UnconfirmedRule.RESEND),
                Optional.of(new Account(
                        name,
                        address,
                        new Authentication.Password(address, Secret.of("never-used")),
                        Map.of(Protocol.SMTP, new Endpoint("127.0.0.1", 9, TlsMode.NONE)),
                        Network.standard())),
                List.of());
    }

    private static CanaryState state(Canaries canaries) {
        return Objects.requireNonNull(canaries.states().get("a0"));
    }

    private long accepted() throws IOException {
        return store.store().events().after(0, 100_000).stream()
                .filter(event -> event.event().kind() == EventKind.ACCEPTED)
                .count();
    }

    private int entries() throws IOException {
        return store.store()
                .view()
                .list(Filter.ALL, Optional.empty(), 500)
                .entries()
                .size();
    }

    /** Turns for each second of {@code time}; how many were sent in each. */
    private List<Long> run(Canaries canaries, Duration time) throws IOException {
        List<Long> sent = new ArrayList<>();
        long before = accepted();
        for (int second = 0; second < time.toSeconds(); second++) {
            canaries.turn();
            long now = accepted();
            sent.add(now - before);
            before = now;
            store.clock().advance(Duration.ofSeconds(1));
        }
        return sent;
    }

    @Test
    void manyAccountsAreSpreadOverTheirInterval() throws IOException {
        declare(300);
        Canaries canaries = canaries();
        List<Long> sent = run(canaries, Duration.ofMinutes(10));
        assertEquals(300, sent.stream().mapToLong(Long::longValue).sum(), "each once");
        assertTrue(sent.stream().mapToLong(Long::longValue).max().orElseThrow() <= 8, "never many at once: " + sent);
        assertTrue(sent.subList(0, 60).stream().mapToLong(Long::longValue).sum() < 60, sent.toString());
    }

    @Test
    void aFewBeginAtOnce() throws IOException {
        declare(1);
        assertEquals(
                1,
                run(canaries(), Duration.ofSeconds(3)).stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    @Test
    void whatNobodyTakesDoesNotPileUp() throws IOException {
        declare(3);
        Canaries canaries = canaries();
        run(canaries, Duration.ofMinutes(50));
        assertTrue(accepted() >= 9, "they went on: " + accepted());
        assertTrue(entries() <= 3, entries() + " entries");
        CanaryState state = state(canaries);
        assertEquals(Optional.of(false), state.ok());
        assertTrue(state.unsent().isPresent(), state.toString());
        assertEquals(Optional.empty(), state.missed(), "of that others tell");
    }

    @Test
    void aRestartLeavesNothingAndSendsNoEarlierThanItWouldHave() throws IOException {
        declare(3);
        run(canaries(), Duration.ofSeconds(10));
        assertEquals(3, accepted());
        for (int i = 0; i < 5; i++) { // a server that is started again and again
            store.reopen();
            run(canaries(), Duration.ofSeconds(10));
        }
        assertEquals(3, accepted(), "no new ones");
        assertEquals(0, entries(), "and those under way are gone");
        store.clock().advance(Duration.ofDays(3));
        store.reopen();
        run(canaries(), Duration.ofSeconds(10));
        assertEquals(6, accepted(), "one each for three days");
    }

    @Test
    void whoIsPausedIsPassedOver() throws IOException {
        declare(2);
        store.store().accountStates().pause("a0", "ann");
        Canaries canaries = canaries();
        run(canaries, Duration.ofSeconds(10));
        assertEquals(1, accepted());
        store.store().accountStates().resume("a0", "ann");
        run(canaries, Duration.ofMinutes(2));
        assertEquals(2, accepted());
    }

    @Test
    void whoIsPausedMeanwhileGivesItBackWithoutAWord() throws IOException {
        declare(1);
        Canaries canaries = canaries();
        run(canaries, Duration.ofSeconds(5));
        assertEquals(1, entries());
        store.store().accountStates().pause("a0", "ann");
        run(canaries, Duration.ofSeconds(30));
        assertEquals(0, entries());
        assertEquals(Optional.empty(), state(canaries).ok());
    }

    @ParameterizedTest
    @Tag("F47")
    @ValueSource(strings = {"-PT5H", "PT5H", "-P400D"})
    void aClockThatIsSetNeitherSilencesNorHurriesThem(Duration jump) throws IOException {
        declare(3);
        Canaries canaries = canaries();
        run(canaries, Duration.ofSeconds(10));
        assertEquals(3, accepted());
        store.clock().advance(jump);
        canaries.clockSet(jump);
        run(canaries, Duration.ofMinutes(9));
        assertEquals(3, accepted(), "it is not their time");
        assertEquals(3, entries(), "none is late");
        run(canaries, Duration.ofMinutes(8));
        assertEquals(6, accepted());
        store.clock().advance(Duration.ofHours(-5));
        store.reopen(); // and nobody knows of it
        run(canaries(), Duration.ofSeconds(10));
        assertEquals(9, accepted());
    }

    @Test
    void unsoundStorageIsWaitedFor() throws IOException {
        declare(1);
        Canaries canaries = canaries();
        store.health().latch("disk on fire");
        run(canaries, Duration.ofSeconds(10));
        assertEquals(0, accepted());
        assertTrue(store.health().clear());
        run(canaries, Duration.ofSeconds(10));
        assertEquals(1, accepted());
    }
}
