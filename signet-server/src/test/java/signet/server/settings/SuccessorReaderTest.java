package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.server.settings.ConfiguredSuccessor.Origin;

/** What follows a credential is looked at as the first one is, and disables nothing but itself. */
class SuccessorReaderTest {
    private static final String FIRST =
            "credentials:\n  by-cert:\n    method: certificate-microsoft-oauth2\n    tenant-id: b.example\n"
                    + "    client-id: 66666666-7777-8888-9999-000000000000\n    private-key: file:key.pem\n"
                    + "    certificate: file:certificate.pem\n";
    private static final String ACCOUNT =
            "accounts:\n  portal: {address: portal@b.example, credential: by-cert, smtp: {}}\n";

    @TempDir
    Path directory;

    private final CertificateMaker maker = new CertificateMaker(new SecureRandom());
    private Reading reading;

    @BeforeEach
    void pairs() throws IOException {
        reading = new Reading(directory, Map.of("SECRET", "abC8Q~long.enough-and_never.a.guid12345"));
        pair(40).write(directory);
        pair(700).write(directory.resolve("next"));
        pair(20).write(directory.resolve("short"));
        pair(600).write(directory.resolve("other"));
    }

    private NewKeyPair pair(int days) {
        return maker.make(
                new CertificateOrder("CN=" + days, Duration.ofDays(days), 2048, Optional.empty()), Reading.NOW);
    }

    private SettingsReading read(String next) throws IOException {
        return reading.of(FIRST + next + ACCOUNT);
    }

    private static ConfiguredCredential credential(SettingsReading read) {
        return Optional.ofNullable(Reading.settings(read).credentials().get("by-cert"))
                .orElseThrow();
    }

    private static String next(String block) {
        return "    next: {" + block.replace(';', ',') + "}\n";
    }

    private static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }

    @Test
    void aPairThatFollowsIsUsableAndSaysNothing() throws IOException {
        SettingsReading read = read(next("private-key: file:next/key.pem; certificate: file:next/certificate.pem"));
        assertEquals(List.of(), read.findings());
        ConfiguredSuccessor next = credential(read).next().orElseThrow();
        assertEquals(Origin.DECLARED, next.origin());
        assertTrue(credential(read).renewed().isPresent());
        assertEquals("private-key: file:next/key.pem, certificate: file:next/certificate.pem", next.instead());
        assertTrue(read.files().contains(directory.resolve("next/key.pem")), "a change of it is a change");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "private-key: file:next/key.pem; certificate: file:other/certificate.pem | key-certificate-mismatch",
                "private-key: file:next/key.pem | certificate-missing",
                "certificate: file:next/certificate.pem | private-key-missing",
                "private-key: file:gone.pem; certificate: file:next/certificate.pem | settings-file-unreadable",
                "client-secret: env:SECRET | next-unfit",
                "private-key: file:next/key.pem; certificate: file:next/certificate.pem; client-secret: env:SECRET | next-unfit",
                "private-key: file:next/certificate.pem; certificate: file:next/key.pem | key-and-certificate-exchanged",
            })
    void aWrongOneIsDisabledAlone(String block, String code) throws IOException {
        SettingsReading read = read(next(block));
        List<Finding> errors = read.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
        assertTrue(
                errors.stream().anyMatch(finding -> finding.code().equals(code.strip())),
                code + " is not in " + errors);
        assertTrue(errors.getFirst().summary().startsWith("signet.yaml:8: "), errors.toString());
        ConfiguredCredential credential = credential(read);
        assertTrue(credential.credential().isPresent(), "the first one works");
        assertTrue(credential.renewed().isEmpty());
        assertTrue(Reading.account(read, "portal").usable());
        assertEquals(codes(read.findings()), codes(read.findings(Kind.CREDENTIAL, "by-cert")), "told with its object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "private-key: file:key.pem; certificate: file:certificate.pem | next-same",
                "private-key: file:short/key.pem; certificate: file:short/certificate.pem | next-ends-first",
            })
    void aUselessOneDrawsAWarning(String block, String code) throws IOException {
        List<Finding> findings = read(next(block)).findings();
        assertTrue(codes(findings).contains(code), findings.toString());
        assertTrue(findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR), findings.toString());
    }

    @Test
    void onTheLastDayTheFileIsToldWhatItShouldSay() throws IOException {
        String secret = "credentials:\n  s: {method: client-secret-microsoft-oauth2, tenant-id: b.example, client-id:"
                + " 66666666-7777-8888-9999-000000000000, client-secret: env:SECRET, secret-expires: 2026-11-24,\n"
                + "    next: {client-secret: \"xyZ8Q~long.enough-and_never.a.guid67890\", secret-expires: 2028-01-01}}\n";
        Finding due = reading.of(secret).findings().stream()
                .filter(finding -> finding.code().equals("next-due"))
                .findFirst()
                .orElseThrow();
        assertTrue(due.remedy().contains("client-secret: (as under next), secret-expires: 2028-01-01"), due.remedy());
        assertFalse(due.toString().contains("xyZ8Q"), "a secret in clear is not repeated");
    }

    @Test
    void aPairKeptBesideTheFilesFollowsOnceBothAreThere() throws IOException {
        NewKeyPair kept = pair(650);
        Files.writeString(directory.resolve("key.pem.next"), kept.keyPem().reveal());
        SettingsReading half = read("");
        assertTrue(credential(half).next().isEmpty());
        assertTrue(half.files().contains(directory.resolve("certificate.pem.next")), "once it comes it is a change");
        Files.writeString(directory.resolve("certificate.pem.next"), kept.certificatePem());
        ConfiguredSuccessor next = credential(read("")).next().orElseThrow();
        assertEquals(Origin.BESIDE, next.origin());
        assertTrue(next.credential().isPresent(), next.findings().toString());
    }

    @Test
    void aStoredCredentialHasItsSuccessorInItsBlock() throws IOException {
        NewKeyPair first = pair(40);
        NewKeyPair second = pair(700);
        String block = "{\"method\":\"certificate-microsoft-oauth2\",\"tenant-id\":\"b.example\",\"client-id\":"
                + "\"66666666-7777-8888-9999-000000000000\",\"private-key\":"
                + quoted(first.keyPem().reveal())
                + ",\"certificate\":" + quoted(first.certificatePem()) + ",\"next\":{\"private-key\":"
                + quoted(second.keyPem().reveal()) + ",\"certificate\":" + quoted(first.certificatePem()) + "}}";
        Files.writeString(directory.resolve("signet.yaml"), "accounts: {}\n");
        SettingsReading read = new SettingsReader(name -> Optional.empty(), Reading.NOW)
                .read(directory.resolve("signet.yaml"), List.of(new Stored(Kind.CREDENTIAL, "made", Secret.of(block))));
        ConfiguredCredential made = Optional.ofNullable(
                        Reading.settings(read).credentials().get("made"))
                .orElseThrow();
        assertTrue(made.credential().isPresent());
        assertEquals(Origin.STORED, made.next().orElseThrow().origin());
        assertTrue(made.next().orElseThrow().credential().isEmpty(), "key and certificate do not belong together");
        assertFalse(read.findings(Kind.CREDENTIAL, "made").isEmpty());
    }

    private static String quoted(String pem) {
        return "\"" + pem.replace("\n", "\\n") + "\"";
    }
}
