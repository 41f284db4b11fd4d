package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    /** Without it {@code ./signet} makes no cache, says nothing, and every command starts slowly. */
    @Test
    void fetchesManyMessages(@TempDir Path folder) throws IOException, InterruptedException {
        Process training = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Training.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(training.getInputStream(), StandardCharsets.UTF_8))) {
            said = String.join("\n", out.lines().toList());
        }
        training.waitFor(1, TimeUnit.MINUTES);
        assertEquals(0, training.exitValue(), said);
        try (Stream<Path> files = Files.list(folder.resolve("mail"))) {
            assertEquals(
                    Training.MESSAGES,
                    files.filter(file -> file.toString().endsWith(".eml")).count());
        }
    }
}
