package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.doctor.Finding;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;

/** Objects made through the API beside those of the file, and drafts that are saved nowhere. */
class StoredObjectsTest {
    private static final String CREDENTIAL =
            "{\"method\": \"client-secret-microsoft-oauth2\", \"tenant-id\": \"b.example\","
                    + " \"client-id\": \"66666666-7777-8888-9999-000000000000\","
                    + " \"client-secret\": \"abC8Q~long.enough-and_never.a.guid12345\"}";
    private static final String FILE = """
            accounts:
              filed: {address: f@b.example, password: env:P, smtp: {host: mail.b.example}}
            logins:
              - {name: filed-login, password: env:GOOD, accounts: filed}
            """;

    @TempDir
    Path directory;

    private SettingsReader reader;

    @BeforeEach
    void reader() throws IOException {
        Files.writeString(directory.resolve("signet.yaml"), FILE);
        Files.writeString(directory.resolve("secret.txt"), "CANARY");
        Map<String, String> variables = Map.of("P", "hunter22", "GOOD", "long-enough");
        reader = new SettingsReader(name -> Optional.ofNullable(variables.get(name)), Reading.NOW);
    }

    private SettingsReading read(Stored... stored) {
        return reader.read(directory.resolve("signet.yaml"), List.of(stored));
    }

    private static Stored stored(Kind kind, String name, String block) {
        return new Stored(kind, name, Secret.of(block));
    }

    private static Stored account(String name, String block) {
        return stored(Kind.ACCOUNT, name, block);
    }

    @Test
    void standBesideThoseOfTheFile() {
        SettingsReading reading = read(
                stored(Kind.CREDENTIAL, "made", CREDENTIAL),
                account("made-account", "{address: m@b.example, credential: made, smtp: {}}"),
                stored(Kind.LOGIN, "made-login", "password: long-enough\naccounts: [made-account, filed]\n"));

        Settings settings = Reading.settings(reading);
        assertEquals(
                List.of("filed", "made-account"),
                List.copyOf(settings.accounts().keySet()));
        assertTrue(Reading.account(reading, "made-account").usable(), reading::toString);
        assertEquals(
                List.of("filed-login", "made-login"),
                settings.serving().logins().stream().map(l -> l.name()).toList());
        assertFalse(
                reading.findings().stream().anyMatch(f -> f.code().equals("secret-in-file")),
                "it stands in no file: " + reading.findings());
    }

    @Test
    void onlyThoseOfTheFileAreLocked() {
        Settings settings = Reading.settings(read(account("made", "{address: m@b.example, password: hunter22}")));

        assertTrue(settings.isDeclared(Kind.ACCOUNT, "filed"));
        assertTrue(settings.isDeclared(Kind.LOGIN, "filed-login"));
        assertFalse(settings.isDeclared(Kind.ACCOUNT, "made"));
        assertFalse(settings.isDeclared(Kind.CREDENTIAL, "filed"));
    }

