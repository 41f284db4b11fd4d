package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.doctor.Successor;
import signet.oauth.Secret;
import signet.server.settings.Settings;
import signet.server.settings.SettingsReader;

/** What is remembered of a secret that is used in the place of the declared one. */
class InUseTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String FIRST = "abC8Q~long.enough-and_never.a.guid12345";
    private static final String SECOND = "xyZ8Q~long.enough-and_never.a.guid67890";

    @TempDir
    Path folder;

    private InUse inUse;

    @BeforeEach
    void open() throws IOException {
        inUse = InUse.of(folder);
    }

    private Settings settings(String next) throws IOException {
        Path file = folder.resolve("signet.yaml");
        Files.writeString(file, """
                credentials:
                  by-secret: {method: client-secret-microsoft-oauth2, tenant-id: b.example, secret-expires: 2026-12-01,
                    client-id: 66666666-7777-8888-9999-000000000000, client-secret: env:FIRST%s}
                accounts:
                  portal: {address: portal@b.example, credential: by-secret, smtp: {}}
                """.formatted(next));
        Map<String, String> variables = Map.of("FIRST", FIRST, "SECOND", SECOND);
        return new SettingsReader(name -> Optional.ofNullable(variables.get(name)), NOW)
                .read(file)
                .settings()
                .orElseThrow();
    }

    private static Successor second() {
        return new Successor(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Secret.of(SECOND)), Optional.empty());
    }

    private static Optional<String> secret(Settings settings) {
        return Optional.ofNullable(settings.credentials().get("by-secret"))
                .flatMap(credential -> credential.draft().clientSecret())
                .map(Secret::reveal);
    }

    @Test
    void aSecretInUseIsKnownAgainAfterARestartAndStandsNowhereInClear() throws IOException {
        Settings read = settings(", next: {client-secret: env:SECOND, secret-expires: 2028-12-01}");
        assertEquals(Optional.of(FIRST), secret(inUse.apply(read).settings()));
        inUse.use("by-secret", second(), NOW);
        InUse again = InUse.of(folder);
        InUse.Applied applied = again.apply(read);
        assertEquals(Optional.of(SECOND), secret(applied.settings()));
        assertEquals(
                Optional.of(SECOND),
                Optional.ofNullable(applied.settings().accounts().get("portal"))
                        .flatMap(account -> account.draft().credential())
                        .flatMap(draft -> draft.clientSecret())
                        .map(Secret::reveal),
                "accounts log in by it");
        assertEquals(1, applied.findings().size());
        String remedy = applied.findings().getFirst().remedy();
        assertTrue(remedy.contains("write client-secret: env:SECOND, secret-expires: 2028-12-01 in the place"), remedy);
        String note = Files.readString(folder.resolve("credentials.next"));
        assertFalse(note.contains("xyZ8Q"), note);
        assertTrue(note.contains("secret:$argon2id$"), note);
    }

    @Test
    void aNoteIsNotForgottenBeforeTheSettingsAreReadAgain() throws IOException {
        Settings read = settings(", next: {client-secret: env:SECOND}");
        inUse.apply(read);
        inUse.use("by-secret", second(), NOW);
        inUse.tidy(); // as the loop may, between the note and the reload
        assertEquals(Optional.of(SECOND), secret(inUse.apply(read).settings()));
    }

    @Test
    void anotherNextOrNoneIsNotInUseAndTheNoteGoes() throws IOException {
        inUse.use("by-secret", second(), NOW);
        for (String next :
                List.of("", ", next: {client-secret: \"literal:ghI8Q~long.enough-and_never.a.guid00000\"}")) {
            InUse.Applied applied = inUse.apply(settings(next));
            assertEquals(Optional.of(FIRST), secret(applied.settings()), next);
            assertEquals(List.of(), applied.findings());
        }
        assertTrue(Files.readString(folder.resolve("credentials.next")).contains("by-secret"));
        inUse.tidy();
        assertFalse(Files.readString(folder.resolve("credentials.next")).contains("by-secret"));
    }
}
