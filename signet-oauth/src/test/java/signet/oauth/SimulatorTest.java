package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.entra.AppRegistration;
import signet.simulator.entra.AssertionRules.Thumbprints;

/** Against the simulator's token endpoint, which checks what it is sent as Entra ID does. */
class SimulatorTest {
    @TempDir
    static Path folder;

    private static final Scenario SCENARIO = Scenario.defaults();
    private static Optional<Simulator> started = Optional.empty();
    private static Optional<KeyPairPem> made = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        made = Optional.of(new OpenSsl(folder).pair());
        started = Optional.of(Simulator.start(SCENARIO));
        app().addCertificate(pair().certificate());
        app().roles(Set.of("SMTP.SendAsApp", "IMAP.AccessAsApp"));
    }

    @AfterAll
    static void stop() {
        started.ifPresent(Simulator::close);
    }

    private static Simulator simulator() {
        return started.orElseThrow();
    }

    private static KeyPairPem pair() {
        return made.orElseThrow();
    }

    private static AppRegistration app() {
        return simulator().entra().app(SCENARIO.clientId());
    }

    private static TokenEndpoint endpoint() {
        return TokenEndpoint.microsoft(simulator().authority(), SCENARIO.tenantId());
    }

    private static TokenSource source(Credential credential) throws Exception {
        List<java.security.cert.X509Certificate> authority =
                PemReader.certificates(Files.readString(simulator().caFile())).certificates();
        return new TokenSources(InstantSource.system(), new Random(1))
                .source(credential, TokenTransport.create(Trust.context(authority), Optional.empty()));
    }

    private static Credential.Certificate certificate(KeyPairPem pair, AssertionSettings settings) {
        return new Credential.Certificate(endpoint(), SCENARIO.clientId(), pair, Cloud.GLOBAL.scope(), settings);
    }

    @Tag("P6")
    @Tag("P7")
    @Tag("P8")
    @Tag("P9")
    @Test
    void theCertificateMethodGetsATokenWithTheRoles() throws Exception {
        AccessToken token =
                source(certificate(pair(), AssertionSettings.DEFAULTS)).token();
        TokenContent content = TokenContent.read(token).orElseThrow();
        assertTrue(content.roles().contains("SMTP.SendAsApp"), content.toString());
        assertEquals(List.of("https://outlook.office365.com"), content.audiences());
        assertEquals(Optional.of(SCENARIO.clientId()), content.application());
        assertTrue(content.expires().orElseThrow().isAfter(Instant.now()));
    }

    @Tag("F5")
    @Tag("F6")
    @Test
    void f6RequestPropertiesWithASecretGetAToken() throws Exception {
        Map<String, Secret> properties = properties();
        properties.put("client_secret", Secret.of(SCENARIO.clientSecret()));
        assertTrue(TokenContent.read(source(new Credential.RequestProperties(
                                endpoint(), properties, Optional.empty(), AssertionSettings.DEFAULTS))
                        .token())
                .isPresent());
    }

    @Tag("F9")
    @Tag("F10")
    @Tag("F11")
    @Tag("F13")
    @Test
    void f10APastedAssertionAndAMadeOneBothGetAToken() throws Exception {
        ClientAssertion.Form form =
                ClientAssertion.Form.of(Method.REQUEST_PROPERTIES, AssertionSettings.DEFAULTS, endpoint());
        Map<String, Secret> pasted = properties();
        pasted.put("client_assertion_type", Secret.of(ClientAssertion.TYPE));
        pasted.put("client_assertion", ClientAssertion.make(pair(), form, SCENARIO.clientId(), Instant.now()));
        source(new Credential.RequestProperties(endpoint(), pasted, Optional.empty(), AssertionSettings.DEFAULTS))
                .token();
        source(new Credential.RequestProperties(endpoint(), properties(), made, AssertionSettings.DEFAULTS))
                .token();
    }

    private static Map<String, Secret> properties() {
        Map<String, Secret> properties = new LinkedHashMap<>();
        properties.put("grant_type", Secret.of("client_credentials"));
        properties.put("client_id", Secret.of(SCENARIO.clientId()));
        properties.put("scope", Secret.of(Cloud.GLOBAL.scope()));
        return properties;
    }

    @Tag("P3")
    @Test
    void p3TheSecretsIdInPlaceOfItsValueIsRefusedByTheEndpoint() throws Exception {
        TokenFault fault = fault(new Credential.ClientSecret(
                endpoint(),
                SCENARIO.clientId(),
                Secret.of(SCENARIO.clientSecretId()),
                Cloud.GLOBAL.scope(),
                Optional.empty()));
        assertEquals(List.of(7000215), fault.codes());
        assertTrue(fault.traceId().isPresent()
                && fault.correlationId().isPresent()
                && fault.timestamp().isPresent());
    }

    @Tag("P15")
    @Test
    void p15TheProvidersSentenceAboutAnExpiredCertificateArrivesWhole() throws Exception {
        KeyPairPem other = new OpenSsl(Files.createDirectory(folder.resolve("expired"))).pair();
        Instant begin = other.certificate().getNotBefore().toInstant();
        app().addCertificate(other.certificate(), begin.minusSeconds(100), begin.minusSeconds(50));
        TokenFault fault = fault(certificate(other, AssertionSettings.DEFAULTS));
        assertEquals(TokenFault.Kind.REFUSED, fault.kind());
        assertEquals(List.of(700027), fault.codes());
        assertTrue(
                fault.message()
                        .startsWith(
                                "AADSTS700027: The certificate with identifier used to sign the client assertion is "
                                        + "expired on application. [Reason - The key used is expired., Found key 'Start="),
                fault.message());
    }

    @Tag("P17")
    @Test
    void p17AReplacedPairWorksAtOnce() throws Exception {
        KeyPairPem next = new OpenSsl(Files.createDirectory(folder.resolve("next"))).pair();
        assertEquals(
                List.of(700027),
                fault(certificate(next, AssertionSettings.DEFAULTS)).codes());
        app().addCertificate(next.certificate());
        source(certificate(next, AssertionSettings.DEFAULTS)).token();
    }

    @ParameterizedTest
    @CsvSource({"RS256, both, RS256 with x5t#S256", "PS256, x5t, PS256 with x5t"})
    void theEndpointsTasteInAssertionsIsFound(String algorithm, String thumbprint, String taken) throws Exception {
        var rules = simulator().entra().assertionRules();
        Thumbprints accepted = thumbprint.equals("both") ? rules.thumbprints() : Thumbprints.labelled(thumbprint);
        simulator()
                .entra()
                .assertionRules(rules.withAlgorithms(List.of(algorithm)).withThumbprints(accepted));
        try {
            TokenSource source = source(certificate(pair(), AssertionSettings.DEFAULTS));
            source.token();
            assertTrue(
                    source.notes().get(0).summary().endsWith("took it as " + taken),
                    source.notes().toString());
        } finally {
            simulator().entra().assertionRules(rules);
        }
    }

    @Test
    void aRevokedTokenIsReplacedByAnother() throws Exception {
        ManualClock clock = new ManualClock(Instant.now());
        TokenSource source = new TokenSources(clock, new Random(1))
                .source(
                        certificate(pair(), AssertionSettings.DEFAULTS),
                        TokenTransport.create(simulator().clientTls(), Optional.empty()));
        AccessToken first = source.token();
        clock.advance(java.time.Duration.ofMinutes(1));
        assertNotEquals(first.value(), source.replace(first).value());
    }

    @Test
    void anUnknownAuthorityIsNamedWithTheWayOut() {
        TokenSource source = new TokenSources(InstantSource.system(), new Random(1))
                .source(
                        certificate(pair(), AssertionSettings.DEFAULTS),
                        TokenTransport.create(Trust.context(), Optional.empty()));
        TokenFault fault = assertThrows(TokenException.class, source::token).fault();
        assertEquals(TokenFault.Kind.UNREACHABLE, fault.kind());
        assertTrue(fault.message().contains("TLS failed") && fault.message().contains("under trust"), fault.message());
    }

    /** Customers' own MSAL4J clients and Signet take the same key, certificate and endpoint. */
    @Test
    void msal4jWorksWithTheSameCredential() throws Exception {
        ConfidentialClientApplication msal = ConfidentialClientApplication.builder(
                        SCENARIO.clientId(),
                        ClientCredentialFactory.createFromCertificate(pair().privateKey(), pair().certificate()))
                .authority(simulator().authority() + "/" + SCENARIO.tenantId())
                .validateAuthority(false)
                .instanceDiscovery(false)
                .sslSocketFactory(simulator().clientTls().getSocketFactory())
                .build();
        IAuthenticationResult result;
        try {
            result = msal.acquireToken(ClientCredentialParameters.builder(Set.of(Cloud.GLOBAL.scope()))
                            .build())
                    .join();
        } catch (CompletionException refused) {
            throw new AssertionError(refused.getCause());
        }
        AccessToken theirs = new AccessToken(
                Secret.of(result.accessToken()),
                Instant.now(),
                Instant.now(),
                result.expiresOnDate().toInstant());
        assertEquals(
                TokenContent.read(source(certificate(pair(), AssertionSettings.DEFAULTS))
                                .token())
                        .orElseThrow()
                        .roles(),
                TokenContent.read(theirs).orElseThrow().roles());
    }

    private static TokenFault fault(Credential credential) throws Exception {
        TokenSource source = source(credential);
        return assertThrows(TokenException.class, source::token).fault();
    }
}
