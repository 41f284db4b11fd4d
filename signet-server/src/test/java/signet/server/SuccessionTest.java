package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.doctor.Finding;
import signet.doctor.Successor;
import signet.oauth.Secret;
import signet.oauth.Thumbprints;
import signet.server.certificate.NewKeyPair;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.store.TestStore;
import signet.simulator.entra.AppRegistration;
import signet.simulator.entra.ClientSecret;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Protocol;
import signet.simulator.fault.Stage;

/** A credential of signet.yaml that is followed by its next, with a provider that judges and a clock that is moved. */
@Timeout(180)
class SuccessionTest {
    private static final String NEXT =
            "    next: {private-key: file:second/key.pem, certificate: file:second/certificate.pem}\n";
    private static final Effect REFUSED =
            Effect.say("401\nContent-Type: application/json\n\n{\"error\":\"invalid_client\","
                    + "\"error_description\":\"AADSTS7000222: The provided client secret keys are expired.\"}");
    private static final Duration LIFE = Duration.ofDays(40);

    @TempDir
    Path folder;

    private final AtomicReference<Duration> moved = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(moved.get());
    private Premises premises;
    private NewKeyPair second;

    @BeforeEach
    void open() throws IOException {
        premises = new Premises(folder);
        premises.endsAfter(LIFE);
        second = premises.pair("second", Duration.ofDays(700));
        premises.credential(NEXT);
    }

    @AfterEach
    void close() throws IOException {
        premises.close();
    }

    /** Moves the clock here and at the provider, and has the server look. */
    private void move(RunningServer server, Duration by) throws IOException {
        moved.updateAndGet(before -> before.plus(by));
        premises.simulator().clock().advance(by);
        assertTrue(server.reload().taken());
    }

    private static String thumbprint(NewKeyPair pair) {
        return Thumbprints.of(pair.keyPair().certificate()).sha1Hex();
    }

    private static Map<String, String> last(List<Event> events) {
        return events.getLast().facts();
    }

