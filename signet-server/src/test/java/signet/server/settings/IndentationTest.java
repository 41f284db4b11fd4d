package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import signet.doctor.Finding;

/** What somebody reads who wrote a block too far to the left, a name in the wrong column, or a file's name wrong. */
class IndentationTest {
    private static final String ACCOUNT = "accounts:\n  a:\n    address: a@b.example\n";

    @TempDir
    Path directory;

    static List<Arguments> faults() {
        return List.of(
                Arguments.of(
                        ACCOUNT + "   smtp: {}\n",
                        "signet.yaml:4: ",
                        "by 3 blanks, and no block before it is; those are by 0, 2, 4"),
                Arguments.of(
                        ACCOUNT + "      smtp: {}\n",
                        "signet.yaml:4: ",
                        "by 6 blanks, deeper than the line before it (4 blanks)"),
                Arguments.of(ACCOUNT + "# a remark\n\n     imap: {}\n", "signet.yaml:6: ", "by 5 blanks, deeper"),
                Arguments.of(
                        "logins:\n  - name: x\n   accounts: [a]\n",
                        "signet.yaml:3: ",
                        "by 3 blanks, and no block before it is; those are by 0, 2, 4"),
                Arguments.of("proxy: a: b\n", "signet.yaml:1: ", "a second colon with a blank behind it"),
                Arguments.of(ACCOUNT + "    smtp\n", "signet.yaml:", "a line without a colon"),
                Arguments.of("a:\n  address: a@b.example\n", "signet.yaml:1: ", "'a' is not a key"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isSaidInNumbers(String yaml, String place, String says) throws IOException {
        Finding finding = reading(yaml).findings().get(0);
        assertTrue(finding.summary().startsWith(place), finding.summary());
        assertTrue(finding.summary().contains(says), finding.summary());
    }

    private SettingsReading reading(String yaml) throws IOException {
        return new Reading(directory, Map.of()).of(yaml);
    }

    @Test
    void aNameInTheFirstColumnIsToldWhereItBelongs() throws IOException {
        assertEquals(
                "If it is a name, indent it and what belongs to it below accounts:.",
                reading("accounts:\na:\n  address: a@b.example\n")
                        .findings()
                        .get(0)
                        .remedy());
        assertEquals(
                "If it is a name, indent it and what belongs to it below credentials:.",
                reading("credentials:\na:\n  method: basic\n").findings().get(0).remedy());
    }

    @Test
    void aMissingFileIsOneFindingWithTheFileBesideIt() throws IOException {
        Files.writeString(directory.resolve("certificate.pem"), "x");
        List<Finding> findings = reading("""
                credentials:
                  c:
                    method: certificate-microsoft-oauth2
                    tenant-id: contoso.example
                    client-id: 66666666-7777-8888-9999-000000000000
                    private-key: file:key.pem
                    certificate: file:certficate.pem
                """).findings();
        assertEquals(
                List.of("settings-file-unreadable", "settings-file-unreadable"),
                findings.stream().map(Finding::code).toList());
        assertTrue(
                findings.stream()
                        .anyMatch(f -> f.remedy().startsWith("Did you mean " + directory.resolve("certificate.pem"))),
                findings.toString());
    }

    @Test
    void whatIsFoundInAValuePointsToItsLine() throws IOException {
        Files.writeString(directory.resolve("certificate.pem"), "x");
        Files.writeString(directory.resolve("key.pem"), "y");
        List<String> places = Reading.places(reading("""
                credentials:
                  c:
                    method: certificate-microsoft-oauth2
                    tenant-id: contoso.example
                    client-id: nonsense
                    private-key: literal:y
                    certificate: file:certificate.pem
                accounts:
                  a:
                    address: a@b.example
                    credential: c
                    smtp:
                      port: 58700
                """));
        assertTrue(places.contains("5 client-id-malformed"), places.toString());
        assertTrue(
                places.stream().anyMatch(place -> place.startsWith("6 pem-") || place.startsWith("6 key-")),
                places.toString());
        assertTrue(
                places.stream().anyMatch(place -> place.startsWith("7 pem-") || place.startsWith("7 certificate-")),
                places.toString());
        assertTrue(places.contains("13 port-not-served"), places.toString());
    }

    @Test
    void aListenerNobodyMayUseDrawsAWarning() throws IOException {
        String login = "logins:\n  - {name: x, password-hash: y, accounts: [a]}\n";
        String listener = "listeners:\n  smtp: {port: 2525}\n";
        assertTrue(Reading.places(reading(listener)).contains("1 listener-without-logins"));
        assertTrue(Reading.places(reading(login + listener)).stream()
                .noneMatch(place -> place.contains("listener-without")));
        String relay = "  smtp: {port: 2525, relay: [{networks: [127.0.0.0/8], account: a}]}\n";
        assertTrue(Reading.places(reading("listeners:\n" + relay)).stream()
                .noneMatch(place -> place.contains("listener-without")));
    }
}
