package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.server.console.Office.fault;
import static signet.server.console.Office.visible;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.server.certificate.NewKeyPair;
import signet.server.console.RunningConsole.Reply;

/** The mail settings form, sent like a browser without JavaScript does. */
class MailSettingsTest extends WithOffice {
    private static final String CERTIFICATE = "certificate-microsoft-oauth2";
    private static final String SECRET = "client-secret-microsoft-oauth2";

    private Reply checked(Map<String, String> form) throws Exception {
        return office.fresh("look", form);
    }

    @Test
    @Tag("P1")
    void threeMethodsWithBasicAsTheDefault() throws Exception {
        Reply page = office.ada.get("/console/new-account?form=mail&preset=other");
        assertEquals(200, page.status(), page.body());
        assertTrue(visible(page).contains("Email authentication handling"), visible(page));
        List<String> values = Pattern.compile("name=\"method\" value=\"([^\"]+)\"([^>]*)>")
                .matcher(page.body())
                .results()
                .map(found -> found.group(1) + (found.group(2).contains("checked") ? " checked" : ""))
                .toList();
        assertEquals(List.of("basic checked", SECRET, CERTIFICATE), values);
    }

    @Test
    @Tag("P2")
    void theSecretIsNotRecommendedAtTheMethodAndAtTheSecret() throws Exception {
        Reply page = office.ada.get("/console/new-account?form=mail&preset=microsoft");
        String words = "not recommended for production";
        assertTrue(page.body().contains("OAuth2 client secret (" + words + ")"), page.body());
        assertTrue(visible(page).contains("OAuth 2.0 with a client secret: " + words), visible(page));
        Map<String, String> form = office.mail(SECRET);
        form.put("client-secret", office.scenario.clientSecret());
        form.put("name", "by-secret");
        form.put("address", "by-secret@contoso.example");
        assertEquals(303, office.fresh("save", form).status());
        for (String path :
                List.of("/console/accounts", "/console/credentials/by-secret", "/console/accounts/by-secret")) {
            assertTrue(visible(office.ada.get(path)).contains(words), path);
        }
    }

    @Test
    @Tag("P3")
    void theSecretsIdInPlaceOfItsValueIsRecognised() throws Exception {
        Map<String, String> form = office.mail(SECRET);
        form.put("client-secret", office.scenario.clientSecretId());
        Reply page = checked(form);
        assertEquals(422, page.status());
        assertTrue(fault(page, "client-secret").contains("the secret's ID and not its value"), page.body());
        assertFalse(page.body().contains(office.scenario.clientSecretId()), "what was put in is not shown");
        form.put("client-secret", office.scenario.clientSecret());
        assertEquals(200, checked(form).status());
    }

    @Test
    @Tag("P4")
    void theKeyIsRequiredAndAnIncompleteOneIsRecognised() throws Exception {
        NewKeyPair pair = office.unknownPair();
        Map<String, String> form = office.mail(pair);
        form.put("private-key", "");
        assertTrue(fault(checked(form), "private-key").contains("There is no OAuth2 private key"));
        String key = pair.keyPem().reveal();
        form.put("private-key", key.substring(0, key.length() / 2));
        assertTrue(fault(checked(form), "private-key").contains("without its END line"));
        form.put("private-key", key);
        Reply page = checked(form);
        assertEquals(200, page.status(), visible(page));
        assertTrue(visible(page).contains("OAuth2 private key (RSA, PEM format)"));
        assertFalse(page.body().contains(key.substring(100, 160)), "a key is never shown again");
    }

    @Test
    @Tag("P5")
    void theCertificateIsX509AndABarePublicKeyIsRefusedWithTheReason() throws Exception {
        Map<String, String> form = office.mail(office.unknownPair());
        form.put("certificate", "-----BEGIN PUBLIC KEY-----\nMIIBIjANBg==\n-----END PUBLIC KEY-----\n");
        Reply page = checked(form);
        assertTrue(fault(page, "certificate").contains("bare public key"), page.body());
        assertTrue(visible(page).contains("OAuth2 public key certificate (X.509, PEM format)"));
    }

    @Test
    @Tag("P6")
    void keyAndCertificateMustMatch() throws Exception {
        Map<String, String> form = office.mail(office.unknownPair());
        form.put("certificate", office.unknownPair().certificatePem());
        Reply page = checked(form);
        assertTrue(fault(page, "certificate").contains("does not belong to the certificate"), page.body());
    }

    @Test
    @Tag("P7")
    @Tag("P8")
    void clientAndTenantAreRequiredForBothMethods() throws Exception {
        for (String method : List.of(SECRET, CERTIFICATE)) {
            Map<String, String> form = office.mail(method);
            form.put("client-id", "");
            form.put("tenant-id", "");
            Reply page = checked(form);
            assertTrue(fault(page, "client-id").contains("no OAuth2 application (client) ID"), page.body());
            assertTrue(fault(page, "tenant-id").contains("no OAuth2 tenant ID"), page.body());
        }
    }

    @Test
    @Tag("P9")
    void theScopeHasItsDefaultAndAnotherOneDrawsAWarning() throws Exception {
        Reply fresh = office.ada.get("/console/new-account?form=mail&preset=microsoft");
        assertTrue(
                fresh.body().contains("name=\"scope\" value=\"https://outlook.office365.com/.default\""), fresh.body());
        assertTrue(visible(fresh).contains("Should not be changed under normal operation"));
        Map<String, String> form = office.mail(office.unknownPair());
        form.put("scope", "https://mail.contoso.example/.default");
        Reply page = checked(form);
        assertEquals(200, page.status(), "a warning, not an error");
        assertTrue(visible(page).contains("it should not be changed under normal operation"), visible(page));
    }