    @Test
    void theFileWinsWhereBothHaveTheName() {
        SettingsReading reading = read(
                account("filed", "{address: other@b.example, password: hunter22, smtp: {host: mail.b.example}}"),
                stored(Kind.LOGIN, "filed-login", "{password: another-one, accounts: filed}"));

        assertEquals("f@b.example", Reading.account(reading, "filed").draft().address());
        assertTrue(Reading.account(reading, "filed").usable());
        assertEquals(1, Reading.settings(reading).serving().logins().size());
        assertEquals(
                2,
                reading.findings().stream()
                        .filter(f -> f.code().equals("settings-name-taken"))
                        .count());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{addres: m@b.example}                                                   | settings-unknown-key",
                "[a, list]                                                               | settings-wrong-kind",
                "just text                                                               | settings-wrong-kind",
                "{address: m@b.example, smtp: {host: h.example, port: 0}, password: x}   | settings-wrong-value",
                "{address: m@b.example, credential: nobody}                              | settings-credential-unknown",
                "{address: F@b.example, password: hunter22, smtp: {host: h.example}}     | settings-address-twice",
                "{address: m@b.example, password: 'env:P', smtp: {host: h.example}}      | settings-reference",
                "{address: m@b.example, password: 'file:secret.txt', smtp: {host: h.example}} | settings-reference",
                "{address: m@b.example, password: x, trust: 'file:/etc/hostname'}        | settings-reference",
                "{address: m@b.example, password: x, properties: 'file:mail.properties'} | settings-reference",
                "{ address:                                                              | yaml-syntax"
            })
    void aFaultDisablesTheObjectAlone(String block, String code) {
        SettingsReading reading = read(account("made", block));

        List<Finding> findings = reading.findings(Kind.ACCOUNT, "made");
        assertTrue(findings.stream().anyMatch(f -> f.code().equals(code)), findings::toString);
        assertTrue(Reading.account(reading, "filed").usable());
        assertFalse(Optional.ofNullable(Reading.settings(reading).accounts().get("made"))
                .filter(ConfiguredAccount::usable)
                .isPresent());
        assertFalse(reading.findings().toString().contains("CANARY"));
    }

    @Test
    void workWithoutAnyFile() {
        SettingsReading reading = reader.withoutFile(
                directory,
                List.of(
                        stored(Kind.CREDENTIAL, "made", CREDENTIAL),
                        account("made-account", "{address: m@b.example, credential: made, smtp: {}}")));

        assertTrue(Reading.account(reading, "made-account").usable(), reading::toString);
    }

    private DraftReading draft(String text) {
        return reader.draft(text, Reading.settings(read(stored(Kind.CREDENTIAL, "made", CREDENTIAL))));
    }

    @Test
    void aDraftOfAccountAndCredentialIsReadAsOne() {
        DraftReading draft =
                draft("{\"account\": {\"address\": \"x@b.example\", \"smtp\": {}, \"imap\": {\"port\": 993}},"
                        + " \"credential\": " + CREDENTIAL + "}");

        assertTrue(draft.account().orElseThrow().usable(), draft::toString);
        assertEquals(
                "draft",
                draft.account().orElseThrow().credential().orElseThrow().name());
        assertTrue(draft.credential().orElseThrow().credential().isPresent());
        assertEquals(2, draft.account().orElseThrow().routes().size());
    }

    @Test
    void aDraftMayNameACredentialThatIsThere() {
        DraftReading draft =
                draft("{\"account\": {\"address\": \"x@b.example\", \"credential\": \"made\", \"smtp\": {}}}");

        assertTrue(draft.account().orElseThrow().usable(), draft::toString);
        assertEquals(Optional.empty(), draft.credential());
    }

    @Test
    void aDraftMayHaveTheAddressOfAnAccountThatIsThere() {
        DraftReading draft = draft(
                "{\"account\": {\"address\": \"f@b.example\", \"password\": \"hunter22\", \"smtp\": {\"host\": \"h.example\"}}}");

        assertTrue(draft.account().orElseThrow().usable(), draft::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"text\"",
                "{",
                "{\"acount\": {}}",
                "{\"account\": {\"address\": \"x@b.example\", \"credential\": \"nobody\"}}",
                "{\"account\": {\"adress\": \"x@b.example\"}}",
                "{\"credential\": {\"method\": \"basic\", \"password\": \"env:P\"}}",
                "{\"credential\": {\"method\": \"oauth2\", \"request-properties\": {\"x\": \"file:secret.txt\"}}}",
                "{\"account\": {\"address\": \"x@b.example\", \"smtp\": {\"host\": \"h\", \"port\": 99999}}}"
            })
    @Tag("F10")
    void aWrongDraftIsAListOfFindings(String text) {
        DraftReading draft = draft(text);

        assertTrue(
                draft.findings().stream().anyMatch(f -> f.severity() == signet.oauth.Problem.Severity.ERROR),
                draft::toString);
        assertFalse(draft.account().filter(ConfiguredAccount::usable).isPresent());
        assertFalse(draft.toString().contains("CANARY"));
    }

    @Test
    void anEmptyDraftHasNothing() {
        assertEquals(new DraftReading(Optional.empty(), Optional.empty(), List.of()), draft("{}"));
    }
}
