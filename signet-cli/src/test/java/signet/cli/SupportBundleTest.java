package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code signet support-bundle} where no server runs; with one see the server's tests. */
class SupportBundleTest {
    @TempDir
    Path folder = Path.of("");

    private static Map<String, String> files(Path bundle) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (ZipFile zip = new ZipFile(bundle.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                files.put(
                        entry.getName().replaceFirst("^signet-support-\\d{8}T\\d{6}Z/", ""),
                        new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private static String file(Map<String, String> files, String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private Run run(String... more) {
        String[] arguments = java.util.Arrays.copyOf(more, more.length + 1);
        arguments[more.length] = "support-bundle";
        java.util.Collections.rotate(java.util.Arrays.asList(arguments), 1);
        return Run.of(arguments);
    }

    @Test
    void withoutAServerItHasWhatSettingsTellAndSaysWhatIsMissing() throws Exception {
        try (Provider provider = new Provider(folder)) {
            Path out = folder.resolve("b.zip");
            String settings = provider.playground.settings().toString();
            Run run = run("-f", settings, "--without-server", "--test", "--out", out.toString());
            assertEquals(0, run.status(), run.err());
            assertTrue(run.err().contains("--without-server was given"), run.err());
            assertTrue(run.out().contains("b.zip"), run.out());
            assertTrue(run.out().contains("Look at it before you send it"), run.out());
            Map<String, String> files = files(out);
            files.keySet().stream()
                    .filter(name -> !name.equals("README.txt") && !name.equals("manifest.json"))
                    .forEach(name -> assertTrue(run.out().contains("  " + name + " "), name + ": " + run.out()));
            assertTrue(run.out().contains("queue.json          missing  needs a running server"), run.out());
            assertTrue(file(files, "README.txt").contains("needs a running server"), file(files, "README.txt"));
            assertTrue(
                    file(files, "settings.yaml").contains("private-key: file:key.pem"), file(files, "settings.yaml"));
            assertTrue(file(files, "credentials.json").contains("x5tS256"), file(files, "credentials.json"));
            assertTrue(file(files, "test.json").contains("\"stage\":\"clock\""), file(files, "test.json"));
            assertTrue(file(files, "versions.json").contains("\"sqlite\" : \"3."), file(files, "versions.json"));
            assertTrue(file(files, "files.json").contains("\"permissions\":\"rw-------\""), file(files, "files.json"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(out)));
            try (var left = Files.list(folder)) {
                assertFalse(left.anyMatch(path -> path.toString().endsWith(".part")), "nothing unfinished stays");
            }

            Run again = run("-f", settings, "--without-server", "--out", out.toString());
            assertEquals(2, again.status(), again.err());
            assertTrue(again.err().contains("is there already and is not overwritten"), again.err());
        }
    }

    @Test
    void whereNoServerAnswersItIsSaidAndTheRestIsMade() throws Exception {
        Path settings = Files.writeString(
                folder.resolve("signet.yaml"),
                "accounts:\n  portal: {address: portal@contoso.example, passwort: HIDDENmisspelt}\n"
                        + "server: {port: 1}\n");
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/operator.token"), "sgn_x");
        Path out = folder.resolve("b.zip");
        Run run = run("-f", settings.toString(), "--json", "--out", out.toString());
        assertEquals(0, run.status(), run.err());
        Map<?, ?> printed = new JsonMapper().readValue(run.out(), Map.class);
        assertEquals(out.toString(), printed.get("file"));
        assertEquals("shortened", printed.get("addresses"));
        assertTrue(String.valueOf(printed.get("missing")).contains("needs a running server"), run.out());
        Map<String, String> files = files(out);
        assertTrue(file(files, "settings.yaml").contains("passwort: ••••••"), file(files, "settings.yaml"));
        assertTrue(file(files, "findings.json").contains("passwort"), file(files, "findings.json"));
        files.forEach((name, text) -> assertFalse(text.contains("HIDDENmisspelt"), name));
    }

    @Test
    void aServerThatWasNamedHasToAnswer() throws Exception {
        Path out = folder.resolve("b.zip");
        Run run = run(
                "-f",
                folder.resolve("none.yaml").toString(),
                "--server",
                "http://127.0.0.1:1",
                "--api-token",
                "sgn_x",
                "--out",
                out.toString());
        assertEquals(1, run.status(), run.err());
        assertTrue(run.err().contains("no server answers at http://127.0.0.1:1"), run.err());
        assertFalse(Files.exists(out));
    }
}
