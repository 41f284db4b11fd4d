package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Dialer;
import signet.oauth.Secret;
import signet.server.account.Accounts;
import signet.server.account.Expiry;
import signet.server.account.ObjectStore;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.server.settings.Settings;
import signet.server.settings.SettingsSource;

class ReloaderTest {
    private static final String YAML = """
            accounts:
              a: {address: a@university.example, password: file:password.txt, smtp: {host: mail.university.example}}
            logins:
              - {name: portal, password: env:PORTAL, accounts: a}
            limits: {recipients: 7}
            """;

    @TempDir
    Path folder;

    private final Accounts accounts = new Accounts(Roster.EMPTY);
    private final StoredHere objects = new StoredHere();
    private final BlockingQueue<Settings> taken = new LinkedBlockingQueue<>();
    private final BlockingQueue<Reloader.Result> told = new LinkedBlockingQueue<>();
    private Reloader reloader;

    /** What a store keeps, in memory. */
    private static final class StoredHere implements ObjectStore {
        private final List<Stored> stored = new ArrayList<>();

        @Override
        public List<Stored> objects() {
            return List.copyOf(stored);
        }

        @Override
        public void put(Stored object) {
            delete(object.kind(), object.name());
            stored.add(object);
        }

        @Override
        public boolean delete(Kind kind, String name) {
            return stored.removeIf(s -> s.kind() == kind && s.name().equals(name));
        }
    }

    @BeforeEach
    void start() throws IOException {
        write("password.txt", "first");
        write("signet.yaml", YAML);
        SettingsSource source = new SettingsSource(
                Optional.of(folder.resolve("signet.yaml")),
                folder,
                name -> Optional.ofNullable(Map.of("PORTAL", "long-enough").get(name)),
                InstantSource.system(),
                password -> password);
        RosterBuilder rosters = new RosterBuilder(new Wiring(InstantSource.system(), Dialer.DIRECT));
        reloader = new Reloader(
                source,
                objects,
                rosters,
                accounts,
                new Reloader.Hooks(read -> new InUse.Applied(read, List.of()), taken::add, told::add));
        assertTrue(reloader.reload().taken());
        taken.clear();
    }

    @AfterEach
    void stop() {
        reloader.close();
    }

    /** Certificates are parsed for it, and it is asked every few seconds. */
    @Test
    void whatEndsWhenIsWorkedOutOnceForEachSettings() throws IOException {
        String credential = """
                credentials:
                  by-secret: {method: client-secret-microsoft-oauth2, tenant-id: b.example, secret-expires: %s,
                    client-id: 66666666-7777-8888-9999-000000000000, client-secret: env:PORTAL}
                """;
        WatchTerms terms = new WatchTerms(reloader, RehearsalRecord.of(folder));
        assertEquals(List.of(), terms.get().expiries());
        write("signet.yaml", YAML + credential.formatted("2030-05-01"));
        assertTrue(reloader.reload().taken());
        List<Expiry> expiries = terms.get().expiries();
        assertEquals("2030-05-01T00:00:00Z", expiries.getFirst().ends().toString());
        assertSame(expiries, terms.get().expiries());
        write("signet.yaml", YAML + credential.formatted("2031-05-01"));
        assertTrue(reloader.reload().taken());
        assertEquals(
                "2031-05-01T00:00:00Z", terms.get().expiries().getFirst().ends().toString());
    }

