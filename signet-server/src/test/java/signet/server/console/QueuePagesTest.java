package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;

/** Email queue, overview and calendar, as a browser without JavaScript has them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueuePagesTest {
    private static final String SCRIPT = "<script>alert('x')</script>";
    private static final Pattern ENTRY = Pattern.compile("id=\"entry-([a-z2-7]{26})\"");

    private final HttpClient program = HttpClient.newHttpClient();
    private SpitefulProvider provider = unset();
    private RunningConsole console = unset();
    private Browser ada = unset();
    private Browser oscar = unset();
    private Browser vera = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before the tests
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        provider = new SpitefulProvider("550 5.1.1 " + SCRIPT + " \"><img src=x onerror=alert(2)>");
        console = RunningConsole.in(folder, "", """
                accounts:
                  waiting: {address: w@university.example, password: x, smtp: {host: 127.0.0.1, port: 9, tls: none}}
                  refused: {address: r@university.example, password: x, smtp: {host: 127.0.0.1, port: %d, tls: none}}
                """.formatted(provider.port()));
        ada = console.administrator();
        oscar = console.user(ada, "oscar", "operator");
        vera = console.user(ada, "vera", "viewer");
        ada.get("/console/");
        assertEquals(303, ada.post("/console/overview/waiting/pause", Map.of()).status());
    }

    @AfterAll
    void stop() throws Exception {
        console.close();
        provider.close();
    }

    /** Nothing of another test waits. */
    @BeforeEach
    void clear() throws Exception {
        assertEquals(
                200,
                api("POST", "/v1/messages/cancel", "application/json", "{\"filter\": {}}")
                        .statusCode());
    }

    private HttpResponse<String> api(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        return program.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + path))
                        .header("Authorization", "Bearer " + console.operatorToken())
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String submit(String account, String to, String subject, String text) throws Exception {
        String message = "To: " + to + "\r\nSubject: " + subject + "\r\n" + text;
        HttpResponse<String> reply = api("POST", "/v1/messages?account=" + account, "message/rfc822", message);
        assertEquals(202, reply.statusCode(), reply.body());
        Matcher id = Pattern.compile("[a-z2-7]{26}").matcher(reply.body());
        assertTrue(id.find());
        return id.group();
    }

    private String submit(String subject) throws Exception {
        return submit("waiting", "ann@example.org", subject, "\r\nAll passed.\r\n");
    }

    private static List<String> ids(Reply page) {
        List<String> ids = new ArrayList<>();
        ENTRY.matcher(page.body()).results().forEach(found -> ids.add(found.group(1)));
        return ids;
    }

    private static String link(Reply page, String rel) {
        Matcher link = Pattern.compile("<a[^>]*" + rel + "[^>]*>").matcher(page.body());
        assertTrue(link.find(), page.body());
        Matcher href = Pattern.compile("href=\"([^\"]+)\"").matcher(link.group());
        assertTrue(href.find());
        return href.group(1).replace("&amp;", "&");
    }

    private static Reply ok(Reply reply) {
        assertEquals(200, reply.status(), reply.body());
        return reply;
    }

    @Test
    void theListSaysWhyAndWhen() throws Exception {
        String id = submit("Exam results");
        Reply page = ok(vera.get("/console/queue?state=queued"));
        assertEquals(List.of(id), ids(page));
        assertTrue(page.body().contains("Exam results"), page.body());
        assertTrue(page.body().contains("ann@example.org"), page.body());
        assertTrue(page.body().contains("is paused by user ada"), page.body());
        assertTrue(page.body().contains("aria-current=\"true\""), "the tab is marked");
        assertFalse(page.body().contains("/console/queue/apply"), "a viewer is offered nothing");
        assertTrue(ok(oscar.get("/console/queue")).body().contains("/console/queue/apply"));
    }

    @Test
    void everyFilterIsAsked() throws Exception {
        String ann = submit("waiting", "ann@example.org", "First thing", "\r\nx\r\n");
        String bob = submit("waiting", "bob@example.org", "Second thing", "\r\nx\r\n");
        ok(ada.get("/console/queue/" + ann));
        ada.post("/console/queue/" + ann + "/hold", Map.of());
        String queued = "/console/queue?state=queued&";
        assertEquals(List.of(ann), ids(ok(ada.get(queued + "held=operator"))));
        assertEquals(List.of(bob), ids(ok(ada.get(queued + "held=none"))));
        assertEquals(List.of(bob), ids(ok(ada.get(queued + "recipient=BOB@example.org"))));
        assertEquals(List.of(ann), ids(ok(ada.get(queued + "q=first"))));
        assertEquals(List.of(bob, ann), ids(ok(ada.get(queued + "account=waiting&since=2020-01-01"))));
        assertEquals(List.of(), ids(ok(ada.get(queued + "account=refused"))));
        assertEquals(List.of(), ids(ok(ada.get(queued + "since=2099-01-01"))));
        Reply kept = ok(ada.get(queued + "q=a%22b%3Cc"));
        assertTrue(kept.body().contains("value=\"a&quot;b&lt;c\""), "what was typed is still there: " + kept.body());
        Reply wrong = ada.get("/console/queue?state=nonsense");
        assertEquals(400, wrong.status());
        assertTrue(wrong.body().contains("is one of queued"), wrong.body());
        assertEquals(400, ada.get("/console/queue?cursor=forged").status());
    }

    @Test
    void pagesFollowEachOther() throws Exception {
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            accepted.addFirst(submit("Paged " + i));
        }
        List<String> seen = new ArrayList<>();
        Reply page = ok(vera.get("/console/queue?state=queued"));
        assertEquals(50, ids(page).size());
        seen.addAll(ids(page));
        for (int size : new int[] {50, 20}) {
            page = ok(vera.get(link(page, "rel=\"next\"")));
            assertEquals(size, ids(page).size());
            seen.addAll(ids(page));
        }
        assertEquals(accepted, seen);
        assertFalse(page.body().contains("rel=\"next\""), "the last one");
        assertTrue(page.body().contains("Back to the newest"));
        assertTrue(page.body().length() < 150_000, page.body().length() + " octets");
    }

    @Test
    void onlyTheNewestPageRefreshesItselfAndOnlyItsList() throws Exception {
        String id = submit("Live");
        Reply page = ok(ada.get("/console/queue?state=queued"));
        assertTrue(page.body().contains("hx-get=\"/console/queue?state=queued\" hx-trigger=\"every 3s\""), page.body());
        Reply part = ok(ada.get("/console/queue?state=queued", "HX-Request", "true"));
        assertTrue(part.body().strip().startsWith("<div id=\"live\""), part.body());
        assertEquals(List.of(id), ids(part));
        assertFalse(part.body().contains("<html"), part.body());
        assertFalse(ok(ada.get("/console/queue?q=live")).body().contains("every 3s"), "a search is done once");
        Reply entry = ok(ada.get("/console/queue/" + id));
        assertTrue(entry.body().contains("hx-trigger=\"every 3s\""), entry.body());
        ada.post("/console/queue/" + id + "/cancel", Map.of());
        assertFalse(ok(ada.get("/console/queue/" + id)).body().contains("every 3s"), "nothing happens by itself now");
    }

    @Test
    void aMessageIsHeldReleasedCancelledRetriedAndSentToOthers() throws Exception {
        String path = "/console/queue/" + submit("To be acted on");
        Reply entry = ok(oscar.get(path));
        assertTrue(entry.body().contains("formaction=\"" + path + "/hold\""), entry.body());
        act(path, "hold", "held until somebody releases it", "Release");
        act(path, "release", "goes out in its turn", "Hold");
        act(path, "cancel", "It is cancelled", "cancelled");
        Reply again = oscar.post(path + "/cancel", Map.of());
        assertEquals(303, again.status());
        assertTrue(ok(oscar.get(path)).body().contains("Nothing was changed"));
        act(path, "retry", "tried now", "queued");
        Reply resent = oscar.post(path + "/resend", Map.of("to", "bob@example.org, eve@example.org"));
        assertEquals(303, resent.status(), resent.body());
        String fresh = resent.header("Location").orElse("");
        Reply other = ok(oscar.get(fresh));
        assertTrue(other.body().contains("bob@example.org") && other.body().contains("eve@example.org"), other.body());
        assertTrue(other.body().contains("This is the new message"), other.body());
        oscar.post(path + "/resend", Map.of("to", "nobody"));
        assertTrue(ok(oscar.get(path)).body().contains("is no mail address"));
        assertEquals(
                404,
                oscar.post("/console/queue/aaaaaaaaaaaaaaaaaaaaaaaaaa/hold", Map.of())
                        .status());
        assertEquals(404, oscar.get("/console/queue/aaaaaaaaaaaaaaaaaaaaaaaaaa").status());
        assertEquals(404, oscar.get("/console/queue/..%3Cx").status());
    }

    private void act(String path, String verb, String notice, String after) throws Exception {
        Reply done = oscar.post(path + "/" + verb, Map.of());
        assertEquals(303, done.status(), verb + ": " + done.body());
        assertEquals(path, done.header("Location").orElse(""));
        Reply page = ok(oscar.get(path));
        assertTrue(page.body().contains(notice), verb + ": " + page.body());
        assertTrue(page.body().contains(after), verb + ": " + page.body());
        assertFalse(ok(oscar.get(path)).body().contains(notice), "once");
    }

    @Test
    void aVerbOnAFilterIsAskedAboutFirst() throws Exception {
        submit("waiting", "ann@example.org", "Bulk one", "\r\nx\r\n");
        submit("waiting", "ann@example.org", "Bulk two", "\r\nx\r\n");
        submit("waiting", "bob@example.org", "Other", "\r\nx\r\n");
        String filter = "state=queued&q=bulk&account=waiting";
        for (String verb : List.of("hold", "release", "cancel", "retry")) {
            String asked = verb.equals("retry") ? filter.replace("queued", "cancelled") : filter;
            Reply question = ok(oscar.get("/console/queue/apply?verb=" + verb + "&" + asked));
            assertTrue(question.body().contains("2 messages"), verb + ": " + question.body());
            assertTrue(question.body().contains("text “bulk”"), question.body());
            Map<String, String> form = new LinkedHashMap<>(Map.of("verb", verb, "q", "bulk", "account", "waiting"));
            form.put("state", verb.equals("retry") ? "cancelled" : "queued");
            Reply done = oscar.post("/console/queue/apply", form);
            assertEquals(303, done.status(), done.body());
            Reply page = ok(oscar.get(done.header("Location").orElse("")));
            assertTrue(page.body().contains("2 messages "), verb + ": " + page.body());
        }
        assertEquals(3, ids(ok(oscar.get("/console/queue?state=queued"))).size(), "all are as they were");
        assertEquals(400, oscar.get("/console/queue/apply?verb=delete").status());
        assertEquals(
                400, oscar.post("/console/queue/apply", Map.of("q", "bulk")).status());
    }

    @Test
    void aViewerDecidesNothingAndReadsNoMessage() throws Exception {
        String path = "/console/queue/" + submit("Not for viewers");
        Reply entry = ok(vera.get(path));
        assertFalse(entry.body().contains("/preview"), entry.body());
        assertFalse(entry.body().contains("/hold"), entry.body());
        for (String page : List.of("/preview", "/content")) {
            Reply refused = vera.get(path + page);
            assertEquals(403, refused.status());
            assertFalse(refused.body().contains("All passed"), refused.body());
        }
        for (String verb : List.of("/retry", "/hold", "/release", "/cancel", "/resend")) {
            assertEquals(
                    403, vera.post(path + verb, Map.of("to", "x@example.org")).status(), verb);
        }
        assertEquals(403, vera.get("/console/queue/apply?verb=hold").status());
        assertEquals(
                403, vera.post("/console/queue/apply", Map.of("verb", "cancel")).status());
        assertEquals(
                403, vera.post("/console/overview/waiting/resume", Map.of()).status());
        assertTrue(ok(oscar.get(path)).body().contains("queued"), "nothing was done");
        assertTrue(
                console.events().stream().noneMatch(e -> e.startsWith("message.content-read") && e.contains("vera")));
    }

    @Test
    @Tag("B74")
    void foreignTextIsTextWhereverItIsShown() throws Exception {
        String id = submit(
                "refused",
                "ann@example.org",
                SCRIPT,
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
                        + "<p onclick=alert(3)>words" + SCRIPT + "</p>&lt;b&gt;\r\n--b\r\n"
                        + "Content-Disposition: attachment; filename=\"<img src=x onerror=alert(4)>.pdf\"\r\n\r\nx\r\n--b--\r\n");
        String path = "/console/queue/" + id;
        await(path, "alert(2)");
        for (String page :
                List.of(path, path + "/preview", "/console/queue?state=failed", "/console/queue?q=%3Cscript%3E")) {
            Reply reply = ok(ada.get(page));
            String body = reply.body();
            assertFalse(body.contains("<script>alert"), page + ": " + body);
            assertFalse(body.contains("<img src=x"), page + ": " + body);
            assertFalse(body.contains("onclick=alert(3)>"), page + ": " + body);
            assertTrue(body.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"), page + ": " + body);
            String policy = reply.header("Content-Security-Policy").orElse("");
            assertTrue(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), policy);
            assertFalse(policy.contains("unsafe"), policy);
        }
        String preview = ada.get(path + "/preview").body();
        assertTrue(preview.contains("words"), preview);
        assertTrue(preview.contains("&lt;img src=x onerror=alert(4)&gt;.pdf"), preview);
        String entry = ada.get(path).body();
        assertTrue(entry.contains("550 5.1.1 &lt;script&gt;"), "the provider's own words: " + entry);
        assertTrue(entry.contains("failed"), entry);
    }

    @SuppressWarnings("try") // the subscription ends with the block; nothing else is asked of it
    private void await(String path, String what) throws Exception {
        var news = new java.util.concurrent.Semaphore(0);
        try (var following = console.server.events().subscribe(news::release)) {
            for (int i = 0; i < 60; i++) {
                if (ok(ada.get(path)).body().contains(what)) {
                    return;
                }
                news.tryAcquire(1, java.util.concurrent.TimeUnit.SECONDS);
            }
        }
        throw new AssertionError(
                path + " does not say " + what + ": " + ada.get(path).body());
    }

    @Test
    void aMessageIsReadAsTextOrWholeAndItIsNotedWhoDid() throws Exception {
        String id = submit("To be read");
        String path = "/console/queue/" + id;
        Reply part = ok(oscar.get(path + "/preview", "HX-Request", "true"));
        assertTrue(part.body().strip().startsWith("<div id=\"preview\""), part.body());
        assertTrue(part.body().contains("All passed."), part.body());
        assertTrue(
                ok(oscar.get(path + "/preview")).body().contains("<h1>Text of a message</h1>"), "without JavaScript");
        Reply whole = ok(oscar.get(path + "/content"));
        assertTrue(whole.body().contains("Subject: To be read"), whole.body());
        assertEquals("message/rfc822", whole.header("Content-Type").orElse(""));
        assertTrue(whole.header("Content-Disposition").orElse("").startsWith("attachment"));
        assertEquals("nosniff", whole.header("X-Content-Type-Options").orElse(""));
        List<String> noted = console.events().stream()
                .filter(event -> event.startsWith("message.content-read") && event.contains("user oscar"))
                .toList();
        assertEquals(3, noted.size(), noted.toString());
        assertTrue(noted.getFirst().contains("preview") && noted.getLast().contains("content"), noted.toString());
    }

    @Test
    void theOverviewSaysWhetherMailWorks() throws Exception {
        submit("Waits");
        Reply page = ok(oscar.get("/console/"));
        assertTrue(page.body().contains("Mail of 1 of 2 accounts does not go out."), page.body());
        assertTrue(page.body().contains("is paused by user"), page.body());
        assertTrue(page.body().contains("Works; nothing waits."), page.body());
        assertTrue(page.body().contains("/console/overview/waiting/resume"), page.body());
        assertTrue(page.body().contains("/console/overview/refused/pause"), page.body());
        assertFalse(ok(vera.get("/console/")).body().contains("/resume"), "a viewer has no buttons");
        assertTrue(
                ok(oscar.get("/console/", "HX-Request", "true")).body().strip().startsWith("<div id=\"live\""));
        oscar.post("/console/overview/refused/pause", Map.of());
        assertTrue(ok(oscar.get("/console/")).body().contains("Mail of 2 of 2 accounts does not go out."));
        oscar.post("/console/overview/refused/resume", Map.of());
        Reply after = ok(oscar.get("/console/"));
        assertTrue(after.body().contains("The account refused goes on."), after.body());
        assertTrue(after.body().contains("Mail of 1 of 2"), after.body());
        assertTrue(ok(vera.get("/console/calendar")).body().contains("Nothing is known to end"));
    }

    @Test
    void nothingIsDoneWithoutTheFormsToken() throws Exception {
        String path = "/console/queue/" + submit("Guarded");
        ok(oscar.get(path));
        for (String target : List.of(
                path + "/cancel",
                path + "/hold",
                path + "/resend",
                "/console/queue/apply",
                "/console/overview/waiting/resume")) {
            Reply forged = oscar.post(target, Map.of("csrf", "forged", "verb", "cancel", "to", "x@example.org"));
            assertEquals(403, forged.status(), target);
        }
        assertTrue(ok(oscar.get(path)).body().contains("is paused by"), "as it was");
    }

    @Test
    void pagesAreSmall() throws Exception {
        String[] many = new String[900];
        for (int i = 0; i < many.length; i++) {
            many[i] = "r" + i + "@example.org";
        }
        String id = submit("waiting", String.join(",\r\n ", many), "Many", "\r\nx\r\n");
        Reply page = ok(ada.get("/console/queue/" + id));
        assertTrue(page.body().contains("and 700 more"), page.body().length() + " octets");
        assertTrue(
                page.body().getBytes(StandardCharsets.UTF_8).length < 150_000,
                page.body().length() + " octets");
    }
}
