package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.server.console.Office.fault;
import static signet.server.console.Office.visible;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.oauth.Secret;
import signet.oauth.Thumbprints;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.server.console.RunningConsole.Reply;

/** The connection form and its Test button, sent like a browser without JavaScript does. */
class ConnectionTest extends WithOffice {
    private String tested(Map<String, String> form) throws Exception {
        return visible(office.ended(office.fresh("test", form)));
    }

    @Test
    @Tag("F1")
    @Tag("F2")
    void theFormAsksForProtocolServerAndPort() throws Exception {
        Reply page = office.ada.get("/console/new-account?form=connection&preset=microsoft");
        String seen = visible(page);
        for (String label : List.of(
                "Protocol",
                "Mail server URL",
                "Port",
                "Additional properties",
                "Authentication type",
                "Username",
                "Token URL",
                "Request properties")) {
            assertTrue(seen.contains(label), label + " in " + seen);
        }
        for (String protocol : List.of("imap", "pop3", "smtp")) {
            assertTrue(page.body().contains("<option value=\"" + protocol + "\""), protocol);
        }
        assertTrue(page.body().contains("value=\"outlook.office365.com\""), page.body());
        assertTrue(page.body().contains("name=\"port\" value=\"993\""), page.body());
    }

    @Test
    @Tag("F1")
    @Tag("F2")
    @Tag("F4")
    @Tag("F7")
    @Tag("F14")
    void testTriesTheConnectionAsItStandsThereAndSavesNothing() throws Exception {
        String seen = tested(office.connection());
        assertTrue(seen.contains("It works"), seen);
        assertTrue(seen.contains("IMAP: ok"), seen);
        assertTrue(seen.contains("INBOX with"), "as far as the mailbox: " + seen);
        assertTrue(seen.contains("Back to the settings"), seen);
        assertEquals(
                "{\"accounts\":[]}", office.api("GET", "/v1/accounts", "").replaceAll("\\s", ""), "nothing is saved");
        assertFalse(seen.contains(office.scenario.clientSecret()));
    }

    @Test
    @Tag("F7")
    void whatIsWrongIsToldWithItsRemedyAndTheFormComesBackFilledIn() throws Exception {
        Map<String, String> form = office.connection();
        form.put(
                "request-properties",
                form.getOrDefault("request-properties", "")
                        .replace(office.scenario.clientSecret(), "abC8Q~wrong.secret"));
        Reply page = office.ended(office.fresh("test", form));
        String seen = visible(page);
        assertTrue(seen.contains("It does not work") && seen.contains("aadsts-7000215"), seen);
        var back = java.util.regex.Pattern.compile("<a href=\"([^\"]+)\">Back to the settings")
                .matcher(page.body());
        assertTrue(back.find());
        Reply again = office.ada.get(back.group(1).replace("&amp;", "&"));
        assertTrue(again.body().contains("value=\"" + Office.MAILBOX + "\""), again.body());
        assertTrue(again.body().contains("client_secret=********"), "kept, not shown: " + again.body());
        assertFalse(again.body().contains("abC8Q"), again.body());
    }

    @Test
    @Tag("F1")
    void pop3AndSmtpAreTestedToo() throws Exception {
        Map<String, String> form = office.connection();
        form.put("protocol", "pop3");
        form.put("port", String.valueOf(office.simulator.pop3sPort()));
        assertTrue(tested(form).contains("POP3: ok"));
        form.put("protocol", "smtp");
        form.put("port", String.valueOf(office.simulator.smtpPort()));
        form.put("tls", "starttls");
        assertTrue(tested(form).contains("SMTP: ok"));
    }

    @Test
    @Tag("F3")
    void starttlsAndTheSocketFactoryTogetherMeanTlsFromTheFirstOctet() throws Exception {
        Map<String, String> form = office.connection();
        form.put("tls", "");
        form.put(
                "properties",
                "mail.imap.starttls.enable = true\r\n"
                        + "mail.imap.socketFactory.class = javax.net.ssl.SSLSocketFactory\r\n");
        String seen = tested(form);
        assertTrue(seen.contains("It works") && seen.contains("IMAP: ok"), seen);
        form.put("properties", "mail.imap.ssl.trust = *");
        Reply refused = office.fresh("look", form);
        assertTrue(fault(refused, "properties").contains("weakens TLS"), refused.body());
    }

    @Test
    @Tag("F5")
    @Tag("F6")
    void theTokenUrlNeedsTheTenantAndThePropertiesAreSentAsTheyAre() throws Exception {
        Map<String, String> form = office.connection();
        form.put("token-url", "https://login.microsoftonline.com/TENANT_ID/oauth2/v2.0/token");
        assertTrue(fault(office.fresh("look", form), "token-url").contains("TENANT_ID was left in the URL"));
        form = office.connection();
        form.put("request-properties", "grant_type=client_credentials\r\nno equals sign");
        assertTrue(!fault(office.fresh("look", form), "request-properties").isEmpty());
        form = office.connection();
        form.put("request-properties", form.get("request-properties") + "\r\nx_extra=a b+c&d");
        assertTrue(tested(form).contains("It works"));
        String seen = office.simulator.journal().entries().toString();
        assertTrue(seen.contains("x_extra") && seen.contains("a b+c&d"), "as it was put in: " + seen);
    }