    @Test
    @Tag("C23")
    void aSignalWaitsUntilNobodyWritesTheFileAnyMore() throws IOException {
        write("signet.yaml", YAML.substring(0, YAML.indexOf('\n') + 1)); // valid so far, and not what is meant
        reloader.ask();
        assertEquals(Optional.empty(), reloader.look(), "it is looked at for the first time");
        write("signet.yaml", YAML + "# whole\n");
        assertEquals(Optional.empty(), reloader.look(), "it has just changed");
        assertTrue(reloader.look().orElseThrow().taken());
        assertEquals(
                accounts.current().accounts().keySet(),
                taken.remove().accounts().keySet());
        assertEquals(0, taken.size(), "half of it was never in force");
        reloader.ask();
        assertEquals(Optional.empty(), reloader.look());
        assertTrue(reloader.look().orElseThrow().taken(), "asked for, though nothing has changed");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private SendingAccount account(String name) {
        return accounts.current().account(name).orElseThrow();
    }

    @Test
    void everyReloadButTheFirstIsTold() throws IOException {
        assertEquals(0, told.size());
        reloader.reload();
        write("signet.yaml", "nonsense: 1\n");
        reloader.reload();
        assertEquals(
                List.of(true, false), told.stream().map(Reloader.Result::taken).toList());
    }

    @Test
    void aChangedFileIsTakenOnceItStandsStill() throws IOException {
        assertEquals(Optional.empty(), reloader.look());
        write("signet.yaml", YAML.replace("recipients: 7", "recipients: 8"));
        assertEquals(Optional.empty(), reloader.look(), "it may still be being written");
        write("signet.yaml", YAML.replace("recipients: 7", "recipients: 9"));
        assertEquals(Optional.empty(), reloader.look(), "it was");

        assertTrue(reloader.look().orElseThrow().taken());
        assertEquals(9, reloader.current().orElseThrow().serving().limits().recipients());
        assertEquals(Optional.empty(), reloader.look());
        assertEquals(1, taken.size());
    }

    @Test
    void aChangedFileThatAValueNamesIsTakenToo() throws IOException {
        String before = account("a").generation();
        FileTime time = Files.getLastModifiedTime(folder.resolve("password.txt"));
        write("password.txt", "other");
        Files.setLastModifiedTime(folder.resolve("password.txt"), time); // as rsync and cp -p do

        assertEquals(Optional.empty(), reloader.look());
        assertTrue(reloader.look().orElseThrow().taken());
        assertNotEquals(before, account("a").generation());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accounts: [",
                "acounts: {}",
                "server: {port: 0}",
                "limits: {message: 50}",
                "server: {address: 0.0.0.0}"
            })
    @Tag("C23")
    void aWrongFileChangesNothingAndSaysWhy(String wrong) throws IOException {
        Roster before = accounts.current();
        write("signet.yaml", wrong);

        Reloader.Result result = reloader.reload();

        assertFalse(result.taken());
        assertTrue(result.findings().getFirst().summary().startsWith("signet.yaml:1:"), result::toString);
        assertEquals(before, accounts.current());
        assertEquals(7, reloader.current().orElseThrow().serving().limits().recipients());
        assertTrue(taken.isEmpty());

        write("signet.yaml", YAML);
        assertTrue(reloader.reload().taken());
    }

    @Test
    void aFileThatIsGoneChangesNothingUntilItIsBack() throws IOException {
        Files.delete(folder.resolve("signet.yaml"));
        reloader.look();
        assertFalse(reloader.look().orElseThrow().taken());
        assertEquals(Optional.empty(), reloader.look(), "once is enough to say it");

        write("signet.yaml", YAML.replace("recipients: 7", "recipients: 8"));
        reloader.look();
        assertTrue(reloader.look().orElseThrow().taken());
    }

    @Test
    void aKeyAndItsCertificateMayComeOneAfterTheOther() throws IOException {
        NewKeyPair old = pair("CN=old");
        NewKeyPair next = pair("CN=next");
        write("key.pem", old.keyPem().reveal());
        write("certificate.pem", old.certificatePem());
        write("signet.yaml", """
                credentials:
                  c:
                    method: certificate-microsoft-oauth2
                    tenant-id: university.example
                    client-id: 66666666-7777-8888-9999-000000000000
                    private-key: file:key.pem
                    certificate: file:certificate.pem
                accounts:
                  a: {address: a@university.example, credential: c, smtp: {}}
                """);
        assertTrue(reloader.reload().taken());
        String before = account("a").generation();

        write("key.pem", next.keyPem().reveal());
        assertEquals(Optional.empty(), reloader.look());
        write("certificate.pem", next.certificatePem());
        assertEquals(Optional.empty(), reloader.look());
        assertTrue(account("a").mail().isPresent(), "the torn pair was not looked at");
        assertTrue(reloader.look().orElseThrow().taken());
        assertTrue(account("a").mail().isPresent());
        assertNotEquals(before, account("a").generation());

        write("key.pem", old.keyPem().reveal());
        reloader.look();
        reloader.look();
        assertTrue(account("a").mail().isEmpty(), "torn for longer than a look");
        write("certificate.pem", old.certificatePem());
        reloader.look();
        reloader.look();
        assertTrue(account("a").mail().isPresent(), "and whole again");
    }

    private static NewKeyPair pair(String subject) {
        return new CertificateMaker(new SecureRandom())
                .make(new CertificateOrder(subject, Duration.ofDays(400), 2048, Optional.empty()), Instant.now());
    }

    @Test
    void anObjectMadeThroughTheApiIsThereAfterAReload() throws IOException {
        objects.put(new ObjectStore.Stored(
                ObjectStore.Kind.ACCOUNT,
                "made",
                Secret.of(
                        "{address: m@university.example, password: hunter22, smtp: {host: mail.university.example}}")));

        assertTrue(reloader.reload().taken());
        assertTrue(account("made").mail().isPresent());
        assertTrue(account("a").mail().isPresent());
    }

    @Test
    void aChangeOfTheServersOwnSectionIsNamedAsOneForTheNextStart() throws IOException {
        write("signet.yaml", YAML + "server: {port: 9000}\n");

        assertTrue(reloader.reload().findings().stream().anyMatch(f -> f.code().equals("settings-after-restart")));
    }

    @Test
    void itLooksByItself() throws Exception {
        reloader.start();
        write("signet.yaml", YAML.replace("recipients: 7", "recipients: 8"));

        Settings settings = taken.poll(30, TimeUnit.SECONDS);

        assertEquals(
                8,
                Optional.ofNullable(settings).orElseThrow().serving().limits().recipients());
    }

    @Test
    @Tag("C23")
    void readersSeeTheOldRosterOrTheNewOneAndNeverSomeOfBoth() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Set<String> mixed = java.util.concurrent.ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<String> versions = new ConcurrentLinkedQueue<>();
        CountDownLatch reading = new CountDownLatch(2);
        List<Thread> readers = IntStream.range(0, 2)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    while (!over.get()) {
                        Set<String> marks = marks(accounts.current());
                        if (marks.size() > 1) {
                            mixed.add(marks.toString());
                        }
                        versions.addAll(marks);
                        reading.countDown();
                    }
                }))
                .toList();
        assertTrue(reading.await(30, TimeUnit.SECONDS));
        for (int version = 1; version <= 20; version++) {
            write("signet.yaml", version(version));
            assertTrue(reloader.reload().taken());
        }
        over.set(true);
        for (Thread reader : readers) {
            reader.join();
        }

        assertEquals(Set.of(), mixed);
        assertTrue(new HashSet<>(versions).size() > 1, "no change was seen");
    }

    /** Which version each account and login is of. */
    private static Set<String> marks(Roster roster) {
        Set<String> marks = roster.accounts().values().stream()
                .map(a -> a.address().replaceAll(".*-(\\d+)@.*|.*", "$1"))
                .collect(Collectors.toCollection(HashSet::new));
        roster.logins().forEach(login -> marks.add(login.name().replaceAll(".*-(\\d+)|.*", "$1")));
        return marks;
    }

    private static String version(int version) {
        String account =
                "  %s: {address: %s-%d@university.example, password: file:password.txt, smtp: {host: h.example}}\n";
        return "accounts:\n"
                + IntStream.range(0, 20)
                        .mapToObj(i -> account.formatted("n" + i, "n" + i, version))
                        .collect(Collectors.joining())
                + "logins:\n"
                + IntStream.range(0, 20)
                        .mapToObj(i ->
                                "  - {name: l" + i + "-" + version + ", password: env:PORTAL, accounts: n" + i + "}\n")
                        .collect(Collectors.joining());
    }
}