    @Test
    @Tag("P10")
    @Tag("P12")
    void anotherFromThanTheUserIsAWarning() throws Exception {
        Map<String, String> form = office.mail(office.unknownPair());
        form.put("username", "someone@contoso.example");
        Reply page = checked(form);
        assertEquals(200, page.status(), visible(page));
        assertTrue(visible(page).contains("they must match, unless From is a shared mailbox's address"), visible(page));
        assertTrue(visible(page).contains("Mail host user name"));
    }

    @Test
    @Tag("P11")
    void hostAndPortAreThoseOfMicrosoft365() throws Exception {
        Reply page = office.ada.get("/console/new-account?form=mail&preset=microsoft");
        assertTrue(page.body().contains("name=\"host\" value=\"smtp.office365.com\""), page.body());
        assertTrue(page.body().contains("name=\"port\" value=\"587\""), page.body());
        assertTrue(visible(page).contains("Mail host (SMTP)") && visible(page).contains("Mail port"));
        Map<String, String> form = office.mail(office.unknownPair());
        form.put("host", "smtp.office365.com");
        form.put("port", "465");
        assertTrue(fault(checked(form), "port").contains("does not listen on port 465"));
    }

    @Test
    @Tag("P13")
    void aPasswordIsIgnoredWithOauthAndNotStored() throws Exception {
        Map<String, String> form = office.mail(office.unknownPair());
        form.put("password", "an-old-password");
        form.put("name", "ignoring");
        form.put("address", "ignoring@contoso.example");
        Reply page = checked(form);
        assertTrue(visible(page).contains("A password is not needed with OAuth; it is ignored."), visible(page));
        assertEquals(303, office.fresh("save", form).status());
        assertFalse(office.api("GET", "/v1/accounts/ignoring", "").contains("password\":"));
    }

    @Test
    @Tag("P14")
    void starttlsMustBeOnWithOauth() throws Exception {
        Map<String, String> form = office.mail(office.unknownPair());
        form.put("tls", "none");
        Reply page = checked(form);
        assertTrue(fault(page, "tls").contains("STARTTLS command is switched off"), page.body());
        assertTrue(visible(page).contains("Enable or disable STARTTLS command"));
    }

    @Test
    @Tag("P6")
    @Tag("F9")
    void aPastedCertificateShowsItsThumbprintsAndItsEndAtOnce() throws Exception {
        NewKeyPair pair = office.unknownPair();
        Reply page = checked(office.mail(pair));
        var prints = signet.oauth.Thumbprints.of(pair.keyPair().certificate());
        for (String words : List.of(prints.sha1Hex(), prints.sha256Hex(), prints.x5t(), prints.x5tS256(), "729 days")) {
            assertTrue(visible(page).contains(words), words + " in " + visible(page));
        }
    }

    @Test
    void whatWasTypedIsKeptAndASecretIsNotShownAgain() throws Exception {
        NewKeyPair pair = office.unknownPair();
        Map<String, String> form = office.mail(pair);
        form.put("tenant-id", "");
        form.put("address", "kept@contoso.example");
        Reply wrong = office.fresh("save", form);
        assertEquals(422, wrong.status());
        assertTrue(wrong.body().contains("value=\"kept@contoso.example\""), wrong.body());
        assertTrue(visible(wrong).contains("Entered and kept on the server"), visible(wrong));
        var draft = Pattern.compile("name=\"draft\" value=\"([0-9a-f]{32})\"").matcher(wrong.body());
        assertTrue(draft.find());
        form.put("draft", draft.group(1));
        form.put("private-key", "");
        form.put("tenant-id", office.scenario.tenantId());
        Reply saved = office.press("save", "/console/new-account", form);
        assertEquals(303, saved.status(), visible(saved));
        Reply account = office.follow(saved);
        assertTrue(visible(account).contains("Saved. It is in force now."), visible(account));
        assertTrue(visible(account).contains("Stored; it is not shown."), visible(account));
    }

    @Test
    void aDeviantValueCanBeSavedOnPurposeOnly() throws Exception {
        Map<String, String> form = office.mail(CERTIFICATE);
        form.put("address", "later@contoso.example");
        Reply wrong = office.fresh("save", form);
        assertEquals(422, wrong.status());
        assertTrue(visible(wrong).contains("Save although it is wrong"));
        assertEquals(303, office.fresh("anyway", form).status());
        assertTrue(visible(office.ada.get("/console/accounts/later")).contains("there is no OAuth2 private key"));
    }

    @Test
    void htmxGetsTheThumbprintsAndTheTestAsPartsOfThePage() throws Exception {
        Map<String, String> form = new java.util.LinkedHashMap<>(office.mail(office.pair()));
        office.ada.get("/console/new-account?form=mail&preset=microsoft");
        form.put("tenant-id", "");
        form.put("do", "look");
        Reply prints = office.ada.post("/console/new-account", form, "HX-Request", "true");
        assertEquals(200, prints.status());
        assertTrue(prints.body().strip().startsWith("<div id=\"certificate-shown\""), prints.body());
        assertTrue(visible(prints).contains("Thumbprint"), prints.body());
        assertFalse(visible(prints).contains("tenant"), "of the pair only: " + visible(prints));
        form.put("tenant-id", office.scenario.tenantId());
        form.put("do", "test");
        Reply test = office.ada.post("/console/new-account", form, "HX-Request", "true");
        assertTrue(test.body().strip().startsWith("<section id=\"test\""), test.body());
        assertTrue(test.body().contains("/console/tests/") || visible(test).contains("It works"), test.body());
    }
}
