package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code canary:} of an account. */
class CanarySettingsTest {
    @TempDir
    Path directory;

    private SettingsReading read(String account) throws IOException {
        return new Reading(directory, Map.of("P", "hunter22"))
                .of("accounts:\n  a:\n    address: a@b.example\n    password: env:P\n" + account);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {"{every: 30m} | PT30M", "{} | PT15M", "{every: 5m} | PT5M", "{every: 7d} | PT168H"})
    void howOften(String canary, Duration every) throws IOException {
        SettingsReading reading =
                read("    smtp: {host: h.example}\n    imap: {host: h.example}\n    canary: " + canary + "\n");
        assertEquals(List.of(), Reading.places(reading));
        assertEquals(Optional.of(every), Reading.account(reading, "a").canary());
    }

    @Test
    void pop3IsEnoughAndNobodyHasOneUnasked() throws IOException {
        String pop3 = "    smtp: {host: h.example}\n    pop3: {host: h.example}\n";
        assertEquals(
                Optional.of(Duration.ofMinutes(15)),
                Reading.account(read(pop3 + "    canary: {every: 15m}\n"), "a").canary());
        assertEquals(Optional.empty(), Reading.account(read(pop3), "a").canary());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{every: 4m}   | settings-canary-every | 5m to 7d",
                "{every: 8d}   | settings-canary-every | 5m to 7d",
                "{every: 15}   | settings-wrong-value  | unit",
                "{evry: 15m}   | settings-unknown-key  | every"
            })
    void wrongValues(String canary, String code, String words) throws IOException {
        SettingsReading reading =
                read("    smtp: {host: h.example}\n    imap: {host: h.example}\n    canary: " + canary + "\n");
        assertTrue(
                reading.findings().stream()
                        .anyMatch(f -> f.code().equals(code) && (f.summary() + f.remedy()).contains(words)),
                reading.findings().toString());
    }

    /** Mail must not stand still because it cannot be watched. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "smtp | canary-without-mailbox | no imap or pop3 to find the message again",
                "imap | canary-without-smtp    | no smtp to send the message"
            })
    void whatIsMissingIsSaidAndTheAccountGoesOn(String declared, String code, String words) throws IOException {
        SettingsReading reading = read("    " + declared + ": {host: h.example}\n    canary: {every: 15m}\n");
        assertEquals(List.of("6 " + code), Reading.places(reading));
        assertTrue(
                reading.findings().getFirst().summary().contains(words),
                reading.findings().toString());
        ConfiguredAccount account = Reading.account(reading, "a");
        assertEquals(Optional.empty(), account.canary());
        assertTrue(account.usable());
        assertFalse(reading.findings().getFirst().remedy().isEmpty());
    }
}
