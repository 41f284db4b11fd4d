package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.Stage;
import signet.oauth.TokenContent;
import signet.oauth.TokenFault;
import signet.oauth.TokenTransport;
import signet.oauth.Trust;

/** What the token, and how a server refuses, say about servers that are not Exchange. */
class OtherServersTest {
    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final List<Fact> EXPLAINED = List.of(new Fact.Challenge("{\"status\":\"401\"}"));

    private final Map<String, Object> claims =
            new LinkedHashMap<>(Map.of("iss", "https://id.example/realms/mail", "azp", "gateway"));
    private final Map<Stage, Step> steps = new LinkedHashMap<>();
    private List<Fact> facts = EXPLAINED;

    @ParameterizedTest(name = "mailbox {0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            anna@elsewhere.example     | of anna@elsewhere.example (mailbox), and the user name is
            other@university.example   | issuer (https://id.example/realms/mail) or this application (gateway)
            portal@university.example  | issuer (https://id.example/realms/mail) or this application (gateway)
                                       | names no mailbox
            """)
    void whomTheTokenNamesPutsTheCausesInOrder(String mailbox, String words) {
        if (mailbox != null) {
            claims.put("mailbox", mailbox);
        }
        assertTrue(first("535 5.7.8 Error: authentication failed").contains(words), this::causes);
    }

    @Test
    void aRefusalWithoutTheReasonThatOauthDemandsMayMeanThatNothingWasChecked() {
        claims.put("mailbox", "portal@university.example");
        facts = List.of();
        assertTrue(first("535 5.7.8 Error: authentication failed").contains("may be down"), this::causes);
    }

    @Test
    void aServersTroubleWithATokenThatNamesNobodyIsTheTokens() {
        assertTrue(first("454 4.7.0 Temporary authentication failure").contains("names no mailbox"), this::causes);
        claims.put("email", "portal@university.example");
        assertTrue(first("454 4.7.0 Temporary authentication failure").contains("passing fault"), this::causes);
    }

    @Test
    void aPasswordThatIsRefusedHasNoCausesOfTokens() {
        Finding finding = finding(
                DraftTexts.account(Optional.empty(), "smtp=mail.example 587 starttls"),
                refused(Stage.AUTHENTICATE, "535", "5.7.8 Error: authentication failed"));
        assertEquals("smtp-535-5.7.8", finding.code());
        assertTrue(finding.causes().get(0).contains("password is wrong"), finding::toString);
        assertTrue(finding.causes().stream().noneMatch(cause -> cause.contains("issuer")), finding::toString);
    }

    @Test
    void whoHasLoggedInDidNotForgetTo() {
        Entry relay = CATALOGUE.entry("smtp-550-5.4.1-relay").orElseThrow();
        Finding refused = relay.finding(Stage.SEND, Map.of());
        Finding before = OtherServers.afterLogin(evidence(account(), broken(Stage.SEND)), refused);
        assertEquals(refused, before);
        steps.put(Stage.AUTHENTICATE, new Step(Stage.AUTHENTICATE, Step.Status.OK, "", java.time.Duration.ZERO));
        Finding after = OtherServers.afterLogin(evidence(account(), broken(Stage.SEND)), refused);
        assertTrue(after.causes().get(0).contains("permit_sasl_authenticated"), after::toString);
        assertTrue(after.causes().stream().noneMatch(cause -> cause.contains("did not log in")), after::toString);
    }

    @Test
    void whereAServerBreaksOffSaysWhatIsLikely() {
        Finding capabilities = finding(account(), broken(Stage.CAPABILITIES));
        assertEquals("connection-lost", capabilities.code());
        assertTrue(capabilities.causes().get(0).contains("login service"), capabilities::toString);
        Finding send = finding(account(), broken(Stage.SEND));
        assertTrue(send.causes().get(0).startsWith("The server or something on the way"), send::toString);
    }

    @Test
    void whatTheServerSaysOfItsOwnTlsIsLookedUp() {
        Fault fault = refused(Stage.TLS, "454", "4.7.0 TLS not available due to local problem");
        assertEquals("smtp-tls-not-available", finding(account(), fault).code());
        assertEquals(List.of(), NetworkChecks.of(evidence(account(), fault)));
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            404 | HTTP 404 Not Found               | token-refused          | path of the token URL
            405 | HTTP 405 Method Not Allowed      | token-refused          | path of the token URL
            400 | Invalid parameter: redirect_uri  | token-protocol         | must be the token endpoint
            401 | invalid_client                   | token-refused          | client ID is unknown
            """)
    void anErrorThatIsNoCodeIsAnotherEndpoints(int status, String error, String code, String words) {
        Finding finding = token(status, error, "something new").get(0);
        assertEquals(code, finding.code());
        assertTrue(finding.causes().get(0).contains(words), finding::toString);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "invalid_client, The client ID is of no client",
        "unauthorized_client, The client secret is not the client's"
    })
    void keycloaksErrorCodeTellsAnUnknownClientFromAWrongSecret(String error, String first) {
        Finding finding = token(401, error, "Invalid client or Invalid client credentials")
                .get(0);
        assertEquals("keycloak-invalid-client", finding.code());
        assertTrue(finding.causes().get(0).startsWith(first), finding::toString);
    }

    private String causes() {
        return finding(account(), refused(Stage.AUTHENTICATE, "535", "5.7.8 x")).toString();
    }

    private String first(String reply) {
        String[] words = reply.split(" ", 2);
        return finding(account(), refused(Stage.AUTHENTICATE, words[0], words[1]))
                .causes()
                .get(0);
    }

    private static Fault refused(Stage stage, String status, String words) {
        Reply reply = new Reply(Protocol.SMTP, "AUTH", status, Optional.empty(), List.of(words));
        return new Fault(Protocol.SMTP, stage, Fault.Kind.REFUSED, "refused", Optional.of(reply), Optional.empty());
    }

    private static Fault broken(Stage stage) {
        return new Fault(
                Protocol.SMTP, stage, Fault.Kind.NETWORK, "the connection broke", Optional.empty(), Optional.empty());
    }

    private Finding finding(AccountDraft draft, Fault fault) {
        return new SessionChecks(evidence(draft, fault), CATALOGUE).findings().get(0);
    }

    private static AccountDraft account() {
        CredentialDraft credential = DraftTexts.properties(
                "https://id.example/realms/mail/protocol/openid-connect/token",
                "grant_type=client_credentials; client_id=gateway; client_secret=" + DraftTexts.SECRET);
        return DraftTexts.account(
                Optional.of(credential), "address=portal@university.example; smtp=mail.example 587 starttls");
    }

    private List<Finding> token(int status, String error, String message) {
        TokenFault fault = new TokenFault(
                TokenFault.Kind.REFUSED,
                URI.create("https://id.example/realms/mail/protocol/openid-connect/token"),
                OptionalInt.of(status),
                Optional.of(error),
                message,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        LoginHost login = new LoginHost(
                Optional.empty(),
                Optional.of(fault),
                Optional.empty(),
                Optional.empty(),
                TenantDocument.NONE,
                Optional.empty(),
                List.of());
        return TokenChecks.token(evidence(account(), login, Optional.empty()), CATALOGUE);
    }

    private Evidence evidence(AccountDraft draft, Fault fault) {
        LoginHost login = new LoginHost(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new TokenContent(claims)),
                TenantDocument.NONE,
                Optional.empty(),
                List.of());
        return evidence(draft, login, Optional.of(fault));
    }

    private Evidence evidence(AccountDraft draft, LoginHost login, Optional<Fault> fault) {
        Subject subject = new Subject(
                draft,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                TokenTransport.create(Trust.context(), Optional.empty()),
                List.of());
        return new Evidence(
                subject,
                Protocol.SMTP,
                login,
                steps,
                facts,
                fault,
                List.of(),
                Optional.empty(),
                MailboxView.NONE,
                Beside.NOTHING,
                Instant.EPOCH);
    }
}
