package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.oauth.Thumbprints;
import signet.server.Server;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;

/** {@code signet credential rehearse} and {@code signet calendar} from the file. */
class SuccessorCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    private Provider provider = unset();
    private NewKeyPair second = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        provider = new Provider(folder);
        second = new CertificateMaker(new SecureRandom())
                .make(new CertificateOrder("CN=second", Duration.ofDays(800), 2048, Optional.empty()), Instant.now());
        second.write(folder.resolve("second"));
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private void declare() throws Exception {
        provider.settings(
                "method: certificate-microsoft-oauth2",
                "method: certificate-microsoft-oauth2\n"
                        + "    next: {private-key: file:second/key.pem, certificate: file:second/certificate.pem}");
    }

    private void upload() {
        provider.simulator
                .entra()
                .app(provider.scenario.clientId())
                .addCertificate(second.keyPair().certificate());
    }

    @Test
    void whatIsNotRegisteredIsToldWithWhatToDoNow() throws Exception {
        declare();
        Run run = provider.run("credential", "rehearse", "by-cert");
        assertEquals(1, run.status(), run.err());
        String text = run.out().replaceAll("\\s+", " ");
        assertTrue(text.contains("Upload the certificate that follows now"), text);
        assertTrue(text.contains(Thumbprints.of(second.keyPair().certificate()).sha1Hex()), text);
        assertTrue(text.contains("(aadsts-700027-not-registered)"), text);
        assertTrue(text.contains("no token is given for what follows by-cert"), text);
        assertFalse(text.contains("expires "), text);
        assertEquals(0, provider.run("token", "by-cert").status(), "the one in use works");
    }

    @Test
    void whatWouldWorkIsShownWithItsClaimsAndEveryProtocol() throws Exception {
        declare();
        upload();
        Run run = provider.run("credential", "rehearse", "by-cert", "--json");
        assertEquals(0, run.status(), run.err() + run.out());
        Map<String, Object> document = JSONObjectUtils.parse(run.out());
        assertEquals(provider.scenario.clientId(), Run.member(Run.member(document, "claims"), "appid"));
        List<?> reports = (List<?>) Run.member(document, "reports");
        assertTrue(
                reports.stream()
                        .map(report -> Run.member(report, "account") + " " + Run.member(report, "protocol"))
                        .toList()
                        .containsAll(List.of("portal smtp", "portal imap", "portal pop3")),
                run.out());
        assertFalse(run.out().contains("eyJ"), "no token");

        Run people = provider.run("credential", "rehearse", "by-cert");
        assertTrue(people.out().contains("can smtp: role SMTP.SendAsApp is granted"), people.out());
        assertTrue(people.out().contains("portal imap  works"), people.out());
        assertTrue(people.out().matches("(?s)expires +20.*"), people.out());
        assertTrue(people.out().contains("works: what follows by-cert can take its place"), people.out());

        provider.simulator.entra().app(provider.scenario.clientId()).roles(Set.of("SMTP.SendAsApp"));
        Run partly = provider.run("credential", "rehearse", "by-cert");
        assertEquals(1, partly.status());
        assertTrue(partly.out().contains("portal imap  does not work"), partly.out());
        assertTrue(partly.out().contains("not everybody can log in with it"), partly.out());
    }

    @Test
    void whereNothingFollowsThatIsWrongUsage() {
        Run run = provider.run("credential", "rehearse", "by-cert");
        assertEquals(2, run.status(), run.out());
        assertTrue(run.err().contains("nothing follows the credential by-cert"), run.err());
        assertEquals(2, provider.run("credential").status());
        assertEquals(2, provider.run("credential", "rehearse", "../x").status());
    }

    @Test
    void aServerIsAskedForWhatItAloneHasAndTheFileIsToldWhatItUses() throws Exception {
        declare();
        upload();
        String server = "http://127.0.0.1:" + ConsoleLinkTest.freePort();
        Files.writeString(
                provider.playground.settings(),
                "\nserver: {port: " + server.substring(server.lastIndexOf(':') + 1) + ", data: data}\n",
                StandardOpenOption.APPEND);
        try (Server running = ConsoleLinkTest.server(provider, folder)) {
            put(running, server + "/v1/credentials/made", made());
            Run rehearsed = provider.run("credential", "rehearse", "made");
            assertEquals(0, rehearsed.status(), rehearsed.err() + rehearsed.out());
            assertTrue(rehearsed.out().contains("works: what follows made can take its place"), rehearsed.out());
            Run declared = provider.run("credential", "rehearse", "by-cert", "--server", server);
            assertEquals(0, declared.status(), declared.err() + declared.out());
            assertTrue(declared.out().contains("portal smtp  works"), declared.out());
            Run calendar = provider.run("calendar", "--server", server);
            assertTrue(calendar.out().contains("next secret of made"), calendar.out());
            assertFalse(provider.run("calendar").out().contains("made"), "the file does not know it");

            String replace = server + "/v1/credentials/by-cert/replace";
            assertEquals(200, send(running, replace, "POST", "{}"));
            Run nothing = provider.run("credential", "rehearse", "by-cert", "--server", server);
            assertEquals(2, nothing.status(), nothing.err());
            Run check = provider.run("check");
            String text = check.out().replaceAll("\\s+", " ");
            assertTrue(text.contains("(next-in-use)"), text);
            assertTrue(
                    text.contains("private-key: file:second/key.pem, certificate: file:second/certificate.pem"), text);
            assertTrue(provider.run("calendar").out().lines().noneMatch(line -> line.contains("next certificate")));
        }
    }

    private String made() throws Exception {
        return Json.line(Json.object(
                "method", "client-secret-microsoft-oauth2",
                "tenant-id", provider.scenario.tenantId(),
                "client-id", provider.scenario.clientId(),
                "authority", provider.simulator.authority(),
                "trust", Files.readString(provider.simulator.caFile()),
                "client-secret", "abC8Q~long.enough-and_never.a.guid12345",
                "next",
                        Json.object(
                                "client-secret", provider.scenario.clientSecret(), "secret-expires", "2099-01-01")));
    }

    private static void put(Server server, String url, String body) throws Exception {
        assertEquals(201, send(server, url, "PUT", body));
    }

    private static int send(Server server, String url, String method, String body) throws Exception {
        String token = Files.readString(server.data().resolve("operator.token")).strip();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    @Test
    void theCalendarTellsBothEndsForPeopleProgramsAndCalendars() throws Exception {
        declare();
        Run people = provider.run("calendar");
        assertEquals(0, people.status(), people.err());
        assertTrue(people.out().contains("certificate of by-cert (portal"), people.out());
        assertTrue(people.out().contains("next certificate of by-cert"), people.out());
        Run json = provider.run("calendar", "--json");
        List<Object> entries = new java.util.ArrayList<>(
                (List<?>) Run.member(JSONObjectUtils.parse("{\"all\":" + json.out() + "}"), "all"));
        assertTrue(
                entries.stream()
                        .map(entry -> Run.member(entry, "credential") + " " + Run.member(entry, "follows"))
                        .toList()
                        .containsAll(List.of("by-cert false", "by-cert true")),
                json.out());
        Run ics = provider.run("calendar", "--ics");
        assertTrue(ics.out().startsWith("BEGIN:VCALENDAR\r\n"), ics.out());
        assertTrue(ics.out().endsWith("END:VCALENDAR\r\n"), ics.out());
        assertTrue(ics.out().contains("SUMMARY:Signet: the next certificate of by-cert ends\r\n"), ics.out());
        assertEquals(2, provider.run("calendar", "--ics", "--json").status());
    }
}
