package signet.server.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import signet.doctor.Catalogue;
import signet.doctor.Finding;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Content;
import signet.mail.Dialer;
import signet.mail.Endpoint;
import signet.mail.Envelope;
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
import signet.server.account.Incident;
import signet.server.account.Pace;
import signet.server.account.RetrySchedule;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.account.Terms;
import signet.server.account.Terms.FromRule;
import signet.server.account.Terms.UnconfirmedRule;
import signet.server.account.Triage;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.event.Recorded;
import signet.server.queue.Attempt;
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Submission;
import signet.server.queue.Submission.Origin;
import signet.server.store.MovableClock;
import signet.server.store.SqliteStore;
import signet.server.store.TestStore;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Stage;

/**
 * A provider, a queue and delivery between them, all by one clock that moves by hand. Accounts: {@code portal}, {@code help} and
 * {@code shared}, one credential {@code mail}.
 */
final class Scene implements AutoCloseable {
    static final String OUTSIDE = "bob@elsewhere.example";
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(2));

    final MovableClock clock;
    final Simulator simulator;
    final TestStore queue;
    final Accounts accounts = new Accounts(Roster.EMPTY);
    final TokenSources tokens;
    Delivery delivery;

    private final Scenario scenario = Scenario.defaults();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Triage triage = new Triage(Catalogue.load());
    private Optional<Credential> credential;
    private Optional<Integer> port = Optional.empty();
    private Dialer dialer = Dialer.DIRECT;
    private List<Finding> findings = List.of();
    private boolean trusting = true;
    private Pace pace = Pace.EXCHANGE_ONLINE;
    private UnconfirmedRule unconfirmed = UnconfirmedRule.RESEND;
    private Patience patience = Patience.STANDARD;
    private int generation;
    private EventLog.Subscription subscription;

    private Scene(Path folder) throws IOException {
        queue = TestStore.in(folder);
        clock = queue.clock();
        simulator = Simulator.builder().scenario(scenario).clock(clock).start();
        tokens = new TokenSources(clock, RandomGenerator.getDefault());
        credential = Optional.of(secret(scenario.clientSecret()));
        roster();
        delivery = make();
        subscription = listen();
    }

    /** Not yet started. */
    static Scene in(Path folder) throws IOException {
        return new Scene(folder);
    }

    private Delivery make() {
        SqliteStore store = queue.store();
        Ports ports = new Ports(accounts, store.claims(), store.accountStates(), queue.health(), "test");
        Bounces bounces = new Bounces(accounts, store.view(), clock);
        return new Delivery(ports, triage, bounces, clock, new SecureRandom(), patience);
    }

    private EventLog.Subscription listen() {
        return queue.store().events().subscribe(() -> {
            lock.lock();
            try {
                news.signalAll();
            } finally {
                lock.unlock();
            }
        });
    }

    Scene start() throws IOException {
        delivery.start();
        return this;
    }

    /** Not yet started: waits otherwise. */
    Scene patience(Patience changed) {
        patience = changed;
        delivery = make();
        return this;
    }

    /** The process ends in order and another begins on the same folder. */
    void restart() throws IOException, InterruptedException {
        delivery.stop(Duration.ofSeconds(5));
        subscription.close();
        queue.reopen();
        subscription = listen();
        delivery = make();
        delivery.start();
    }

    // --- the roster

    Credential secret(String value) {
        return new Credential.ClientSecret(
                endpoint(),
                scenario.clientId(),
                Secret.of(value),
                "https://outlook.office365.com/.default",
                Optional.empty());
    }

    TokenEndpoint endpoint() {
        return TokenEndpoint.microsoft(simulator.authority(), scenario.tenantId());
    }

    String clientId() {
        return scenario.clientId();
    }

    String secretId() {
        return scenario.clientSecretId();
    }

    Scene credential(Credential changed) {
        credential = Optional.of(changed);
        return roster();
    }

    /** The credential cannot be used at all. */
    Scene unusable(Finding finding) {
        credential = Optional.empty();
        findings = List.of(finding);
        return roster();
    }

    Scene pace(Pace changed) {
        pace = changed;
        return roster();
    }

    Scene unconfirmed(UnconfirmedRule rule) {
        unconfirmed = rule;
        return roster();
    }

    Scene port(int changed) {
        port = Optional.of(changed);
        return roster();
    }

    /** Whether the mail host's certificate is believed. */
    Scene trusting(boolean yes) {
        trusting = yes;
        return roster();
    }

    /** The same accounts under another generation: warm sessions are closed. */
    Scene renewed() {
        return roster();
    }

    Scene dialer(Dialer changed) {
        dialer = changed;
        return roster();
    }

    private Scene roster() {
        generation++;
        Map<String, SendingAccount> made = new LinkedHashMap<>();
        for (String address : scenario.mailboxes()) {
            SendingAccount account = account(address);
            made.put(account.name(), account);
        }
        accounts.replace(new Roster(made, List.of()));
        return this;
    }

    private SendingAccount account(String address) {
        String name = address.substring(0, address.indexOf('@'));
        List<java.security.cert.X509Certificate> trusted = trusting ? List.of(simulator.ca()) : List.of();
        Network network = new Network(Trust.manager(trusted), Optional.empty(), TIMEOUTS, "[127.0.0.1]", dialer, clock);
        Endpoint endpoint = new Endpoint(simulator.host(), port.orElse(simulator.smtpPort()), TlsMode.STARTTLS);
        Optional<Account> mail = credential.map(usable -> new Account(
                name,
                address,
                new Authentication.Bearer(
                        address,
                        tokens.source(
                                usable,
                                TokenTransport.create(Trust.context(List.of(simulator.ca())), Optional.empty()))),
                Map.of(Protocol.SMTP, endpoint),
                network));
        RetrySchedule retry = new RetrySchedule(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(5));
        Terms terms = new Terms(List.of(address), FromRule.REFUSE, pace, retry, unconfirmed);
        return new SendingAccount(
                name,
                address,
                Optional.of("mail"),
                "g" + generation,
                terms,
                mail,
                mail.isPresent() ? List.of() : findings);
    }

    // --- messages

    EntryId accept(String account, String... recipients) throws IOException {
        return accept(account, account + "@contoso.example", recipients);
    }

    EntryId accept(String account, String from, String[] recipients) throws IOException {
        return accept(account, Envelope.of(from, List.of(recipients)), text(account, ""));
    }

    EntryId accept(String account, Envelope envelope, Content content) throws IOException {
        return accept(new Submission(
                account,
                envelope,
                content,
                Optional.of("<1@contoso.example>"),
                "Exam results",
                0,
                Optional.empty(),
                Optional.empty(),
                new Origin(Origin.Kind.SMTP, "test", "127.0.0.1")));
    }

    EntryId accept(Submission submission) throws IOException {
        return queue.store().acceptance().accept(submission).id();
    }

    static Content text(String account, String moreHeader) {
        return Content.of(("From: " + account + "@contoso.example\r\nTo: somebody@example.org\r\n" + moreHeader
                        + "Subject: Exam results\r\nMessage-ID: <1@contoso.example>\r\n\r\nAll passed.\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    EntryView entry(EntryId id) throws IOException {
        return queue.store().view().entry(id).orElseThrow();
    }

    List<Attempt> attempts(EntryId id) throws IOException {
        return queue.store().view().attempts(id);
    }

    Attempt last(EntryId id) throws IOException {
        return attempts(id).getLast();
    }

    List<Event> events(EventKind kind) throws IOException {
        List<Event> found = new ArrayList<>();
        for (Recorded recorded : queue.store().events().after(0, 100_000)) {
            if (recorded.event().kind() == kind) {
                found.add(recorded.event());
            }
        }
        return found;
    }

    List<Incident> open() throws IOException {
        return queue.store().accountStates().incidents(true, 100);
    }

    // --- the provider

    void fault(Stage stage, Effect effect, int times) {
        simulator
                .faults()
                .add(Fault.at(signet.simulator.fault.Protocol.SMTP, stage, effect)
                        .times(times));
    }

    void tokenFault(Effect effect, int times) {
        simulator
                .faults()
                .add(Fault.at(signet.simulator.fault.Protocol.TOKEN, Stage.REQUEST, effect)
                        .times(times));
    }

    long taken() {
        return simulator.exchange().submissionCount();
    }

    /** By one account. */
    long taken(String account) {
        return simulator.exchange().submissions().stream()
                .filter(sent -> sent.mailbox().equals(Optional.of(account + "@contoso.example")))
                .count();
    }

    long said(String text) {
        return simulator.journal().entries().stream()
                .filter(entry -> entry.text().contains(text))
                .count();
    }

    long journal(String protocol, String kind, String start) {
        return simulator.journal().entries().stream()
                .filter(entry -> entry.protocol().equals(protocol)
                        && entry.kind().equals(kind)
                        && entry.text().startsWith(start))
                .count();
    }

    long logins() {
        return journal("smtp", "command", "AUTH");
    }

    long tokenRequests() {
        return journal("token", "request", "");
    }

    // --- time

    interface Question {
        boolean holds() throws IOException;
    }

    /** Waits for it, looking again whenever something was stored. */
    void until(String what, Question question) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        lock.lock();
        try {
            while (!question.holds()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + what + "\n" + story());
                }
                // some of what is asked for leaves no event, such as a closed session
                news.awaitNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        } finally {
            lock.unlock();
        }
    }

    private String story() throws IOException {
        StringBuilder story = new StringBuilder();
        for (Recorded recorded : queue.store().events().after(0, 1_000)) {
            story.append(recorded).append('\n');
        }
        return story.toString();
    }

    void untilState(EntryId id, String state) throws IOException, InterruptedException {
        until(id + " is " + state, () -> entry(id).state().equals(state));
    }

    void untilAttempts(EntryId id, int count) throws IOException, InterruptedException {
        until(id + " has " + count + " attempts", () -> attempts(id).size() >= count);
    }

    /** Moves the clock, and has delivery look at it. */
    void pass(Duration time) {
        clock.advance(time);
        delivery.wake();
    }

    /** Somebody sets the wall clock, and it is noticed. */
    void set(Duration jump) throws IOException {
        clock.advance(jump);
        queue.store().upkeep().clockSet(jump, clock.instant());
        delivery.clockSet(jump);
    }

    @Override
    public void close() throws IOException {
        try {
            delivery.stop(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while delivery stopped", e);
        }
        subscription.close();
        simulator.close();
        queue.close();
    }
}
