package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.Account;
import signet.mail.Dialer;
import signet.mail.Protocol;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.SettingsReader;

/** An account with an OAuth credential logs in with a token or not at all; a password beside it is never used. */
class WiringTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "client secret ''{0}''")
    @CsvSource({"env:SECRET, BEARER", "env:MISSING, none"})
    @Tag("P13")
    void aPasswordBesideAnOauthCredentialIsNeverUsed(String clientSecret, String expected) throws IOException {
        Path file = directory.resolve("signet.yaml");
        Files.writeString(file, """
                credentials:
                  c:
                    method: client-secret-microsoft-oauth2
                    tenant-id: university.example
                    client-id: 66666666-7777-8888-9999-000000000000
                    client-secret: %s
                accounts:
                  a: {address: a@university.example, credential: c, password: env:PASSWORD, smtp: {}}
                """.formatted(clientSecret));
        Map<String, String> variables =
                Map.of("SECRET", "abC8Q~long.enough-and_never.a.guid12345", "PASSWORD", "hunter2");
        Optional<ConfiguredAccount> configured = new SettingsReader(
                        name -> Optional.ofNullable(variables.get(name)), Instant.now())
                .read(file)
                .settings()
                .map(settings -> settings.accounts().get("a"));

        Optional<Account> account =
                configured.flatMap(a -> new Wiring(InstantSource.system(), Dialer.DIRECT).account(a, Protocol.SMTP));

        assertEquals(
                expected, account.map(a -> a.authentication().kind().name()).orElse("none"));
    }
}
