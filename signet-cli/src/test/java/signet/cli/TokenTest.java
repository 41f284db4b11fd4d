package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.oauth.Thumbprints;

class TokenTest extends WithProvider {
    @Test
    void theTokenIsExplainedAndNotShown() throws Exception {
        Run run = provider.run("token", "by-cert", "--json", "--account", "portal");
        assertEquals(0, run.status(), run.err());
        Map<String, Object> document = JSONObjectUtils.parse(run.out());
        Map<?, ?> claims = (Map<?, ?>) Run.member(document, "claims");
        assertEquals(provider.scenario.clientId(), claims.get("appid"));
        assertFalse(document.containsKey("accessToken"));
        assertFalse(run.out().contains("eyJ"), "no token, no assertion");

        Run people = provider.run("token", "by-cert");
        assertTrue(people.out().contains("can smtp: role SMTP.SendAsApp is granted"), people.out());
        assertFalse(people.out().contains("eyJ"));
        assertTrue(provider.run("token", "by-cert", "--reveal").out().contains("eyJ"));
    }

    @Tag("F10")
    @Test
    void theRequestIsALineForCurlWithItsSecretsMasked() {
        Run run = provider.run("token", "by-cert", "--show-request");
        String line = run.out().lines().findFirst().orElse("");
        assertTrue(line.startsWith("curl "), line);
        assertTrue(line.contains("client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), line);
        assertTrue(line.contains("client_assertion=•"), line);
        assertTrue(provider.run("token", "by-cert", "--show-request", "--reveal")
                .out()
                .contains("client_assertion=eyJ"));
    }

    @Test
    void aMissingPermissionIsSaidAndFailsForAnAccountThatNeedsIt() {
        provider.simulator.entra().app(provider.scenario.clientId()).roles(Set.of("IMAP.AccessAsApp"));
        Run run = provider.run("token", "by-cert", "--account", "portal");
        assertEquals(1, run.status());
        assertTrue(run.out().contains("cannot pop3: role POP.AccessAsApp is missing"), run.out());
        assertTrue(run.out().contains("may smtp: role SMTP.SendAsApp is missing"), run.out());
        assertTrue(run.out().contains("RBAC for Applications"), run.out());
        assertEquals(0, provider.run("token", "by-cert").status(), "no account, no judgement");
    }

    @Tag("P15")
    @Test
    void aRefusalShowsTheProvidersSentenceAndTheFix() {
        provider.simulator
                .entra()
                .app(provider.scenario.clientId())
                .expireCertificate(
                        Thumbprints.of(provider.pair.keyPair().certificate()).sha1Hex());
        Run run = provider.run("token", "by-cert");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("AADSTS700027: The certificate with identifier used to sign"), run.err());
        assertTrue(run.err().contains("Trace ID: "), run.err());
        assertTrue(run.err().contains("fix: "), run.err());
        assertFalse(run.err().contains("\tat "), "no stack trace");
        assertTrue(provider.run("token", "by-cert", "--debug").err().contains("\tat signet."), "but with --debug");
    }

    @Tag("F11")
    @Tag("F12")
    @Test
    void theAssertionIsTakenApartWhetherMadeOrPasted() throws Exception {
        Map<String, Object> made = JSONObjectUtils.parse(
                provider.run("assertion", "by-cert", "--json", "--reveal").out());
        Map<?, ?> header = (Map<?, ?>) Run.member(made, "header");
        assertEquals("PS256", header.get("alg"));
        assertEquals(Thumbprints.of(provider.pair.keyPair().certificate()).x5tS256(), header.get("x5t#S256"));
        assertEquals(List.of(), made.get("findings"));

        String jwt = String.valueOf(made.get("assertion"));
        Run inspected = provider.runWith(jwt + "\n", "assertion", "by-cert", "--inspect", "-");
        assertEquals(0, inspected.status(), inspected.out());
        assertFalse(provider.run("assertion", "by-cert").out().contains("eyJ"));

        Run broken = Run.of("assertion", "--inspect", "eyJhbGciOiJub25lIn0.eyJleHAiOjE3Njc5OTk5OTk5fQ.x");
        assertEquals(1, broken.status());
        assertTrue(broken.out().contains("error:"), broken.out());
    }

    @Test
    void anUnknownCredentialIsAnsweredWithTheKnownOnes() {
        Run run = provider.run("token", "by-certt");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("by-cert"), run.err());
    }
}
