package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.doctor.Finding;

/** What stops the whole file: it is no YAML, or its structure is not ours (B53, B54). */
class StructureTest {
    @TempDir
    Path directory;

    static List<Arguments> wrongStructures() {
        return List.of(
                Arguments.of(
                        "typo",
                        "accounts:\n  a:\n    address: a@b.example\n    smpt: {}\n",
                        "4 settings-unknown-key",
                        "Did you mean 'smtp'?"),
                Arguments.of("typo at the top", "acounts: {}\n", "1 settings-unknown-key", "Did you mean 'accounts'?"),
                Arguments.of("nothing near", "zzzzzz: 1\n", "1 settings-unknown-key", "Known here: credentials"),
                Arguments.of("twice", "accounts: {}\nproxy: x\naccounts: {}\n", "3 yaml-duplicate-key", "Keep one"),
                Arguments.of("tab", "accounts:\n\ta: {}\n", "2 yaml-syntax", "tabs"),
                Arguments.of("open quote", "proxy: \"http\naccounts: {}\n", "3 yaml-syntax", "quotes"),
                Arguments.of("Java tag", "proxy: !!java.net.URL [http://x]\n", "1 yaml-tag", "Remove the tag"),
                Arguments.of("list for a text", "proxy: [a, b]\n", "1 settings-wrong-kind", "http://HOST:PORT"),
                Arguments.of("text for a block", "accounts: yes\n", "1 settings-wrong-kind", "a block of keys"),
                Arguments.of("list at the top", "- a\n", "1 settings-wrong-kind", "Begin with"),
                Arguments.of(
                        "name", "accounts:\n  Portal:\n    address: a@b.example\n", "2 settings-name", "lower-case"),
                Arguments.of("self-reference", "accounts: &a\n  x: *a\n", "1 yaml-too-large", "without aliases"),
                Arguments.of("alias bomb", bomb(), "1 yaml-too-large", "without aliases"),
                Arguments.of("nesting", "accounts: " + "[".repeat(40) + "]".repeat(40), "1 yaml-too-large", "aliases"),
                Arguments.of("10 MB", "#" + "x".repeat(10_000_000), "1 yaml-too-large", "file:PATH"));
    }

    @Test
    void aThousandAccountsWithLimitsOfTheirOwnAreNotTooMuch() throws IOException {
        StringBuilder yaml = new StringBuilder("accounts:\n");
        for (int i = 0; i < 1_000; i++) {
            yaml.append("""
                      box%1$d:
                        address: box%1$d@contoso.example
                        password: "literal:not-a-real-one"
                        smtp: {host: localhost, port: 2525, tls: starttls}
                        pacing: {connections: 3, messages-per-minute: 30, recipients-per-day: 10000}
                    """.formatted(i));
        }
        SettingsReading reading = new Reading(directory, Map.of()).of(yaml.toString());

        assertFalse(reading.findings().toString().contains("yaml-too-large"));
        assertEquals(1_000, reading.settings().orElseThrow().accounts().size());
    }

    /** Slips of the pen that make a password a key, an alias, a tag or a wrong value. */
    @Tag("F10")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "accounts:\n  a: {address: a@b.example, password:CANARYpass1}\n",
                "accounts:\n  a:\n    address: a@b.example\n    password:CANARYpass1: x\n",
                "accounts:\n  a:\n    address: a@b.example\n    password=CANARYpass1: x\n",
                "accounts:\n  a:\n    address: a@b.example\n    password:CANARYpass1\n",
                "accounts:\n  a:\n    address: a@b.example\n    password: *CANARYpass1\n",
                "accounts:\n  a:\n    address: a@b.example\n    password: !CANARYpass1\n",
                "accounts:\n  a:\n    address: a@b.example\n    password: [CANARYpass1]\n",
                "accounts:\n  a:\n    address: a@b.example\n    password: {CANARYpass1: x}\n",
                "accounts:\n  a:\n    address: a@b.example\n    password: \"CANARYpass1\n",
                "accounts:\n  a:\n    address: a@b.example\n    password: |\n  CANARYpass1\n",
                "accounts:\n  a:\n    address: a@b.example\n    password: x\n CANARYpass1\n",
            })
    void aSlipDoesNotShowThePassword(String yaml) throws IOException {
        SettingsReading reading = new Reading(directory, Map.of()).of(yaml);

        assertFalse(reading.findings().isEmpty());
        assertFalse(
                reading.findings().toString().contains("CANARYpass1"),
                reading.findings().toString());
    }

    private static String bomb() {
        return IntStream.range(1, 12)
                .mapToObj(i -> "x" + i + ": &x" + i + " ["
                        + "*x".concat(Integer.toString(i - 1) + ", ").repeat(9) + "]")
                .collect(Collectors.joining("\n", "x0: &x0 [a,a,a,a,a,a,a,a,a]\n", "\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongStructures")
    void stopsTheFileAndSaysWhereAndHow(String what, String yaml, String place, String remedy) throws IOException {
        SettingsReading reading = new Reading(directory, Map.of()).of(yaml);

        assertTrue(reading.settings().isEmpty(), "the file must not be used");
        Finding finding = reading.findings().stream()
                .filter(f -> place.endsWith(" " + f.code()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(Reading.places(reading).toString()));
        if (!what.equals("alias bomb") && !what.equals("self-reference")) {
            assertTrue(
                    Reading.places(reading).contains(place),
                    () -> Reading.places(reading).toString());
        }
        assertTrue(finding.remedy().contains(remedy), finding::remedy);
    }

    @Test
    void saysAllAtOnce() throws IOException {
        SettingsReading reading = new Reading(directory, Map.of())
                .of("acounts: {}\naccounts:\n  a: {addres: x}\n  B: {address: x@y.example}\n");

        assertEquals(
                List.of("1 settings-unknown-key", "3 settings-unknown-key", "4 settings-name"),
                Reading.places(reading).stream()
                        .filter(p -> !p.contains("missing"))
                        .toList());
    }

    @Test
    void yaml12WordsAreTexts() throws IOException {
        SettingsReading reading = new Reading(directory, Map.of())
                .of("accounts:\n  no:\n    address: NO@on.example\n    username: on\n    password: env:P\n");

        assertEquals("on", Reading.account(reading, "no").draft().username());
    }

    @Test
    void anEmptyFileIsAFileWithoutObjects() throws IOException {
        SettingsReading reading = new Reading(directory, Map.of()).of("");

        assertEquals(Map.of(), Reading.settings(reading).accounts());
    }

    @Test
    void aByteOrderMarkIsNoError() throws IOException {
        SettingsReading reading = new Reading(directory, Map.of()).of("\uFEFFaccounts: {}\n");

        assertEquals(List.of(), reading.findings());
    }
}
