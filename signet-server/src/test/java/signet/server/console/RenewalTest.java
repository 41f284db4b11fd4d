package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.server.console.Office.visible;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.oauth.Thumbprints;
import signet.server.certificate.NewKeyPair;
import signet.server.console.RunningConsole.Reply;

/** A pair that ends, and a new one in its place, by the pages alone. */
class RenewalTest {
    @TempDir
    Path folder;

    @Test
    @Tag("P15")
    @Tag("P17")
    void anExpiredCertificateKeepsMailWithItsCauseAndANewPairSendsIt() throws Exception {
        try (Office office = new Office(folder)) {
            NewKeyPair old = office.pair();
            office.follow(office.fresh("save", office.mail(old)));
            office.expire(old);
            String id = office.send("portal", "It has to wait");
            office.await(id, "\"attemptCount\":1");
            Reply account = office.ada.get("/console/accounts/portal");
            assertTrue(visible(account).contains("AADSTS700027"), visible(account));
            assertTrue(visible(account).contains("is expired on application"), visible(account));

            NewKeyPair fresh = office.unknownPair();
            office.ada.get("/console/credentials/portal");
            Map<String, String> form =
                    Map.of("private-key", fresh.keyPem().reveal(), "certificate", fresh.certificatePem());
            Reply refused = office.ada.post("/console/credentials/portal/next", form);
            assertEquals(422, refused.status());
            assertTrue(visible(refused).contains("Not replaced"), visible(refused));
            assertTrue(visible(refused).contains("aadsts-700027"), visible(refused));
            assertTrue(visible(refused).contains(thumbprint(fresh)), "it is kept: " + visible(refused));
            assertTrue(
                    office.api("GET", "/v1/credentials/portal", "").contains(thumbprint(old)), "the old one is in use");
            assertEquals(0, office.sent().size());

            office.upload(fresh);
            Reply replaced = office.follow(office.ada.post("/console/credentials/portal/replace", Map.of()));
            assertTrue(visible(replaced).contains("it is in use now"), visible(replaced));
            office.await(id, "\"state\":\"delivered\"");
            assertEquals(1, office.sent().size());
            assertFalse(replaced.body().contains(fresh.keyPem().reveal().substring(100, 150)));
        }
    }

    @Test
    void whatFollowsIsRehearsedByAButtonThatChangesNothing() throws Exception {
        try (Office office = new Office(folder)) {
            NewKeyPair old = office.pair();
            office.follow(office.fresh("save", office.mail(old)));
            NewKeyPair fresh = office.unknownPair();
            office.api("PUT", "/v1/credentials/portal/next", next(fresh));
            Reply page = office.ada.get("/console/credentials/portal");
            assertTrue(page.body().contains(">Rehearse</button>"), page.body());
            Reply refused = office.ada.post("/console/credentials/portal/rehearse", Map.of());
            assertEquals(200, refused.status(), refused.body());
            assertTrue(visible(refused).contains("It would not work."), visible(refused));
            assertTrue(visible(refused).contains("Upload the certificate that follows now"), visible(refused));
            assertTrue(visible(refused).contains(thumbprint(fresh)), visible(refused));

            office.upload(fresh);
            office.ada.get("/console/credentials/portal");
            Reply works = office.ada.post("/console/credentials/portal/rehearse", Map.of());
            assertTrue(visible(works).contains("It would work."), visible(works));
            assertTrue(visible(works).contains("portal SMTP: ok"), visible(works));
            assertFalse(works.body().contains("eyJ"), "no token");
            String shown = office.api("GET", "/v1/credentials/portal", "");
            assertTrue(
                    shown.indexOf(thumbprint(old)) < shown.lastIndexOf("\"next\":"), "the old one is in use: " + shown);

            Reply calendar = office.ada.get("/console/calendar");
            assertTrue(visible(calendar).contains("next certificate"), visible(calendar));
            Reply feed = office.ada.get("/console/calendar.ics");
            assertEquals(
                    "text/calendar;charset=utf-8", feed.header("Content-Type").orElse(""));
            assertTrue(feed.body().contains("SUMMARY:Signet: the next certificate of portal ends"), feed.body());
        }
    }

    @Test
    @Tag("P17")
    void whatTheProviderNoLongerTakesIsFollowedByItself() throws Exception {
        try (Office office = new Office(folder)) {
            NewKeyPair old = office.pair();
            office.follow(office.fresh("save", office.mail(old)));
            NewKeyPair fresh = office.pair();
            office.api("PUT", "/v1/credentials/portal/next", next(fresh));
            office.expire(old);
            office.await(office.send("portal", "Nobody has to come"), "\"state\":\"delivered\"");
            String shown = office.api("GET", "/v1/credentials/portal", "");
            assertTrue(shown.contains(thumbprint(fresh)) && !shown.contains(thumbprint(old)), shown);
            assertTrue(shown.contains("\"next\":null"), shown);
        }
    }

