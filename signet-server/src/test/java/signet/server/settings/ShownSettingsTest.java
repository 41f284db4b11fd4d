package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;

/** What of the settings is shown to somebody who is asked for help. */
class ShownSettingsTest {
    private static final String MASK = "••••••";

    @TempDir
    Path folder;

    private ShownSettings shown(String yaml, Stored... stored) throws Exception {
        Path file = Files.writeString(folder.resolve("signet.yaml"), yaml);
        Environment environment =
                name -> name.equals("S") ? Optional.of("from the environment") : Optional.<String>empty();
        return ShownSettings.of(Optional.of(file), folder, List.of(stored), environment);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            credentials.c.client-secret          | literal:hunter2hunter2             | ••••••
            credentials.c.client-secret          | env:S                              | env:S
            credentials.c.client-secret          | env:not a name                     | ••••••
            credentials.c.private-key            | file:key.pem                       | file:key.pem
            credentials.c.client-id              | 9b6e0c57-31d4-4a8f-8e2b-6f0d5c4a1b92 | 9b6e0c57-31d4-4a8f-8e2b-6f0d5c4a1b92
            credentials.c.client-id              | Sim8Q~oN3.tR34l-xYz0123456789      | ••••••
            credentials.c.certificate            | -----BEGIN PRIVATE KEY-----abc     | ••••••
            credentials.c.tenant-id              | contoso.example                    | contoso.example
            credentials.c.method                 | hunter2hunter2                     | ••••••
            credentials.c.proxy                  | http://gate:pw@proxy:3128          | http://••••••@proxy:3128
            credentials.c.token-url              | https://idp.example/token?key=abc  | https://idp.example/token?••••••
            credentials.c.passwort               | hunter2                            | ••••••
            credentials.c.request-properties.grant_type | client_credentials          | client_credentials
            credentials.c.request-properties.client_secret | x                        | ••••••
            credentials.c.request-properties.anything   | x                           | ••••••
            accounts.a.properties.'mail.smtp.host'      | mail.example.org            | mail.example.org
            accounts.a.properties.'mail.smtp.password'  | x                           | ••••••
            accounts.a.properties.'mail.smtp.pasword'   | x                           | ••••••
            accounts.a.retrieve.into.command     | /bin/take --token abc              | /bin/take ••••••
            accounts.a.retrieve.into.webhook     | https://hook.example/services/T0/B0 | https://hook.example/••••••
            accounts.a.smtp.port                 | 587                                | 587
            accounts.a.smtp.port                 | hunter2                            | ••••••
            alerts.webhook                       | https://hook.example/x             | https://hook.example/••••••
            server.database-password             | x                                  | ••••••
            retention.content                    | 7d                                 | 7d
            retention.content                    | hunter2                            | ••••••
            """)
    void eachValueIsShownOrMasked(String key, String written, String expected) throws Exception {
        String[] path = key.split("\\.(?=(?:[^']*'[^']*')*[^']*$)");
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < path.length; i++) {
            yaml.append("  ".repeat(i)).append(path[i]).append(i < path.length - 1 ? ":\n" : ": \"" + written + "\"\n");
        }
        String shown = shown(yaml.toString()).file().orElseThrow();
        String last = shown.lines().reduce((a, b) -> b).orElseThrow();
        assertEquals(expected, last.substring(last.indexOf(": ") + 2).replace("'", ""), shown);
    }

    @Test
    void referencesAreListedAndTheirSecretsKnown() throws Exception {
        Files.writeString(folder.resolve("key.pem"), "the key itself\n");
        ShownSettings shown = shown("credentials:\n  c: {private-key: file:key.pem, client-secret: env:S}\n");
        assertEquals(
                List.of(new ShownSettings.Reference("credentials.c.private-key", folder.resolve("key.pem"))),
                shown.references());
        assertEquals(List.of(Secret.of("the key itself"), Secret.of("from the environment")), shown.secrets());
    }

    @Test
    void commentsAreLeftOut() throws Exception {
        assertEquals(
                "proxy: http://p:1\n",
                shown("# was: hunter2\nproxy: http://p:1 # hunter2\n").file().orElseThrow());
    }

    @Test
    void whatIsNoYamlIsNotShownAtAll() throws Exception {
        assertEquals(Optional.empty(), shown("a: [hunter2\n").file());
    }

    /** What was made through the API has no references: what looks like one is a value. */
    @Test
    void storedObjectsAreMaskedToo() throws Exception {
        ShownSettings shown = shown(
                "{}", new Stored(Kind.CREDENTIAL, "api", Secret.of("{\"method\":\"basic\",\"password\":\"hunter2\"}")));
        assertEquals(
                "credentials:\n  api:\n    method: basic\n    password: " + MASK + "\n",
                shown.stored().orElseThrow());
        assertEquals(List.of(Secret.of("hunter2")), shown.secrets());
    }

    /** From the layout itself: whatever it calls a secret, and every key that nobody knows. */
    @Test
    void noSecretOfTheLayoutIsEverShown() throws Exception {
        List<String> paths = secrets(Layout.ROOT, "").toList();
        assertTrue(paths.size() >= 12, paths.toString());
        for (String path : paths) {
            String[] keys = path.split("\\.");
            StringBuilder yaml = new StringBuilder();
            for (int i = 0; i < keys.length; i++) {
                yaml.append("  ".repeat(i)).append(keys[i]).append(i < keys.length - 1 ? ":\n" : ": hunter2\n");
            }
            String shown = shown(yaml.toString()).file().orElseThrow();
            assertFalse(shown.contains("hunter2"), shown);
        }
    }

    private static Stream<String> secrets(Shape shape, String path) {
        return switch (shape) {
            case Shape.Struct struct ->
                struct.fields().entrySet().stream()
                        .flatMap(field -> secrets(
                                field.getValue().shape(),
                                path.isEmpty() ? field.getKey() : path + "." + field.getKey()));
            case Shape.MapOf map -> secrets(map.value(), path + ".one");
            case Shape.ListOf list -> list.orSingle() ? secrets(list.item(), path) : Stream.of();
            case Shape.TextOr either -> secrets(either.block(), path);
            case Shape.Text text -> text.secret() ? Stream.of(path) : Stream.of();
            default -> Stream.of();
        };
    }
}