    @Test
    @Tag("F8")
    @Tag("F9")
    @Tag("F10")
    @Tag("F11")
    @Tag("F12")
    @Tag("F13")
    void anEncryptedKeyAndItsCertificateTakeTheSecretsPlace() throws Exception {
        NewKeyPair pair = new CertificateMaker(new SecureRandom())
                .make(
                        new CertificateOrder(
                                "CN=Example,O=Contoso,L=Graz,C=AT",
                                Duration.ofDays(365),
                                2048,
                                Optional.of(Secret.of("opensesame"))),
                        Instant.now());
        office.upload(pair);
        Map<String, String> form = office.connection();
        form.put(
                "request-properties",
                "grant_type=client_credentials\r\nclient_id=" + office.scenario.clientId()
                        + "\r\nscope=https://outlook.office365.com/.default\r\nclient_secret=");
        form.put("private-key", pair.keyPem().reveal());
        form.put("certificate", pair.certificatePem());
        assertTrue(fault(office.fresh("look", form), "private-key-passphrase").contains("passphrase"));
        form.put("private-key-passphrase", "opensesame");
        Reply looked = office.fresh("look", form);
        Thumbprints prints = Thumbprints.of(pair.keyPair().certificate());
        assertTrue(visible(looked).contains(prints.x5t()), visible(looked));
        // the simulator refuses an assertion whose header, claims or signature are not as they have to be
        String seen = tested(form);
        assertTrue(seen.contains("It works") && seen.contains("IMAP: ok"), seen);
    }

    @Test
    @Tag("F10")
    @Tag("F12")
    void timesWithElevenDigitsInAFinishedAssertionAreRecognised() throws Exception {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String header =
                encoder.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5t\":\"kqHTWYcNLzfKSfBQYHgAYpoCgYo\"}"
                        .getBytes(StandardCharsets.UTF_8));
        String claims = encoder.encodeToString(("{\"aud\":\"" + office.simulator.tokenUrl(office.scenario.tenantId())
                        + "\",\"exp\":15842372610,\"nbf\":15842372610,\"iss\":\"" + office.scenario.clientId()
                        + "\",\"sub\":\"" + office.scenario.clientId() + "\",\"jti\":\"22b3bb26\"}")
                .getBytes(StandardCharsets.UTF_8));
        String assertion = header + "." + claims + "." + encoder.encodeToString(new byte[256]);
        Map<String, String> form = office.connection();
        form.put(
                "request-properties",
                "grant_type=client_credentials\r\nclient_id=" + office.scenario.clientId()
                        + "\r\nscope=https://outlook.office365.com/.default"
                        + "\r\nclient_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                        + "\r\nclient_assertion=" + assertion);
        Reply page = office.fresh("look", form);
        assertTrue(visible(page).contains("digits"), visible(page));
        assertFalse(page.body().contains(assertion), "an assertion is a secret");
    }

    @Test
    @Tag("F1")
    @Tag("F4")
    void itIsSavedAndSeenAgainByBothForms() throws Exception {
        Map<String, String> form = office.connection();
        form.put("username", "help@contoso.example");
        Reply saved = office.fresh("save", form);
        Reply page = office.follow(saved);
        assertTrue(page.body().contains("name=\"username\" value=\"help@contoso.example\""), page.body());
        assertTrue(page.body().contains("client_secret=********"), page.body());
        assertFalse(page.body().contains(office.scenario.clientSecret()));
        String location = saved.header("Location").orElseThrow().replaceFirst("\\?.*", "");
        Reply mail = office.ada.get(location + "?form=mail");
        assertTrue(mail.body().contains("name=\"address\" value=\"help@contoso.example\""), mail.body());
        Reply tested = office.ended(office.ada.post(location + "/test", Map.of()));
        assertTrue(visible(tested).contains("It works"), visible(tested));
        Map<String, String> sending = office.mail(Drafted.TOKEN_URL);
        sending.put("address", "help@contoso.example");
        Reply both = office.press("save", location, sending);
        assertEquals(303, both.status(), visible(both));
        assertTrue(office.api("GET", location.replace("/console", "/v1"), "").contains("\"smtp\""), "both protocols");
        office.ada.get(location + "?form=connection");
        Map<String, String> unchanged = office.connection();
        unchanged.put("username", "help@contoso.example");
        unchanged.put(
                "request-properties",
                unchanged
                        .getOrDefault("request-properties", "")
                        .replace(office.scenario.clientSecret(), Entered.HIDDEN));
        Reply kept = office.press("save", location, unchanged);
        assertEquals(303, kept.status(), visible(kept));
        assertTrue(visible(office.ended(office.ada.post(location + "/test", Map.of())))
                .contains("It works"));
        unchanged.put("token-url", "https://elsewhere.example/token");
        Reply elsewhere = office.press("save", location, unchanged);
        assertEquals(422, elsewhere.status());
        assertTrue(fault(elsewhere, "token-url").contains("send the secrets themselves"), elsewhere.body());
    }
}
