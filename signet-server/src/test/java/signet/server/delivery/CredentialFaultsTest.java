package signet.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.oauth.AssertionSettings;
import signet.oauth.Credential;
import signet.oauth.KeyPairPem;
import signet.oauth.Problem.Severity;
import signet.server.account.Incident;
import signet.server.account.Outcome.Scope;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.event.EventKind;
import signet.server.queue.Attempt;
import signet.server.queue.EntryId;
import signet.simulator.entra.ClientSecret;
import signet.simulator.fault.Effect;

/** Secrets, certificates, tokens and rights: one incident each, and mail goes on by itself when it is mended. */
class CredentialFaultsTest extends WithScene {
    private Incident incident() throws Exception {
        scene.until("an incident is open", () -> !scene.open().isEmpty());
        assertEquals(1, scene.open().size(), scene.open().toString());
        return scene.open().getFirst();
    }

    private void nothingBurnt(EntryId... ids) throws Exception {
        for (EntryId id : ids) {
            assertTrue(scene.attempts(id).stream()
                            .filter(attempt -> attempt.status().equals(Optional.of("250")))
                            .count()
                    <= 1);
            for (Attempt attempt : scene.attempts(id)) {
                assertEquals(attempt.stage().equals("dot"), attempt.burnt(), attempt.toString());
            }
        }
    }

    private Credential certificate(Duration validity) {
        KeyPairPem pair = new CertificateMaker(new SecureRandom())
                .make(new CertificateOrder("CN=mail gateway", validity, 2048, Optional.empty()), scene.clock.instant())
                .keyPair();
        scene.simulator.entra().app(scene.clientId()).addCertificate(pair.certificate());
        return new Credential.Certificate(
                scene.endpoint(),
                scene.clientId(),
                pair,
                "https://outlook.office365.com/.default",
                AssertionSettings.DEFAULTS);
    }

    private void expireAtProvider(Credential credential) {
        KeyPairPem pair = ((Credential.Certificate) credential).keyPair();
        scene.simulator
                .entra()
                .app(scene.clientId())
                .expireCertificate(
                        signet.oauth.Thumbprints.of(pair.certificate()).sha1Hex());
    }

    @Test
    @Tag("F8")
    void anExpiredSecretIsOneIncidentForAllAccountsAndGoesByItself() throws Exception {
        var app = scene.simulator.entra().app(scene.clientId());
        app.expireSecret(scene.secretId());
        List<EntryId> ids = new ArrayList<>();
        for (String account : List.of("portal", "help", "shared")) {
            ids.add(scene.accept(account, Scene.OUTSIDE));
        }
        Incident incident = incident();
        assertEquals(Scope.CREDENTIAL, incident.scope());
        assertEquals("mail", incident.name());
        assertEquals("aadsts-7000222", incident.code());
        assertTrue(incident.reason().matches("(?is).*AADSTS7000222.*trace.id.*correlation.id.*timestamp.*"));
        assertEquals(
                Set.of("portal", "help", "shared"),
                scene.queue.store().accountStates().standstills().keySet());
        long asked = scene.tokenRequests();
        scene.pass(Duration.ofMinutes(5));
        scene.accept("portal", Scene.OUTSIDE);
        assertEquals(asked, scene.tokenRequests(), "nobody asks before the probe is due");
        assertEquals(0, scene.logins());

        app.removeSecret(scene.secretId());
        app.addSecret(new signet.simulator.entra.ClientSecret(
                scene.secretId(),
                signet.simulator.Scenario.defaults().clientSecret(),
                scene.clock.instant().plus(Duration.ofDays(90))));
        scene.pass(Duration.ofMinutes(6));
        for (EntryId id : ids) {
            scene.untilState(id, "delivered");
        }
        nothingBurnt(ids.toArray(EntryId[]::new));
        assertEquals(1, scene.events(EventKind.PARKED).size());
        assertEquals(1, scene.events(EventKind.RECOVERED).size());
    }

