package signet.server.canary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Dialer;
import signet.mail.Endpoint;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.Timeouts;
import signet.mail.TlsMode;
import signet.oauth.Credential;
import signet.oauth.Secret;
import signet.oauth.TokenEndpoint;
import signet.oauth.TokenSources;
import signet.oauth.TokenTransport;
import signet.oauth.Trust;
import signet.server.account.Accounts;
import signet.server.account.Pace;
import signet.server.account.RetrySchedule;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.account.Terms;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;
import signet.server.queue.Attempt;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;
import signet.server.queue.Held;
import signet.server.queue.RecipientState;
import signet.server.queue.Settlement;
import signet.server.store.TestStore;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.exchange.FolderRole;

/** What happens to the server while somebody looks into a mailbox. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT) // a look lasts eight seconds when nothing is there
class LookTest {
    private static final String ADDRESS = "portal@contoso.example";

    @TempDir
    Path folder;

    private TestStore store;
    private Simulator simulator;
    private Canaries canaries;

    @BeforeEach
    void open() throws IOException {
        store = TestStore.in(folder);
        Scenario scenario = Scenario.defaults();
        simulator = Simulator.builder().scenario(scenario).clock(store.clock()).start();
        Accounts accounts = new Accounts(new Roster(Map.of("portal", account(scenario)), List.of()));
        Optional<Account> mailbox =
                accounts.current().account("portal").orElseThrow().mail();
        List<Plan> plans = List.of(new Plan("portal", Duration.ofMinutes(15), Protocol.IMAP, () -> mailbox));
        canaries = CanariesTest.canaries(store, accounts, () -> plans);
    }

    @AfterEach
    void close() throws IOException {
        canaries.close();
        simulator.close();
        store.close();
    }

    private SendingAccount account(Scenario scenario) {
        Credential credential = new Credential.ClientSecret(
                TokenEndpoint.microsoft(simulator.authority(), scenario.tenantId()),
                scenario.clientId(),
                Secret.of(scenario.clientSecret()),
                "https://outlook.office365.com/.default",
                Optional.empty());
        TokenTransport transport = TokenTransport.create(Trust.context(List.of(simulator.ca())), Optional.empty());
        Duration some = Duration.ofSeconds(5);
        Account mail = new Account(
                "portal",
                ADDRESS,
                new Authentication.Bearer(
                        ADDRESS,
                        new TokenSources(store.clock(), RandomGenerator.getDefault()).source(credential, transport)),
                Map.of(Protocol.IMAP, new Endpoint(simulator.host(), simulator.imapsPort(), TlsMode.IMPLICIT)),
                new Network(
                        Trust.manager(List.of(simulator.ca())),
                        Optional.empty(),
                        new Timeouts(some, some, some, some),
                        "[127.0.0.1]",
                        Dialer.DIRECT,
                        store.clock()));
        return new SendingAccount(
                "portal",
                ADDRESS,
                Optional.of("mail"),
                "1",
                new Terms(
                        List.of(ADDRESS),
                        Terms.FromRule.REFUSE,
                        Pace.UNLIMITED,
                        RetrySchedule.STANDARD,
                        Terms.UnconfirmedRule.RESEND),
                Optional.of(mail),
                List.of());
    }

    /** One is sent, and the provider has taken it; gives its octets. */
    private byte[] accepted() throws IOException {
        canaries.turn();
        store.clock().advance(Duration.ofSeconds(3)); // the first ones do not all begin at once
        canaries.turn();
        Claim claim = store.store()
                .claims()
                .claim(store.own("portal"), 1, store.clock().instant())
                .getFirst();
        Attempt attempt = new Attempt(
                EntryId.at(store.clock().instant(), new java.security.SecureRandom()),
                store.clock().instant(),
                Duration.ofMillis(120),
                "smtp.contoso.example:587",
                "dot",
                Optional.of("250 2.0.0 OK"),
                Optional.of("250"),
                Optional.of("2.0.0"),
                List.of(),
                "",
                "",
                Map.of(),
                Optional.empty(),
                true,
                false);
        Settlement.Result result =
                new Settlement.Result(ADDRESS, RecipientState.DELIVERED, Optional.of("250 2.0.0 OK"), "");
        Settlement settlement =
                new Settlement(attempt, List.of(result), store.clock().instant(), Held.NONE, Optional.empty(), false);
        assertTrue(store.store().claims().settle(claim, settlement));
        return claim.content().open().readAllBytes();
    }

    private void comes(byte[] message) {
        simulator
                .exchange()
                .mailbox(ADDRESS)
                .orElseThrow()
                .folder(FolderRole.INBOX)
                .append(message, Set.of(), store.clock().instant());
    }

    /** Turns until it holds. */
    private void turnsUntil(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.met()) {
            assertTrue(System.nanoTime() < deadline, "not within 20 s: " + what + "; " + canaries.states());
            assertTrue(!new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS));
            canaries.turn();
        }
    }

    /** Turns so often at most; whether it is decided what became of the canary. */
    private boolean turned(int most) throws Exception {
        for (int i = 0; i < most && ok().isEmpty(); i++) {
            assertTrue(!new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS));
            canaries.turn();
        }
        return ok().isPresent();
    }

    @FunctionalInterface
    private interface Condition {
        boolean met() throws IOException;
    }

    private Optional<Boolean> ok() {
        return Objects.requireNonNull(canaries.states().get("portal")).ok();
    }

    private List<Event> events(EventKind kind) throws IOException {
        return store.store().events().after(0, 100_000).stream()
                .map(Recorded::event)
                .filter(event -> event.kind() == kind)
                .toList();
    }

    /** It has been removed from the mailbox, so nobody finds it a second time. */
    @Test
    void whatWasFoundIsKnownAlthoughItCouldNotBeStored() throws Exception {
        comes(accepted());
        canaries.turn(); // sees that it is accepted
        canaries.turn(); // looks
        Path database = folder.resolve("signet.db");
        Path aside = folder.resolve("signet.db.aside");
        Files.move(database, aside);
        assertThrows(IOException.class, () -> turnsUntil("found", () -> false));
        assertEquals(
                List.of(),
                simulator
                        .exchange()
                        .mailbox(ADDRESS)
                        .orElseThrow()
                        .folder(FolderRole.INBOX)
                        .messages());
        Files.move(aside, database, StandardCopyOption.REPLACE_EXISTING);
        store.store().upkeep().probe();
        turnsUntil("it returned", () -> ok().isPresent());
        assertEquals(Optional.of(true), ok());
        assertEquals(1, events(EventKind.CANARY_RETURNED).size());
        assertEquals(List.of(), events(EventKind.CANARY_MISSED));
    }

    @Test
    @Tag("F47")
    void aClockThatIsSetBackMeanwhileMakesNoneLost() throws Exception {
        byte[] message = accepted();
        canaries.turn();
        canaries.turn();
        Duration jump = Duration.ofHours(-1);
        store.clock().advance(jump);
        canaries.clockSet(jump);
        turnsUntil(
                "the look is over",
                () -> simulator.journal().entries().stream()
                        .anyMatch(entry ->
                                entry.protocol().equals("imap") && entry.text().contains("LOGOUT")));
        comes(message);
        for (int i = 0;
                i < 20 && !turned(50);
                i++) { // the look before may be told only now, and the next one is due later
            store.clock().advance(Duration.ofSeconds(20));
        }
        assertEquals(Optional.of(true), ok());
        assertEquals(List.of(), events(EventKind.CANARY_MISSED));
        Event returned = events(EventKind.CANARY_RETURNED).getFirst();
        assertTrue(Long.parseLong(returned.facts().getOrDefault("took-ms", "")) < 600_000, returned.toString());
        assertTrue(new String(message, UTF_8).contains("Canary"));
    }
}