    private static String next(NewKeyPair pair) {
        return "{\"private-key\":\"" + pair.keyPem().reveal().replace("\n", "\\n") + "\",\"certificate\":\""
                + pair.certificatePem().replace("\n", "\\n") + "\"}";
    }

    private static String thumbprint(NewKeyPair pair) {
        return Thumbprints.of(pair.keyPair().certificate()).sha1Hex();
    }

    @Test
    @Tag("P4")
    @Tag("P6")
    void aPairIsMadeOnTheServerAndOnlyItsCertificateLeavesIt() throws Exception {
        try (Office office = new Office(folder)) {
            Reply saved = office.fresh("certificate", office.mail("certificate-microsoft-oauth2"));
            Reply page = office.follow(saved);
            assertTrue(visible(page).contains("a key pair was made"), visible(page));
            assertFalse(page.body().contains("PRIVATE KEY-----\n"), "the key stays");
            X509Certificate certificate = downloaded(office, "/console/credentials/portal/certificate.cer");
            assertTrue(visible(page).contains(Thumbprints.of(certificate).sha1Hex()), visible(page));

            Reply early = office.ended(office.ada.post("/console/accounts/portal/test", Map.of()));
            assertTrue(visible(early).contains("aadsts-700027"), visible(early));
            office.simulator.entra().app(office.scenario.clientId()).addCertificate(certificate);
            Reply tested = office.ended(office.ada.post("/console/accounts/portal/test", Map.of()));
            assertTrue(visible(tested).contains("It works"), visible(tested));

            office.ada.get("/console/credentials/portal");
            Reply next = office.follow(office.ada.post("/console/credentials/portal/pair", Map.of()));
            assertTrue(visible(next).contains("What follows"), visible(next));
            X509Certificate second = downloaded(office, "/console/credentials/portal/certificate.cer?which=next");
            assertFalse(second.equals(certificate));
            office.simulator.entra().app(office.scenario.clientId()).addCertificate(second);
            office.follow(office.ada.post("/console/credentials/portal/replace", Map.of()));
            assertEquals(second, downloaded(office, "/console/credentials/portal/certificate.cer"));
            String all = office.api("GET", "/v1/credentials", "")
                    + office.ada.get("/console/credentials/portal").body();
            assertFalse(all.contains("BEGIN PRIVATE KEY-----M") || all.contains("PRIVATE KEY-----\\n"), all);
        }
    }

    private static X509Certificate downloaded(Office office, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + office.console.port() + path))
                .header(
                        "Cookie",
                        office.ada.cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .reduce((a, b) -> a + "; " + b)
                                .orElse(""))
                .build();
        HttpResponse<byte[]> file = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, file.statusCode());
        assertTrue(file.headers().firstValue("Content-Disposition").orElse("").contains("certificate.cer"));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(file.body()));
    }

    @Test
    void whatTheFileDeclaresIsLockedAndRenewedBesideItsFiles() throws Exception {
        Path files = Files.createDirectory(folder.resolve("pair"));
        try (Office office = fileOffice()) {
            NewKeyPair old = office.pair();
            old.write(files);
            office.console.server.reload();
            Reply page = office.ada.get("/console/accounts/declared");
            assertTrue(visible(page).contains("declared in signet.yaml"), visible(page));
            assertTrue(page.body().contains("disabled"), page.body());
            Map<String, String> form = office.mail(old);
            Reply refused = office.press("save", "/console/accounts/declared", form);
            assertEquals(422, refused.status());
            assertTrue(visible(refused).contains("A name lives in one place"), visible(refused));

            office.ada.get("/console/credentials/declared");
            Reply made = office.follow(office.ada.post("/console/credentials/declared/pair", Map.of()));
            X509Certificate next = downloaded(office, "/console/credentials/declared/certificate.cer?which=next");
            assertTrue(visible(made).contains(Thumbprints.of(next).sha1Hex()), visible(made));
            office.simulator.entra().app(office.scenario.clientId()).addCertificate(next);
            Reply replaced = office.follow(office.ada.post("/console/credentials/declared/replace", Map.of()));
            assertTrue(visible(replaced).contains("it is in use now"), visible(replaced));
            assertEquals(next, downloaded(office, "/console/credentials/declared/certificate.cer"));
            try (Stream<Path> all = Files.list(files)) {
                List<String> names =
                        all.map(file -> file.getFileName().toString()).sorted().toList();
                assertTrue(names.stream().anyMatch(name -> name.startsWith("key.pem.until-")), names.toString());
                assertFalse(names.contains("key.pem.next"), names.toString());
            }
        }
    }

    private Office fileOffice() throws Exception {
        return new Office(folder, """
                credentials:
                  declared:
                    method: certificate-microsoft-oauth2
                    tenant-id: TENANT
                    client-id: CLIENT
                    private-key: file:pair/key.pem
                    certificate: file:pair/certificate.pem
                    authority: AUTHORITY
                    trust: file:ca.pem
                accounts:
                  declared: {address: portal@contoso.example, credential: declared, smtp: {host: localhost}}
                """);
    }
}