    @Test
    @Tag("F9")
    @Tag("F10")
    void anExpiredCertificateIsMendedByANewOneWithinSeconds() throws Exception {
        Credential old = certificate(Duration.ofDays(30));
        scene.credential(old);
        expireAtProvider(old);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        EntryId other = scene.accept("help", Scene.OUTSIDE);
        Incident incident = incident();
        assertEquals("aadsts-700027-expired", incident.code());
        scene.until(
                "tried",
                () -> !scene.attempts(id).isEmpty() || !scene.attempts(other).isEmpty());
        Attempt attempt = scene.attempts(id).isEmpty() ? scene.last(other) : scene.last(id);
        assertEquals("token", attempt.stage());
        assertTrue(attempt.facts().containsKey("trace-id"));
        assertTrue(attempt.facts().containsKey("correlation-id"));

        scene.credential(certificate(Duration.ofDays(30))); // nobody moves the clock
        scene.untilState(id, "delivered");
        scene.untilState(other, "delivered");
        nothingBurnt(id, other);
        assertEquals(List.of(), scene.open());
    }

    @Test
    @Tag("F10")
    void aCertificateThatEndsWhileTheServerRunsParksBeforeAnybodyIsCalled() throws Exception {
        scene.credential(certificate(Duration.ofDays(1)));
        EntryId before = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(before, "delivered");
        scene.renewed();
        long asked = scene.tokenRequests();
        long logins = scene.logins();
        scene.pass(Duration.ofDays(2));
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        Incident incident = incident();
        assertEquals(Scope.CREDENTIAL, incident.scope());
        assertEquals(asked, scene.tokenRequests());
        assertEquals(logins, scene.logins());
        scene.credential(certificate(Duration.ofDays(30)));
        scene.untilState(id, "delivered");
    }

    @Test
    @Tag("F10")
    void anAccountThatAFindingDisablesIsParkedWithTheFinding() throws Exception {
        Credential usable = scene.secret(signet.simulator.Scenario.defaults().clientSecret());
        scene.unusable(new Finding(
                "certificate-expired",
                Severity.ERROR,
                "The certificate ended yesterday",
                List.of(),
                "Make a new one",
                Stage.CONFIGURATION));
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        Incident incident = incident();
        assertEquals("certificate-expired", incident.code());
        assertEquals(Scope.CREDENTIAL, incident.scope());
        assertEquals(0, scene.tokenRequests());
        scene.credential(usable);
        scene.untilState(id, "delivered");
    }

    @Test
    @Tag("F11")
    @Tag("F15")
    void aRefusedLoginRefreshesTheTokenOnceAndParks() throws Exception {
        EntryId first = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(first, "delivered");
        scene.pass(Duration.ofMinutes(5));
        scene.simulator.entra().app(scene.clientId()).roles(Set.of()); // admin consent is taken back
        scene.simulator.entra().revokeTokens();
        scene.renewed();
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        Incident incident = incident();
        assertEquals("smtp-535-5.7.3", incident.code());
        assertEquals(2, scene.tokenRequests());
        assertEquals(3, scene.logins());
        scene.untilAttempts(id, 1);
        assertTrue(
                scene.last(id).explanation().contains("Add-MailboxPermission"),
                scene.last(id).explanation());

        scene.pass(Duration.ofMinutes(9));
        scene.accept("portal", Scene.OUTSIDE);
        assertEquals(3, scene.logins(), "nobody loops");
        scene.simulator.entra().app(scene.clientId()).roles(Set.of("SMTP.SendAsApp"));
        scene.pass(Duration.ofMinutes(2));
        scene.untilState(id, "delivered");
        nothingBurnt(id);
    }

    @Test
    @Tag("F11")
    void oneMailboxThatIsRefusedDoesNotStopTheOthersOfItsCredential() throws Exception {
        EntryId good = scene.accept("help", Scene.OUTSIDE);
        scene.untilState(good, "delivered");
        scene.simulator.exchange().removeMailbox("portal@contoso.example");
        EntryId bad = scene.accept("portal", Scene.OUTSIDE);
        Incident incident = incident();
        assertEquals(Scope.ACCOUNT, incident.scope());
        assertEquals("portal", incident.name());
        EntryId more = scene.accept("help", Scene.OUTSIDE);
        EntryId shared = scene.accept("shared", Scene.OUTSIDE);
        scene.untilState(more, "delivered");
        scene.untilState(shared, "delivered");
        assertEquals("queued", scene.entry(bad).state());
    }

    @Test
    @Tag("F11")
    void aCredentialThatWasParkedForOneBadMailboxComesBackForTheOthers() throws Exception {
        scene.simulator.exchange().removeMailbox("portal@contoso.example");
        scene.accept("portal", Scene.OUTSIDE);
        assertEquals(Scope.CREDENTIAL, incident().scope());
        EntryId other = scene.accept("help", Scene.OUTSIDE);
        scene.pass(Duration.ofMinutes(11));
        scene.untilState(other, "delivered");
        scene.until("the bad one alone", () -> scene.open().stream().anyMatch(open -> open.scope() == Scope.ACCOUNT));
        assertEquals("portal", incident().name());
    }