    @Test
    void aBadSuccessorIsToldDaysBeforeAndAGoodOneTakesThePlaceOnTheLastDay() throws Exception {
        try (RunningServer server = premises.start(clock)) {
            Map<String, String> failed = last(server.await(EventKind.REHEARSAL_FAILED, 1));
            assertEquals("aadsts-700027-not-registered", failed.get("code"));
            assertTrue(failed.getOrDefault("fix", "").contains(thumbprint(second)), failed.toString());
            assertEquals("39", failed.get("days"));
            server.shown(
                    "/v1/credentials/by-cert",
                    seen -> seen.contains("\"outcome\":\"refused\"")); // noted after the event

            premises.upload(second);
            move(server, Duration.ofHours(25));
            server.await(EventKind.REHEARSED, 1);
            assertEquals(0, server.events(EventKind.SUCCEEDED).size(), "the first one is still good");
            assertEquals(1, server.events(EventKind.REHEARSAL_FAILED).size());
            String before = server.shown("/v1/credentials/by-cert", seen -> seen.contains("\"outcome\":\"granted\""));
            assertTrue(
                    before.contains("\"certificate\":{\"subject\":\"CN=first\""),
                    "both are shown, this in use: " + before);
            String calendar = server.get("/v1/calendar");
            assertTrue(calendar.contains("\"follows\":true") && calendar.contains("\"follows\":false"), calendar);

            move(server, LIFE.minus(Duration.ofHours(25 + 12)));
            Map<String, String> succeeded = last(server.await(EventKind.SUCCEEDED, 1));
            assertEquals("ended", succeeded.get("because"));
            assertTrue(
                    succeeded
                            .getOrDefault("advice", "")
                            .contains("private-key: file:second/key.pem, certificate: file:second/certificate.pem"),
                    succeeded.toString());
            premises.expireCertificate();
            server.await(server.submit("by the second"), seen -> seen.contains("\"state\":\"delivered\""));
            assertEquals(1, premises.submissions().size());
        }
        try (RunningServer server = premises.start(clock)) {
            move(server, Duration.ofDays(2)); // the first one has ended, here as well
            String shown = server.get("/v1/credentials/by-cert");
            assertTrue(shown.contains("next-in-use"), shown);
            assertTrue(shown.contains(thumbprint(second)), shown);
            server.await(server.submit("after a restart"), seen -> seen.contains("\"state\":\"delivered\""));
            assertEquals(1, server.events(EventKind.SUCCEEDED).size(), "nothing has changed since");
            List<String> told =
                    server.reload().findings().stream().map(Finding::code).toList();
            assertTrue(told.contains("next-in-use"), told.toString());

            premises.credential("");
            Files.copy(
                    folder.resolve("second/key.pem"),
                    folder.resolve("key.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.copy(
                    folder.resolve("second/certificate.pem"),
                    folder.resolve("certificate.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertTrue(server.reload().taken());
            String mended = server.get("/v1/credentials/by-cert");
            assertFalse(mended.contains("next-in-use"), mended);
            server.await(server.submit("as the file says"), seen -> seen.contains("\"state\":\"delivered\""));
        }
    }

    @Test
    @Tag("P17")
    void whatIsRefusedBeforeItsTimeIsFollowedAndWhatWaitedGoesOut() throws Exception {
        premises.upload(second);
        try (RunningServer server = premises.start(clock)) {
            server.await(EventKind.REHEARSED, 1);
            premises.expireCertificate();
            String id = server.submit("it waits for nobody");
            server.await(EventKind.PARKED, 1);
            Map<String, String> succeeded = last(server.await(EventKind.SUCCEEDED, 1));
            assertTrue(succeeded.getOrDefault("because", "").contains("aadsts-700027-expired"), succeeded.toString());
            server.await(id, seen -> seen.contains("\"state\":\"delivered\""));
            server.await(EventKind.RECOVERED, 1);
        }
    }

    /** By itself the server asks again in ten minutes, and a refusal is remembered for ten seconds. */
    @Test
    void whoResumesByHandHasTheLoginHostAskedAtOnce() throws Exception {
        premises.credential("");
        premises.simulator().faults().add(Fault.at(Protocol.TOKEN, Stage.REQUEST, REFUSED));
        try (RunningServer server = premises.start(clock)) {
            String id = server.submit("it waits for a person");
            server.await(EventKind.PARKED, 1);
            premises.simulator().faults().clear();
            moved.updateAndGet(before -> before.plusSeconds(2));
            assertEquals(
                    200, server.ask("POST", "/v1/accounts/portal/resume", "{}").statusCode());
            server.await(id, seen -> seen.contains("\"state\":\"delivered\""));
            server.await(EventKind.RECOVERED, 1);
        }
    }

    @Test
    void aFileThatIsWrongAtThatMomentKeepsNobodyFromChangingOver() throws Exception {
        premises.upload(second);
        try (RunningServer server = premises.start(clock)) {
            server.await(EventKind.REHEARSED, 1);
            premises.credential(NEXT + "    no-such-key: 1\n");
            assertFalse(server.reload().taken());
            premises.expireCertificate();
            String id = server.submit("while somebody writes the file");
            server.await(EventKind.SUCCEEDED, 1);
            server.await(id, seen -> seen.contains("\"state\":\"delivered\""));
        }
    }

    /** The process ended between the change and its event: as on the disk then. */
    @Test
    void aCrashBehindTheChangeLosesNoEventAndTellsNoneTwice() throws Exception {
        premises.upload(second);
        try (RunningServer server = premises.start(clock)) {
            server.await(EventKind.REHEARSED, 1);
            assertEquals(
                    200,
                    server.ask("POST", "/v1/credentials/by-cert/replace", "{}").statusCode());
        }
        untold("by-cert", successor(second));
        for (int start = 0; start < 2; start++) {
            try (RunningServer server = premises.start(clock)) {
                Map<String, String> succeeded = last(server.await(EventKind.SUCCEEDED, 1));
                assertEquals("by-cert", succeeded.get("credential"));
                assertEquals("by hand", succeeded.get("because"));
                server.await(server.submit("by the second"), seen -> seen.contains("\"state\":\"delivered\""));
                assertEquals(1, server.events(EventKind.SUCCEEDED).size());
            }
        }
    }

    @Test
    void aCrashBehindTheEventTellsItOnce() throws Exception {
        premises.upload(second);
        try (RunningServer server = premises.start(clock)) {
            server.await(EventKind.REHEARSED, 1);
            server.ask("POST", "/v1/credentials/by-cert/replace", "{}");
        }
        try (TestStore store = store()) {
            note(store, "by-cert", successor(second), 0);
        }
        try (RunningServer server = premises.start(clock)) {
            server.await(server.submit("by the second"), seen -> seen.contains("\"state\":\"delivered\""));
            assertEquals(1, server.events(EventKind.SUCCEEDED).size());
        }
        assertEquals("", Files.readString(folder.resolve("data/credentials.changing")));
    }

    @Test
    void aCrashBeforeTheChangeTellsNothing() throws Exception {
        premises.upload(second);
        premises.start(clock).close();
        try (TestStore store = store()) {
            note(store, "by-cert", successor(second), store.store().events().last());
        }
        try (RunningServer server = premises.start(clock)) {
            server.await(server.submit("by the first"), seen -> seen.contains("\"state\":\"delivered\""));
            assertEquals(0, server.events(EventKind.SUCCEEDED).size());
        }
        assertEquals("", Files.readString(folder.resolve("data/credentials.changing")));
    }

    private static Successor successor(NewKeyPair pair) {
        return new Successor(
                Optional.of(pair.keyPem()),
                Optional.empty(),
                Optional.of(Secret.of(pair.certificatePem())),
                Optional.empty(),
                Optional.empty());
    }

    /** The database of the server that has ended. */
    private TestStore store() throws IOException {
        return TestStore.in(folder.resolve("data"), clock);
    }

    private void note(TestStore store, String credential, Successor next, long after) throws IOException {
        Changeover.of(folder.resolve("data"), store.store().events())
                .begin(credential, next, Map.of("credential", credential, "because", "by hand"));
        Path note = folder.resolve("data/credentials.changing");
        Files.writeString(note, Files.readString(note).replaceAll("(?m)^after=.*$", "after=" + after));
    }

    private void untold(String credential, Successor next) throws Exception {
        long before;
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/signet.db"));
                var statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate("delete from event where kind = 'credential.succeeded'"));
        }
        try (TestStore store = store()) {
            before = store.store().events().last();
            note(store, credential, next, before);
        }
    }

    /** A credential of the database: who writes signet.yaml at that moment has nothing to do with it. */
    @Test
    void aFileThatIsWrongKeepsAStoredCredentialFromNothingEither() throws Exception {
        String secret = "second-secret-of-the-test-office-123456";
        AppRegistration app =
                premises.simulator().entra().app(premises.scenario().clientId());
        app.addSecret(new ClientSecret("second", secret, clock.instant().plus(LIFE.multipliedBy(2))));
        String ca = Files.readString(folder.resolve("ca.pem")).replace("\n", "\\n");
        try (RunningServer server = premises.start(clock)) {
            put(server, "/v1/credentials/stored", """
                    {"method": "client-secret-microsoft-oauth2", "tenant-id": "%s", "client-id": "%s",
                     "client-secret": "%s", "authority": "%s", "trust": "%s", "next": {"client-secret": "%s"}}
                    """.formatted(
                            premises.scenario().tenantId(),
                            premises.scenario().clientId(),
                            premises.scenario().clientSecret(),
                            premises.simulator().authority(),
                            ca,
                            secret));
            put(server, "/v1/accounts/help", """
                    {"address": "help@contoso.example", "credential": "stored", "trust": "%s",
                     "smtp": {"host": "localhost", "port": %d, "tls": "starttls"}}
                    """.formatted(
                            ca, premises.simulator().smtpPort()));
            server.await(fromHelp(server), seen -> seen.contains("\"state\":\"delivered\""));
            premises.credential(NEXT + "    no-such-key: 1\n");
            assertFalse(server.reload().taken());

            var replaced = server.ask("POST", "/v1/credentials/stored/replace", "{}");
            assertEquals(200, replaced.statusCode(), replaced.body());
            assertEquals("stored", last(server.await(EventKind.SUCCEEDED, 1)).get("credential"));
            assertEquals(
                    409,
                    server.ask("POST", "/v1/credentials/stored/rehearse", "{}").statusCode(),
                    "it is in use, and nothing follows");
            assertTrue(app.expireSecret(premises.scenario().clientSecretId()));
            moved.updateAndGet(before -> before.plus(Duration.ofHours(2))); // the token of the first one is over
            premises.simulator().clock().advance(Duration.ofHours(2));
            server.await(fromHelp(server), seen -> seen.contains("\"state\":\"delivered\""));
            assertFalse(server.reload().taken(), "the file is as wrong as before");
            server.await(fromHelp(server), seen -> seen.contains("\"state\":\"delivered\""));

            premises.credential(NEXT);
            assertTrue(server.reload().taken());
            server.await(fromHelp(server), seen -> seen.contains("\"state\":\"delivered\""));
        }
        try (RunningServer server = premises.start(clock)) {
            server.await(fromHelp(server), seen -> seen.contains("\"state\":\"delivered\""));
        }
    }

    /** The same for a pair that is kept in files beside those of the first. */
    @Test
    void aFileThatIsWrongKeepsAPairBesideFromNothingEither() throws Exception {
        premises.credential("");
        try (RunningServer server = premises.start(clock)) {
            NewKeyPair beside = premises.pair("beside", Duration.ofDays(700));
            premises.upload(beside);
            put(
                    server,
                    "/v1/credentials/by-cert/next",
                    "{\"private-key\": \"" + beside.keyPem().reveal().replace("\n", "\\n") + "\", \"certificate\": \""
                            + beside.certificatePem().replace("\n", "\\n") + "\"}");
            premises.credential("    no-such-key: 1\n");
            assertFalse(server.reload().taken());
            var replaced = server.ask("POST", "/v1/credentials/by-cert/replace", "{}");
            assertEquals(200, replaced.statusCode(), replaced.body());
            server.await(EventKind.SUCCEEDED, 1);
            premises.expireCertificate();
            server.await(server.submit("by the second"), seen -> seen.contains("\"state\":\"delivered\""));
            premises.credential("");
            assertTrue(server.reload().taken());
            server.await(server.submit("as the files say"), seen -> seen.contains("\"state\":\"delivered\""));
        }
    }

    /** The process ended while the two files of a pair beside were put in place: as on the disk then. */
    @ParameterizedTest
    @ValueSource(strings = {"key.pem aside", "key.pem", "key.pem, certificate.pem aside"})
    void aCrashBetweenTheTwoFilesOfAPairLeavesNoHalfOfIt(String done) throws Exception {
        premises.credential("");
        NewKeyPair beside = premises.pair("beside", Duration.ofDays(700));
        premises.upload(beside);
        premises.start(clock).close();
        try (TestStore store = store()) {
            note(store, "by-cert", successor(beside), store.store().events().last());
        }
        for (String file : List.of("key.pem", "certificate.pem")) {
            Files.copy(folder.resolve("beside").resolve(file), folder.resolve(file + ".next"));
            if (done.contains(file)) {
                Files.move(folder.resolve(file), folder.resolve(file + ".until-20261127T000000Z"));
            }
            if (done.contains(file) && !done.contains(file + " aside")) {
                Files.move(folder.resolve(file + ".next"), folder.resolve(file));
            }
        }
        premises.expireCertificate();
        try (RunningServer server = premises.start(clock)) {
            assertEquals("by hand", last(server.await(EventKind.SUCCEEDED, 1)).get("because"));
            server.await(server.submit("by the second"), seen -> seen.contains("\"state\":\"delivered\""));
        }
        assertFalse(Files.exists(folder.resolve("certificate.pem.next")));
        assertEquals(beside.certificatePem(), Files.readString(folder.resolve("certificate.pem")));
        assertEquals("", Files.readString(folder.resolve("data/credentials.changing")));
    }

    private static void put(RunningServer server, String path, String json) throws IOException {
        var answer = server.ask("PUT", path, json);
        assertTrue(answer.statusCode() < 300, answer.statusCode() + " " + answer.body());
    }

    private static String fromHelp(RunningServer server) throws IOException {
        var answer = server.ask(
                "POST",
                "/v1/messages",
                "{\"account\":\"help\",\"to\":[\"portal@contoso.example\"],\"subject\":\"Hello\",\"text\":\"Hello\"}");
        assertEquals(202, answer.statusCode(), answer.body());
        return answer.body().replaceAll("(?s).*\"id\":\"([a-z2-7]{26})\".*", "$1");
    }

    @Test
    void aSuccessorThatIsRefusedNeverTakesThePlace() throws Exception {
        try (RunningServer server = premises.start(clock)) {
            server.await(EventKind.REHEARSAL_FAILED, 1);
            move(server, LIFE.minus(Duration.ofHours(12)));
            assertEquals("0", last(server.await(EventKind.REHEARSAL_FAILED, 2)).get("days"), "nearer, so told again");
            server.await(server.submit("by the first"), seen -> seen.contains("\"state\":\"delivered\""));
            assertEquals(0, server.events(EventKind.SUCCEEDED).size());
            assertTrue(server.get("/v1/credentials/by-cert").contains("\"outcome\":\"refused\""));
            String metrics = server.get("/metrics");
            assertTrue(metrics.contains("signet_credential_days{credential=\"by-cert\"}"), metrics);
        }
    }

    @Test
    void aRehearsalChangesNothingAndTellsOfEveryAccount() throws Exception {
        premises.upload(second);
        try (RunningServer server = premises.start(clock)) {
            String rehearsed =
                    server.ask("POST", "/v1/credentials/by-cert/rehearse", "{}").body();
            assertTrue(rehearsed.contains("\"granted\":true,\"ok\":true"), rehearsed);
            assertTrue(rehearsed.contains("\"account\":\"portal\",\"protocol\":\"smtp\",\"ok\":true"), rehearsed);
            assertTrue(rehearsed.contains("SMTP.SendAsApp"), rehearsed);
            assertFalse(rehearsed.contains("eyJ"), "no token");
            assertEquals(0, server.events(EventKind.SUCCEEDED).size());
            assertEquals(
                    409,
                    server.ask("DELETE", "/v1/credentials/by-cert/next", "").statusCode(),
                    "the file declares it");
            assertEquals(
                    409,
                    server.ask("POST", "/v1/credentials/by-cert/pair", "{}").statusCode(),
                    "and a pair beside would never be used");
            assertEquals(
                    200,
                    server.ask("POST", "/v1/credentials/by-cert/replace", "{}").statusCode());
            assertEquals("by hand", last(server.events(EventKind.SUCCEEDED)).get("because"));
            assertEquals(
                    409,
                    server.ask("POST", "/v1/credentials/by-cert/rehearse", "{}").statusCode(),
                    "it is in use, and nothing follows");
        }
    }
}
