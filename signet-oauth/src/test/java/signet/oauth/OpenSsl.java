package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code openssl} command, which every build machine of this project has. */
final class OpenSsl {
    private final Path folder;

    OpenSsl(Path folder) {
        this.folder = folder;
    }

    /** Runs {@code openssl} with {@code input} at its prompts; returns what it printed, and fails when it fails. */
    String run(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path printed = Files.createTempFile(folder, "openssl", ".out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "openssl hangs");
        String output = Files.readString(printed, StandardCharsets.ISO_8859_1);
        assertEquals(0, process.exitValue(), output);
        return output;
    }

    String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    Path path(String file) {
        return folder.resolve(file);
    }

    /** A fresh unencrypted RSA pair: {@code key.pem} and {@code certificate.pem}. */
    KeyPairPem pair() throws IOException, InterruptedException {
        run(
                "",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-sha256",
                "-nodes",
                "-days",
                "365",
                "-subj",
                "/CN=mail-gateway",
                "-keyout",
                "key.pem",
                "-out",
                "certificate.pem");
        return PemReader.keyPair(
                        Secret.of(read("key.pem")),
                        java.util.Optional.empty(),
                        Secret.of(read("certificate.pem")),
                        java.time.Instant.now())
                .keyPair()
                .orElseThrow();
    }
}