    @Test
    @Tag("F12")
    void smtpAuthSwitchedOffParksWithTheCommandThatHelps() throws Exception {
        scene.simulator.exchange().smtpAuthDisabled(true);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        Incident incident = incident();
        assertEquals(Scope.ACCOUNT, incident.scope());
        assertEquals("smtp-535-5.7.139-tenant", incident.code());
        scene.untilAttempts(id, 1);
        assertTrue(scene.last(id).explanation().contains("Set-CASMailbox -Identity portal@contoso.example"));
        scene.pass(Duration.ofMinutes(11));
        scene.until("probed", () -> scene.open().getFirst().probes() == 1);
        scene.simulator.exchange().smtpAuthDisabled(false);
        scene.pass(Duration.ofMinutes(11));
        scene.untilState(id, "delivered");
        nothingBurnt(id);
    }

    @Test
    @Tag("F13")
    void aReplacedCredentialIsUsedFromTheNextMessageOn() throws Exception {
        EntryId first = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(first, "delivered");
        scene.credential(certificate(Duration.ofDays(30)));
        EntryId next = scene.accept("portal", Scene.OUTSIDE);
        scene.untilState(next, "delivered");
        assertEquals(2, scene.logins());
        assertEquals(2, scene.tokenRequests());
        assertEquals(1, scene.delivery.gauges().openSessions());
    }

    @Test
    @Tag("F14")
    void manyMessagesAndNoTokenMakeOneRequest() throws Exception {
        List<EntryId> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(scene.accept(List.of("portal", "help", "shared").get(i % 3), Scene.OUTSIDE));
        }
        for (EntryId id : ids) {
            scene.untilState(id, "delivered");
        }
        assertEquals(1, scene.tokenRequests());
    }

    @Test
    @Tag("F1")
    @Tag("F4")
    void aTokenEndpointThatWantsToBeLeftAloneIsAndNothingIsBurnt() throws Exception {
        scene.tokenFault(Effect.say("429\nRetry-After: 120\n\nslow down"), 1);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        scene.untilAttempts(id, 1);
        assertFalse(scene.last(id).burnt());
        scene.pass(Duration.ofSeconds(100));
        scene.accept("portal", Scene.OUTSIDE);
        assertEquals(1, scene.tokenRequests());
        scene.pass(Duration.ofSeconds(25));
        scene.untilState(id, "delivered");
        assertEquals(List.of(), scene.events(EventKind.PARKED));
    }

    @Test
    @Tag("F5")
    void aTokenEndpointInTroubleIsAnIncidentAfterFiveMinutes() throws Exception {
        scene.tokenFault(Effect.say("503"), 0);
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        for (int i = 1; scene.open().isEmpty() && i < 12; i++) {
            scene.untilAttempts(id, i);
            scene.pass(Duration.ofMinutes(2));
        }
        assertEquals(Scope.TOKEN_SERVICE, incident().scope());
        scene.simulator.faults().clear();
        scene.pass(Duration.ofMinutes(6));
        scene.untilState(id, "delivered");
        nothingBurnt(id);
    }

    @Test
    void whoResumesByHandIsNotToldWhatTheLoginHostSaidBefore() throws Exception {
        scene.credential(scene.secret("not yet known there"));
        EntryId id = scene.accept("portal", Scene.OUTSIDE);
        incident();
        scene.untilAttempts(id, 1);
        scene.simulator
                .entra()
                .app(scene.clientId())
                .addSecret(new ClientSecret(
                        "later", "not yet known there", scene.clock.instant().plus(Duration.ofDays(90))));
        long asked = scene.tokenRequests();
        int probes = scene.open().getFirst().probes();
        scene.clock.advance(Duration.ofSeconds(3));
        scene.delivery.probe(); // by itself
        scene.until("probed", () -> scene.open().getFirst().probes() > probes);
        assertEquals(asked, scene.tokenRequests(), "nobody is asked so soon again");
        scene.delivery.mended("portal");
        scene.untilState(id, "delivered");
        assertEquals(asked + 1, scene.tokenRequests());
        assertEquals(1, scene.events(EventKind.RECOVERED).size());
    }
}
