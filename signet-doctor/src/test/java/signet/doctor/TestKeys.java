package signet.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two RSA pairs made by openssl once for all tests, as an administrator would make them. */
final class TestKeys {
    static final TestKeys ONE = make("gateway");
    static final TestKeys OTHER = make("another");

    private final String key;
    private final String certificate;

    private TestKeys(String key, String certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    String key() {
        return key;
    }

    String certificate() {
        return certificate;
    }

    static TestKeys make(String name) {
        try {
            Path folder = Files.createTempDirectory("signet-doctor-keys-");
            Path key = folder.resolve("key.pem");
            Path certificate = folder.resolve("certificate.pem");
            List<String> command = List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "rsa:2048",
                    "-nodes",
                    "-sha256",
                    "-days",
                    "365",
                    "-subj",
                    "/CN=" + name,
                    "-keyout",
                    key.toString(),
                    "-out",
                    certificate.toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("openssl made no pair");
            }
            TestKeys keys = new TestKeys(Files.readString(key), Files.readString(certificate));
            Files.delete(key);
            Files.delete(certificate);
            Files.delete(folder);
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
