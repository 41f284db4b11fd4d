package signet.server.certificate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.oauth.Secret;

class CertificateMakerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.5Z");
    private final CertificateMaker maker = new CertificateMaker(new SecureRandom());

    private NewKeyPair small(Optional<Secret> passphrase) {
        return maker.make(new CertificateOrder("CN=mail gateway", Duration.ofDays(30), 2048, passphrase), NOW);
    }

    @Test
    void theCertificateIsSelfSignedForThePeriodAskedFor() throws Exception {
        NewKeyPair made = small(Optional.empty());
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(made.certificatePem().getBytes(StandardCharsets.US_ASCII)));

        certificate.verify(certificate.getPublicKey());
        assertEquals("CN=mail gateway", certificate.getSubjectX500Principal().getName());
        assertEquals(
                NOW.plus(Duration.ofDays(30)).getEpochSecond(),
                certificate.getNotAfter().toInstant().getEpochSecond());
        assertTrue(certificate.getNotBefore().toInstant().isBefore(NOW));
        assertArrayEquals(certificate.getEncoded(), made.certificateDer());
        assertEquals(-1, certificate.getBasicConstraints(), "not a CA");
    }

    @Test
    void theKeyFileIsReadableByItsOwnerOnlyAndNothingIsOverwritten(@TempDir Path folder) throws Exception {
        NewKeyPair made = small(Optional.empty());
        made.write(folder);

        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(NewKeyPair.KEY_FILE))));
        byte[] key = Files.readAllBytes(folder.resolve(NewKeyPair.KEY_FILE));

        Files.delete(folder.resolve(NewKeyPair.CERTIFICATE_FILE));
        assertThrows(
                FileAlreadyExistsException.class, () -> small(Optional.empty()).write(folder));
        assertArrayEquals(key, Files.readAllBytes(folder.resolve(NewKeyPair.KEY_FILE)));
        assertFalse(Files.exists(folder.resolve(NewKeyPair.CERTIFICATE_FILE)), "all three or none");
    }

    @Test
    void aFileIsThereAsAWholeOrNotAtAll(@TempDir Path folder) throws Exception {
        NewKeyPair made = small(Optional.empty());
        List<Path> folders = IntStream.range(0, 200)
                .mapToObj(i -> folder.resolve(Integer.toString(i)))
                .toList();
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = Thread.ofPlatform()
                .start(() -> folders.forEach(each -> {
                    try {
                        made.write(each);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } finally {
                        over.set(each.equals(folders.getLast()));
                    }
                }));
        int torn = 0; // what a server finds that was killed meanwhile
        for (Path each : folders) {
            Path last = each.resolve(NewKeyPair.UPLOAD_FILE);
            while (!Files.exists(last) && !over.get()) {
                torn += empty(each.resolve(NewKeyPair.KEY_FILE)) + empty(each.resolve(NewKeyPair.CERTIFICATE_FILE));
            }
            torn += empty(last);
        }
        writer.join();
        assertEquals(0, torn, "a server that is killed while it makes its certificate never starts again");
    }

    private static int empty(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) == 0 ? 1 : 0;
    }

    @Test
    void opensslReadsThePlainAndTheEncryptedKey(@TempDir Path folder) throws Exception {
        small(Optional.empty()).write(folder.resolve("plain"));
        small(Optional.of(Secret.of("correct horse"))).write(folder.resolve("encrypted"));

        for (String name : List.of("plain", "encrypted")) {
            String fromKey = openssl(
                    "pkey",
                    "-in",
                    folder.resolve(name).resolve("key.pem").toString(),
                    "-passin",
                    "pass:correct horse",
                    "-pubout");
            String fromCertificate = openssl(
                    "x509",
                    "-in",
                    folder.resolve(name).resolve("certificate.pem").toString(),
                    "-noout",
                    "-pubkey");
            assertEquals(fromCertificate, fromKey);
        }
        assertTrue(Files.readString(folder.resolve("encrypted/key.pem"))
                .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    }

    private static String openssl(String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), output);
        return output;
    }

    @ParameterizedTest
    @CsvSource({"CN=x,1024,730,2048", "CN=x,2048,0,1-3653", "CN=x,2048,4000,1-3653"})
    void anOrderOutsideTheLimitsSaysWhichLimit(String subject, int size, int days, String limit) {
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new CertificateOrder(subject, Duration.ofDays(days), size, Optional.empty()));
        assertTrue(refusal.toString().contains(limit), refusal.toString());
    }

    @Test
    void aSubjectThatIsNoNameIsRefusedWithAnExample() {
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> maker.make(CertificateOrder.named("mail gateway"), NOW));
        assertTrue(refusal.toString().contains("CN=mail gateway"), refusal.toString());
    }

    @Test
    void theKeyIsNotInTheTextForm() {
        assertFalse(small(Optional.empty()).toString().contains("PRIVATE KEY"));
    }
}
