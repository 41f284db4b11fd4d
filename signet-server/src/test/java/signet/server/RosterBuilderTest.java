package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.Dialer;
import signet.oauth.Secret;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.settings.Settings;
import signet.server.settings.SettingsReader;

class RosterBuilderTest {
    private static final String YAML = """
            credentials:
              c:
                method: client-secret-microsoft-oauth2
                tenant-id: university.example
                client-id: 66666666-7777-8888-9999-000000000000
                client-secret: env:SECRET
            accounts:
              a: {address: a@university.example, credential: c, smtp: {}}
              b: {address: b@university.example, password: env:PASSWORD, smtp: {host: mail.university.example}}
              r: {address: r@university.example, password: env:PASSWORD, imap: {host: mail.university.example}}
              broken: {address: x@university.example, password: env:NONE, smtp: {host: mail.university.example}}
            logins:
              - {name: portal, password: env:PORTAL, accounts: a}
            """;

    @TempDir
    Path directory;

    private final Map<String, String> variables = new HashMap<>(Map.of(
            "SECRET", "abC8Q~long.enough-and_never.a.guid12345", "PASSWORD", "hunter22", "PORTAL", "long-enough"));
    private final RosterBuilder builder = new RosterBuilder(new Wiring(InstantSource.system(), Dialer.DIRECT));

    private Settings settings(String yaml) throws IOException {
        Path file = directory.resolve("signet.yaml");
        Files.writeString(file, yaml);
        return new SettingsReader(
                        name -> Optional.ofNullable(variables.get(name)),
                        Instant.parse("2026-11-23T12:00:00Z"),
                        password -> Secret.of("hash of " + password.reveal()))
                .read(file)
                .settings()
                .orElseThrow();
    }

    private static SendingAccount account(Roster roster, String name) {
        return roster.account(name).orElseThrow();
    }

    @Test
    void everyAccountIsThereUsableOrNot() throws IOException {
        Roster roster = builder.build(settings(YAML), Roster.EMPTY);

        assertEquals(
                List.of("a", "b", "r", "broken"), List.copyOf(roster.accounts().keySet()));
        assertTrue(account(roster, "a").mail().isPresent());
        assertEquals(Optional.of("c"), account(roster, "a").credential());
        assertTrue(account(roster, "r").mail().isEmpty(), "it does not send");
        assertTrue(account(roster, "broken").mail().isEmpty());
        assertFalse(account(roster, "broken").findings().isEmpty());
        assertEquals("portal", roster.logins().getFirst().name());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "'client-secret: env:SECRET', 'client-secret: env:OTHER'",
        "'66666666-7777-8888-9999-000000000000', '66666666-7777-8888-9999-000000000001'",
        "'tenant-id: university.example', 'tenant-id: college.example'",
        "'smtp: {}}', 'smtp: {port: 2525}}'",
        "'smtp: {}}', 'smtp: {host: smtp.office365.us}}'",
        "'smtp: {}}', 'smtp: {tls: implicit, port: 587}}'",
        "'smtp: {}}', 'smtp: {}, username: shared@university.example}'",
        "'smtp: {}}', 'smtp: {}, from: rewrite}'",
        "'smtp: {}}', 'smtp: {}, pacing: {connections: 2}}'",
        "'smtp: {}}', 'smtp: {}, retry: {first: 2m}}'",
        "'smtp: {}}', 'smtp: {}, proxy: http://p:3128}'",
        "'a@university.example', 'a2@university.example'"
    })
    void aChangeOfTheAccountChangesItsGenerationAndNoOther(String from, String to) throws IOException {
        variables.put("OTHER", "xyC8Q~long.enough-and_never.a.guid12345");
        Roster before = builder.build(settings(YAML), Roster.EMPTY);
        Roster after = builder.build(settings(YAML.replace(from, to)), before);

        assertNotEquals(account(before, "a").generation(), account(after, "a").generation());
        assertEquals(account(before, "b"), account(after, "b"));
        assertSame(
                account(before, "b").mail().orElseThrow(),
                account(after, "b").mail().orElseThrow());
    }

    @Test
    void aChangedPasswordBehindTheSameVariableChangesTheGeneration() throws IOException {
        Roster before = builder.build(settings(YAML), Roster.EMPTY);
        variables.put("PASSWORD", "hunter23");
        Roster after = builder.build(settings(YAML), before);

        assertNotEquals(account(before, "b").generation(), account(after, "b").generation());
        assertEquals(account(before, "a").generation(), account(after, "a").generation());
    }

    @Test
    void theGenerationSaysNothingToAnotherProcess() throws IOException {
        RosterBuilder other = new RosterBuilder(new Wiring(InstantSource.system(), Dialer.DIRECT));

        assertNotEquals(
                account(builder.build(settings(YAML), Roster.EMPTY), "b").generation(),
                account(other.build(settings(YAML), Roster.EMPTY), "b").generation());
    }
}
