package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.account.ApiTokens.Scope;
import signet.server.api.RunningApi.Reply;
import signet.server.event.EventKind;

class SupportBundleApiTest {
    @TempDir
    Path folder;

    private static Map<String, String> files(Reply reply) throws IOException {
        assertEquals(200, reply.status(), reply.text());
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(reply.body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(
                        entry.getName().replaceFirst("^[^/]*/", ""),
                        new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Test
    void ofMessagesThereIsNeitherSubjectNorContentAndOfRecipientsTheDomain() throws Exception {
        try (RunningApi server = RunningApi.in(folder)) {
            String id = server.submit("portal", "ann.lee@example.org");
            server.json("POST", "/v1/messages/" + id + "/cancel", server.operator(), Map.of());
            Reply reply = server.get("/v1/support-bundle", server.operator());
            assertEquals("application/zip", reply.header("Content-Type").orElse(""));
            assertTrue(reply.header("Content-Disposition")
                    .orElse("")
                    .matches("attachment; filename=\"signet-support-\\d{8}T\\d{6}Z\\.zip\""));
            Map<String, String> files = files(reply);
            files.forEach((name, text) -> {
                assertFalse(text.contains("Exam results"), name);
                assertFalse(text.contains("All passed"), name);
                assertFalse(text.contains("ann.lee"), name);
            });
            String events = Objects.requireNonNull(files.get("events.json"));
            assertTrue(events.contains(id), events);
            assertTrue(events.contains("a\\u2026@example.org"), events);
            assertTrue(Objects.requireNonNull(files.get("metrics.txt")).contains("signet_up 1"), "metrics");
            assertTrue(Objects.requireNonNull(files.get("README.txt")).contains("nobody asked for a test"), "README");

            Map<String, String> whole = files(server.get("/v1/support-bundle?addresses=true", server.operator()));
            assertTrue(Objects.requireNonNull(whole.get("events.json")).contains("ann.lee@example.org"), "asked for");
        }
    }

    @Test
    void whoMadeOneIsAnEventAndARestrictedTokenMakesNone() throws Exception {
        try (RunningApi server = RunningApi.in(folder)) {
            assertEquals(
                    403,
                    server.get("/v1/support-bundle", server.token(Set.of(Scope.values()), "portal"))
                            .status());
            assertEquals(
                    400,
                    server.get("/v1/support-bundle?test=maybe", server.operator())
                            .status());
            assertEquals(
                    400,
                    server.get("/v1/support-bundle?attempts=501", server.operator())
                            .status());
            assertEquals(0, made(server));
            files(server.get("/v1/support-bundle?test=true", server.operator()));
            assertEquals(1, made(server));
        }
    }

    private static long made(RunningApi server) throws IOException {
        return server.services.events().after(0, 1_000).stream()
                .filter(recorded -> recorded.event().kind() == EventKind.SUPPORT_BUNDLE)
                .peek(recorded ->
                        assertEquals("token test", recorded.event().facts().get("by")))
                .count();
    }
}
