package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signet.oauth.Thumbprints;
import signet.server.CertifiedFolder;
import signet.server.certificate.NewKeyPair;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

/** Why mail stopped, and that it goes on, as the pages show it. */
class ExpiredCertificateTest {
    private final Scenario scenario = Scenario.defaults();

    private static HttpResponse<String> api(RunningConsole console, String path, String type, String body)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + path))
                                .header("Authorization", "Bearer " + console.operatorToken())
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @Tag("P15")
    @Tag("P17")
    @Timeout(180)
    void theWholeCauseIsShownAndANewPairDrainsTheQueue(@TempDir Path folder) throws Exception {
        try (Simulator simulator = Simulator.builder()
                .scenario(scenario)
                .directory(folder)
                .threads(Thread.ofVirtual().factory())
                .start()) {
            CertifiedFolder certified = new CertifiedFolder(folder, simulator, scenario, InstantSource.system());
            NewKeyPair old = certified.renew();
            simulator
                    .entra()
                    .app(scenario.clientId())
                    .expireCertificate(
                            Thumbprints.of(old.keyPair().certificate()).sha1Hex());
            try (RunningConsole console = RunningConsole.in(folder, "", certified.settings("", ""))) {
                Browser ada = console.administrator();
                HttpResponse<String> accepted = api(
                        console,
                        "/v1/messages?account=portal",
                        "message/rfc822",
                        "To: help@contoso.example\r\nSubject: It has to wait\r\n\r\nHello\r\n");
                assertEquals(202, accepted.statusCode(), accepted.body());
                Matcher id = Pattern.compile("[a-z2-7]{26}").matcher(accepted.body());
                assertTrue(id.find());
                String entry = "/console/queue/" + id.group();

                String told = console.await(ada, entry, body -> body.contains("Caused by: "))
                        .body();
                List<String> causes = Pattern.compile("<li>([^<]*)</li>")
                        .matcher(told)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
                String last = causes.getLast();
                assertTrue(
                        last.startsWith(
                                "Caused by: AADSTS700027: The certificate with identifier used to sign the client assertion is"
                                        + " expired on application. [Reason - The key used is expired., Found key &#39;Start="),
                        told);
                for (String fact : List.of("Trace ID: ", "Correlation ID: ", "Timestamp: ")) {
                    assertTrue(last.contains(fact), last);
                }
                for (String fact : List.of("Trace ID</dt>", "Correlation ID</dt>", "Timestamp</dt>", "aadsts-700027")) {
                    assertTrue(told.contains(fact), fact + ": " + told);
                }
                assertTrue(told.contains("no attempt is burnt meanwhile"), told);
                String queue = ada.get("/console/queue?state=queued").body();
                assertTrue(queue.contains("AADSTS700027") && queue.contains("It has to wait"), queue);
                String overview = console.await(ada, "/console/", body -> body.contains("Try now"))
                        .body();
                assertTrue(overview.contains("Mail does not go out."), overview);
                assertTrue(overview.contains("AADSTS700027"), overview);
                assertTrue(ada.get("/console/calendar").body().contains("by-cert"));

                Reply early = ada.post("/console/overview/portal/resume", Map.of());
                assertEquals(303, early.status(), early.body());
                assertTrue(ada.get("/console/").body().contains("is looked at now"), "and is still parked");
                certified.renew();
                assertEquals(
                        200,
                        api(console, "/v1/reload", "application/json", "{}").statusCode());

                String sent = console.await(ada, entry, body -> body.contains(">delivered<"))
                        .body();
                assertTrue(sent.contains("Caused by: AADSTS700027"), "the former attempt is still told: " + sent);
                console.await(ada, "/console/", body -> body.contains("Mail works."));
                assertTrue(ada.get("/console/queue?state=queued").body().contains("No message fits."));
            }
            assertEquals(1, simulator.exchange().submissions().size());
        }
    }
}
