package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.server.api.RunningApi.message;
import static signet.server.api.RunningApi.with;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.server.account.ApiTokens.Scope;
import signet.server.api.RunningApi.Reply;

class SubmitTest extends WithServer {
    private Reply submit(Map<String, Object> message, String... headers) throws Exception {
        return server.text(
                "POST", "/v1/messages", server.operator(), "application/json", new Json(1).text(message), headers);
    }

    private String content(String id) throws Exception {
        return server.get("/v1/messages/" + id + "/content", server.operator()).text();
    }

    @Test
    void aMessageIsComposedStoredAndShown() throws Exception {
        Map<String, Object> message = new LinkedHashMap<>(message("portal", "Ann <ann@example.org>"));
        message.put("cc", List.of("bob@example.org"));
        message.put("bcc", "eve@example.org");
        message.put("subject", "Prüfung");
        message.put("html", "<p>All passed.</p>");
        message.put("headers", Map.of("Reply-To", "Office <office@university.example>", "X-Job", "4711"));
        message.put(
                "attachments",
                List.of(
                        attachment("a.txt", "first"),
                        attachment("b.bin", "second"),
                        attachment("../../etc/passwd", "third")));
        message.put("priority", 3);
        Reply reply = submit(message);
        assertEquals(202, reply.status(), reply.text());
        assertEquals(Set.of("id", "state"), reply.object().keySet());
        assertEquals("queued", reply.text("state"));
        assertEquals(
                "/v1/messages/" + reply.text("id"), reply.header("Location").orElse(""));

        String raw = content(reply.text("id"));
        assertTrue(raw.contains("Reply-To: Office <office@university.example>\r\n"), raw);
        assertTrue(raw.contains("X-Job: 4711\r\n"), raw);
        assertFalse(raw.contains("eve@example.org"), "blind copies stay blind");
        for (String octets : List.of("first", "second", "third")) {
            assertTrue(
                    raw.contains(Base64.getEncoder().encodeToString(octets.getBytes(StandardCharsets.UTF_8))), octets);
        }
        assertTrue(raw.contains("filename=\"passwd\"") && !raw.contains("../"), "no path in the name");

        Map<?, ?> shown = server.get("/v1/messages/" + reply.text("id"), server.operator())
                .object();
        assertEquals("Prüfung", shown.get("subject"));
        assertEquals("portal@university.example", shown.get("from"));
        assertEquals(3L, shown.get("priority"));
        assertEquals(3, ((List<?>) RunningApi.member(shown, "recipients")).size());
        assertEquals("api", ((Map<?, ?>) RunningApi.member(shown, "origin")).get("kind"));
    }

