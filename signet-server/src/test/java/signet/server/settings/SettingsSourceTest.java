package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.oauth.Secret;
import signet.server.account.Login;

class SettingsSourceTest {
    private static final String YAML = """
            accounts:
              a: {address: a@university.example, password: x, smtp: {host: mail.university.example}}
            logins:
              - {name: portal, password: long-enough-1, accounts: a}
              - {name: printer, password: long-enough-2, accounts: a}
            """;

    @TempDir
    Path folder;

    @Test
    void aClearPasswordIsHashedOnceAndItsLoginStaysTheSameThroughReloads() throws IOException {
        Path file = Files.writeString(folder.resolve("signet.yaml"), YAML);
        AtomicInteger hashed = new AtomicInteger();
        SettingsSource source = new SettingsSource(
                Optional.of(file),
                folder,
                name -> Optional.empty(),
                InstantSource.system(),
                password -> Secret.of("line " + hashed.incrementAndGet()));
        List<Login> first = logins(source);
        Files.writeString(file, "nonsense: 1\n");
        source.read(List.of());
        Files.writeString(file, YAML);
        assertEquals(first, logins(source));
        assertEquals(2, hashed.get());
        Files.writeString(file, YAML.replace("long-enough-2", "long-enough-3"));
        assertEquals(first.getFirst(), logins(source).getFirst());
        assertEquals(3, hashed.get());
    }

    private static List<Login> logins(SettingsSource source) {
        return source.read(List.of()).settings().orElseThrow().serving().logins();
    }
}
