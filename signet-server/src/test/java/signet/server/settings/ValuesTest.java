package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import signet.doctor.Finding;
import signet.oauth.Secret;

/** What a written value stands for, and what happens to one account only when a value is wrong (B31, B55, B56, B57). */
class ValuesTest {
    private static final String ACCOUNT = """
            accounts:
              a:
                address: a@b.example
                password: %s
                smtp: {host: mail.b.example}
            """;

    @TempDir
    Path directory;

    @Test
    void aVariableAFileALiteralAndPlainText() throws IOException {
        Files.writeString(directory.resolve("p.txt"), "from file\n");
        PosixFilePermissions.fromString("rw-------");
        Files.setPosixFilePermissions(directory.resolve("p.txt"), PosixFilePermissions.fromString("rw-------"));
        Reading reading = new Reading(directory, Map.of("P", " from variable "));

        assertEquals(Secret.of(" from variable "), password(reading.of(ACCOUNT.formatted("env:P"))));
        assertEquals(Secret.of("from file"), password(reading.of(ACCOUNT.formatted("file:p.txt"))));
        assertEquals(Secret.of("env:P"), password(reading.of(ACCOUNT.formatted("literal:env:P"))));
        assertEquals(Secret.of("plain"), password(reading.of(ACCOUNT.formatted("plain"))));
    }

    @Test
    void onlyOneFinalLineBreakIsDropped() throws IOException {
        Files.writeString(directory.resolve("p.txt"), "x \r\n\r\n");

        assertEquals(
                Secret.of("x \r\n"), password(new Reading(directory, Map.of()).of(ACCOUNT.formatted("file:p.txt"))));
    }

    @Test
    void aSecretInTheFileOrInAnOpenFileDrawsAWarning() throws IOException {
        Files.writeString(directory.resolve("p.txt"), "s");
        Files.setPosixFilePermissions(directory.resolve("p.txt"), PosixFilePermissions.fromString("rw-r--r--"));
        Reading reading = new Reading(directory, Map.of());

        assertEquals(List.of("4 secret-in-file"), Reading.places(reading.of(ACCOUNT.formatted("s"))));
        assertEquals(List.of("4 secret-in-file"), Reading.places(reading.of(ACCOUNT.formatted("literal:s"))));
        assertEquals(List.of("4 secret-file-open"), Reading.places(reading.of(ACCOUNT.formatted("file:p.txt"))));
    }

    static List<Arguments> wrongValues() {
        return List.of(
                Arguments.of("password: env:NONE", "settings-env-missing", "NONE"),
                Arguments.of("password: file:none.txt", "settings-file-unreadable", "does not exist"),
                Arguments.of("password: file:.", "settings-file-unreadable", "is a folder"),
                Arguments.of("password: file:large.bin", "settings-file-unreadable", "1 MiB"),
                Arguments.of("password: key.pem", "settings-file-prefix", "key.pem"),
                Arguments.of("smtp: {host: h.example, port: 0}", "settings-wrong-value", "1 to 65535"),
                Arguments.of("smtp: {host: h.example, port: 70000}", "settings-wrong-value", "1 to 65535"),
                Arguments.of("smtp: {host: h.example, tls: ssl}", "settings-wrong-value", "implicit"),
                Arguments.of("smtp: {}", "settings-host-missing", "host:"),
                Arguments.of("retry: {first: 5}", "settings-wrong-value", "with a unit"),
                Arguments.of("retry: {first: -1s}", "settings-wrong-value", "with a unit"),
                Arguments.of("retry: {first: 999999999d}", "settings-wrong-value", "with a unit"),
                Arguments.of("from: rewrit", "settings-wrong-value", "rewrite"),
                Arguments.of("credential: nobody", "settings-credential-unknown", "nobody"),
                Arguments.of("proxy: ftp://p", "settings-proxy", "socks5://"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongValues")
    void disablesThisAccountOnly(String line, String code, String says) throws IOException {
        Files.write(directory.resolve("large.bin"), new byte[(1 << 20) + 1]);
        Files.writeString(directory.resolve("key.pem"), "-----BEGIN");
        String yaml = """
                accounts:
                  wrong:
                    address: w@b.example
                    %s
                  right:
                    address: r@b.example
                    password: env:P
                    smtp: {host: mail.b.example}
                """;

        SettingsReading reading = new Reading(directory, Map.of("P", "x")).of(yaml.formatted(line));

        Finding finding = reading.findings().stream()
                .filter(f -> f.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError(Reading.places(reading).toString()));
        assertTrue((finding.summary() + finding.remedy()).contains(says), finding::toString);
        assertTrue(Reading.account(reading, "right").usable());
        ConfiguredAccount wrong = Reading.settings(reading).accounts().get("wrong");
        assertTrue(wrong == null || !wrong.usable());
    }

    @Test
    void aSecondAccountWithTheSameAddressIsRefused() throws IOException {
        SettingsReading reading = new Reading(directory, Map.of("P", "x")).of("""
                    accounts:
                      one: {address: a@b.example, password: env:P, smtp: {host: h.example}}
                      two: {address: A@b.example, password: env:P, imap: {host: h.example}}
                    """);

        assertTrue(Reading.account(reading, "one").usable());
        assertFalse(Reading.account(reading, "two").usable());
        assertEquals("3 settings-address-twice", Reading.places(reading).getFirst());
    }

    private static Secret password(SettingsReading reading) {
        return Reading.account(reading, "a").draft().password().orElseThrow();
    }
}