    private static Map<String, Object> attachment(String name, String octets) {
        return Map.of(
                "name",
                name,
                "type",
                "text/plain",
                "content",
                Base64.getEncoder().encodeToString(octets.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFinishedMessageLosesItsBlindCopiesAndNothingElse() throws Exception {
        String raw = "From: portal@university.example\r\nTo: ann@example.org, Bob <bob@example.org>\r\n"
                + "bcc: eve@example.org,\r\n mallory@example.org\r\nSubject: =?utf-8?q?Pr=C3=BCfung?=\r\n"
                + "Date: Thu, 26 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@university.example>\r\n\r\nHello\r\n";
        Reply reply = server.text("POST", "/v1/messages?account=portal", server.operator(), "message/rfc822", raw);
        assertEquals(202, reply.status(), reply.text());
        assertEquals(raw.replace("bcc: eve@example.org,\r\n mallory@example.org\r\n", ""), content(reply.text("id")));
        Map<?, ?> shown = server.get("/v1/messages/" + reply.text("id"), server.operator())
                .object();
        assertEquals(
                List.of("ann@example.org", "bob@example.org", "eve@example.org", "mallory@example.org"),
                ((List<?>) RunningApi.member(shown, "recipients"))
                        .stream()
                                .map(recipient -> ((Map<?, ?>) recipient).get("address"))
                                .toList());
    }

    @Test
    void recipientsOfTheQueryReplaceThoseOfTheHeader() throws Exception {
        String raw = "From: portal@university.example\nTo: ann@example.org\n\nHello\n";
        Reply reply = server.text(
                "POST", "/v1/messages?account=portal&to=x%2By@example.org", server.operator(), "message/rfc822", raw);
        assertEquals(202, reply.status(), reply.text());
        String shown = server.get("/v1/messages/" + reply.text("id"), server.operator())
                .text();
        assertTrue(shown.contains("x+y@example.org") && !shown.contains("ann@example.org"), shown);
    }

    @Test
    void aMessageWithoutRecipientsIsRefused() throws Exception {
        String raw = "From: portal@university.example\r\nTo: undisclosed-recipients:;\r\n\r\nHello\r\n";
        Reply reply = server.text("POST", "/v1/messages?account=portal", server.operator(), "message/rfc822", raw);
        assertEquals(422, reply.status(), reply.text());
        assertTrue(reply.text("type").endsWith("/bad-address"), reply.text());
    }

    @Test
    void sendAtKeepsAMessageBack() throws Exception {
        Instant later = Instant.parse("2026-12-24T16:00:00Z").isAfter(Instant.now())
                ? Instant.parse("2026-12-24T16:00:00Z")
                : Instant.now().plusSeconds(86_400);
        Reply reply = submit(with(message("portal", "ann@example.org"), "sendAt", later.toString()));
        Map<?, ?> shown = server.get("/v1/messages/" + reply.text("id"), server.operator())
                .object();
        assertEquals(later, Instant.parse(String.valueOf(shown.get("sendAt"))));
        assertEquals("scheduled", ((Map<?, ?>) RunningApi.member(shown, "waiting")).get("reason"));
    }

    static Stream<String> brokenJson() {
        return Stream.of(
                "",
                "{",
                "[]]",
                "{\"account\":\"portal\",\"account\":\"helpdesk\"}",
                "{\"account\":\"portal\"} x",
                "{\"account\":\"portal\"}{}",
                "[".repeat(10_000) + "]".repeat(10_000),
                "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}",
                "{\"priority\":NaN}",
                "{\"priority\":1e400}",
                "{\"priority\":99999999999999999999}",
                "{\"account\":\"por\u0001tal\"}",
                "{'account':'portal'}",
                "{\"account\":\"\\ud800x",
                "// comment\n{}");
    }

    @ParameterizedTest
    @MethodSource("brokenJson")
    @Tag("B63")
    void whatIsNoJsonIsRefusedWithThePlace(String body) throws Exception {
        Reply reply = server.text("POST", "/v1/messages", server.operator(), "application/json", body);
        assertEquals(400, reply.status(), reply.text());
        assertEquals("application/problem+json", reply.header("Content-Type").orElse(""));
        assertTrue(reply.text("type").endsWith("/invalid-json"), reply.text());
        assertTrue(reply.text("detail").matches("(?s)at octet \\d+ of the body: .+"), reply.text());
    }

    @Test
    @Tag("B63")
    void aMistakeInAnObjectNamesEveryMember() throws Exception {
        Map<String, Object> wrong =
                Map.of("acount", "portal", "priority", 11, "to", List.of("a@b.example", 7, "no address"));
        Reply reply = submit(wrong);
        assertEquals(422, reply.status(), reply.text());
        List<?> pointers = ((List<?>) reply.member("errors"))
                .stream().map(error -> ((Map<?, ?>) error).get("pointer")).toList();
        assertTrue(pointers.containsAll(List.of("#/account", "#/acount", "#/priority", "#/to/1")), reply.text());
    }

    static Stream<List<String>> foreignTypes() {
        return Stream.of(
                List.of("text/plain", "{}", "415"),
                List.of("application/x-www-form-urlencoded", "account=portal", "415"),
                List.of("application/json; charset=iso-8859-1", "{}", "415"),
                List.of("application/json;charset=utf-16", "{}", "415"),
                List.of("multipart/form-data; boundary=x", "--x--", "415"));
    }

    @ParameterizedTest
    @MethodSource("foreignTypes")
    @Tag("B64")
    void anotherContentTypeIsRefused(List<String> row) throws Exception {
        Reply reply = server.text("POST", "/v1/messages", server.operator(), row.get(0), row.get(1));
        assertEquals(Integer.parseInt(row.get(2)), reply.status(), reply.text());
    }

    @Test
    @Tag("B65")
    void whatIsTooLargeIsRefused() throws Exception {
        String large = "x".repeat(1_500_000);
        Reply announced = submit(with(message("portal", "ann@example.org"), "text", large));
        assertEquals(413, announced.status(), announced.text());
        Reply message = submit(with(message("portal", "ann@example.org"), "text", "x\n".repeat(149_990)));
        assertEquals(413, message.status(), "the message is larger than the limit once composed");
        assertTrue(message.text().contains("300000"), message.text());
        Reply small = submit(with(message("portal", "ann@example.org"), "text", "x\n".repeat(99_000)));
        assertEquals(202, small.status(), small.text());
    }

    @Test
    @Tag("B65")
    void aCompressedBodyIsNotTaken() throws Exception {
        Reply reply = submit(message("portal", "ann@example.org"), "Content-Encoding", "gzip");
        assertEquals(415, reply.status(), reply.text());
    }

    @Test
    void tooManyRecipientsAreRefused() throws Exception {
        List<String> eleven = Stream.iterate(0, i -> i + 1)
                .limit(11)
                .map(i -> "r" + i + "@example.org")
                .toList();
        Reply reply = submit(with(message("portal", "ann@example.org"), "to", eleven));
        assertEquals(422, reply.status(), reply.text());
        assertTrue(reply.text().contains("limits.recipients"), reply.text());
    }

    static Stream<Map<String, Object>> badHeaders() {
        return Stream.of(
                Map.of("X-A", "a\r\nBcc: eve@example.org"),
                Map.of("X-A", "a\nb"),
                Map.of("X-A", "a\u0000b"),
                Map.of("X-A\u0000", "a"),
                Map.of("X A", "a"),
                Map.of("X:A", "a"),
                Map.of("X-Ä", "a"),
                Map.of("", "a"),
                Map.of("Bcc", "eve@example.org"),
                Map.of("Content-Type", "text/html"),
                Map.of("content-transfer-encoding", "base64"),
                Map.of("From", "eve@example.org"),
                Map.of("Received", "from x"),
                Map.of("Reply-To", "a@b.example\", c"),
                Map.of("X-A", "a".repeat(999)),
                Map.of("X-A", 7));
    }

    @ParameterizedTest
    @MethodSource("badHeaders")
    @Tag("B68")
    void aHeaderThatCouldBecomeAnotherIsRefused(Map<String, Object> headers) throws Exception {
        Reply reply = submit(with(message("portal", "ann@example.org"), "headers", headers));
        assertEquals(422, reply.status(), reply.text());
        assertTrue(reply.text().contains("\"pointer\":\"#/headers/"), reply.text());
    }

    @Test
    @Tag("B68")
    void aThousandHeadersAreRefused() throws Exception {
        Map<String, Object> many = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put("X-" + i, "a");
        }
        Reply reply = submit(with(message("portal", "ann@example.org"), "headers", many));
        assertEquals(422, reply.status(), reply.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb.txt", "a\u0000b", "gpj.\u202eexe", "a\u2028b", "\ud800"})
    @Tag("B69")
    void anAttachmentsNameThatDeceivesIsRefused(String name) throws Exception {
        Reply reply = submit(with(message("portal", "ann@example.org"), "attachments", List.of(attachment(name, "x"))));
        assertTrue(reply.status() == 422 || reply.status() == 400, reply.text());
    }

    @Test
    @Tag("B69")
    void anAttachmentsNameIsMadeHarmless() throws Exception {
        assertEquals("x", AttachmentDraft.harmless("../../x"));
        assertEquals("x", AttachmentDraft.harmless("C:\\temp\\x"));
        assertEquals("_CON", AttachmentDraft.harmless("CON"));
        assertEquals("_nul.txt", AttachmentDraft.harmless("nul.txt"));
        assertEquals("attachment", AttachmentDraft.harmless("../.."));
        assertEquals("attachment", AttachmentDraft.harmless("x/"));
        Reply reply = submit(
                with(message("portal", "ann@example.org"), "attachments", List.of(attachment("n".repeat(5_000), "x"))));
        assertEquals(422, reply.status(), reply.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%", "YWJj=", "YW", "a", "YWJj\\u00e4", "====", "-_-_"})
    @Tag("B69")
    void anAttachmentThatIsNoBase64IsRefusedWithItsPlace(String base64) throws Exception {
        String body = "{\"account\":\"portal\",\"to\":[\"a@b.example\"],\"attachments\":[{\"name\":\"x\",\"content\":\""
                + base64 + "\"}]}";
        Reply reply = server.text("POST", "/v1/messages", server.operator(), "application/json", body);
        assertEquals(422, reply.status(), reply.text());
        assertTrue(reply.text().contains("#/attachments/0/content"), reply.text());
    }

    @Test
    @Tag("B70")
    void aTokenForAnotherAccountLearnsNothing() throws Exception {
        String token = server.token(Set.of(Scope.SEND, Scope.READ), "helpdesk");
        Reply foreign = server.json("POST", "/v1/messages", token, message("portal", "ann@example.org"));
        Reply missing = server.json("POST", "/v1/messages", token, message("nowhere", "ann@example.org"));
        assertEquals(404, foreign.status());
        assertEquals(missing.text(), foreign.text(), "a foreign account and none at all look the same");
        String id = server.submit("portal", "ann@example.org");
        Reply entry = server.get("/v1/messages/" + id, token);
        Reply none = server.get("/v1/messages/" + "a".repeat(26), token);
        assertEquals(404, entry.status());
        assertEquals(none.text(), entry.text());
        assertEquals(404, server.get("/v1/messages/" + id + "/content", token).status());
    }

    @Test
    @Tag("B70")
    void aSenderTheAccountMayNotUseIsRefused() throws Exception {
        Reply composed = submit(with(message("portal", "ann@example.org"), "from", "rector@university.example"));
        assertEquals(403, composed.status(), composed.text());
        assertTrue(composed.text("type").endsWith("/sender-not-allowed"), composed.text());
        String raw = "From: rector@university.example\r\nTo: ann@example.org\r\n\r\nHello\r\n";
        Reply finished = server.text(
                "POST",
                "/v1/messages?account=portal&from=portal@university.example",
                server.operator(),
                "message/rfc822",
                raw);
        assertEquals(403, finished.status(), finished.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=-1",
                "limit=0",
                "limit=501",
                "limit=1000000000",
                "limit=1e2",
                "cursor=x",
                "cursor=AAAA",
                "cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "since=yesterday",
                "since=%2b1000000000-01-01T00:00:00Z",
                "state=lost",
                "held=maybe",
                "order=asc",
                "limit=5&limit=6"
            })
    @Tag("B71")
    void aListThatCannotBeGivenIsRefused(String query) throws Exception {
        Reply reply = server.get("/v1/messages?" + query, server.operator());
        assertEquals(400, reply.status(), reply.text());
    }

    @Test
    @Tag("B71")
    void aTextToLookForIsNoPattern() throws Exception {
        server.submit("portal", "ann@example.org");
        Reply reply = server.get("/v1/messages?q=(a%2B)%2B%24", server.operator());
        assertEquals(200, reply.status(), reply.text());
        assertEquals(List.of(), reply.member("messages"));
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrRepetition() throws Exception {
        String recipient = "pages@example.org";
        List<String> ids = new java.util.ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, server.submit(i % 2 == 0 ? "portal" : "helpdesk", recipient));
        }
        String restricted = server.token(Set.of(Scope.READ), "portal", "helpdesk");
        for (String token : List.of(server.operator(), restricted)) {
            List<String> seen = new java.util.ArrayList<>();
            String query = "?recipient=" + recipient + "&limit=2";
            String cursor = "";
            do {
                Reply page = server.get("/v1/messages" + query + cursor, token);
                ((List<?>) page.member("messages")).forEach(m -> seen.add(String.valueOf(((Map<?, ?>) m).get("id"))));
                cursor = page.object().containsKey("next") ? "&cursor=" + page.text("next") : "";
            } while (!cursor.isEmpty());
            assertEquals(ids, seen);
        }
    }

    @Test
    @Tag("B71")
    void aCursorOfAnotherFilterIsRefused() throws Exception {
        server.submit("portal", "ann@example.org");
        server.submit("portal", "ann@example.org");
        Reply page = server.get("/v1/messages?limit=1&account=portal", server.operator());
        Reply other = server.get("/v1/messages?limit=1&cursor=" + page.text("next"), server.operator());
        assertEquals(400, other.status(), other.text());
    }
}
