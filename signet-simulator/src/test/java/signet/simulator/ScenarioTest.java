package signet.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.simulator.entra.AppRegistration;
import signet.simulator.entra.AssertionRules.Thumbprints;

/** Scenario files: what they set, and how they are refused. */
class ScenarioTest {
    @Test
    void theseTestsRunOnTheJavaThatTheLibrariesPromise() {
        assertEquals(17, Runtime.version().feature());
    }

    @Test
    void theDefaultsAreOneTenantOneAppThreeMailboxes() {
        Scenario scenario = Scenario.defaults();
        assertEquals("contoso.example", scenario.domain());
        assertEquals(
                List.of("portal@contoso.example", "help@contoso.example", "shared@contoso.example"),
                scenario.mailboxes());
        assertEquals(40, scenario.clientSecret().length());
    }

    @Test
    void aFileSetsEverything(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("one.eml"), "Subject: one\r\n\r\nHello\r\n");
        Path file = Files.writeString(directory.resolve("scenario.yaml"), """
                tenants:
                  - id: 00000000-1111-4222-8333-444444444444
                    domains: [university.example]
                    apps:
                      - client-id: 11111111-1111-4222-8333-444444444444
                        object-id: 22222222-1111-4222-8333-444444444444
                        exchange-object-id: none
                        roles: [IMAP.AccessAsApp]
                        enabled: false
                        secrets: [{id: s, value: v, expires: 2020-01-01}]
                token: {lifetime: 5m, size: 6KB, algorithms: [RS256], thumbprints: x5t}
                exchange: {smtp-auth-disabled: true, messages-per-minute: 5}
                mailboxes:
                  - address: a@university.example
                    aliases: [b@university.example]
                    imap: false
                    messages: [{file: one.eml, flags: ["\\\\Seen"], internal-date: 2026-01-02T03:04:05Z}]
                faults:
                  - {protocol: token, stage: request, action: say, text: "503", times: 1}
                clock-offset: -10m
                insecure-http: true
                """);
        try (Simulator simulator = Simulator.start(Scenario.read(file))) {
            AppRegistration app = simulator.entra().app("11111111-1111-4222-8333-444444444444");
            assertEquals(false, app.enabled());
            assertEquals(1, app.secrets().size());
            assertEquals(Duration.ofMinutes(5), simulator.entra().tokenShape().lifetime());
            assertEquals(6144, simulator.entra().tokenShape().size());
            assertEquals(
                    Thumbprints.ONLY_X5T, simulator.entra().assertionRules().thumbprints());
            assertTrue(simulator.exchange().smtpAuthDisabled());
            assertTrue(simulator.exchange().servicePrincipals().isEmpty());
            assertEquals(
                    1,
                    simulator
                            .exchange()
                            .mailbox("b@university.example")
                            .orElseThrow()
                            .folder("INBOX")
                            .count());
            assertEquals(1, simulator.faults().active().size());
            assertEquals(Duration.ofMinutes(-10), simulator.clock().offset());
            assertEquals("http", simulator.insecureAuthority().getScheme());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tennants: []|scenario: unknown tennants; known are clock-offset, exchange",
                "tenants: []|tenants: at least one is needed",
                "a: b: c|scenario is no YAML",
                "a: 1\\na: 2|scenario is no YAML",
                "just text|scenario: 'just text' is not a map",
                "token: {lifetime: 5}|token.lifetime: '5' is not a duration such as",
                "token: {thumbprints: sha1}|'sha1' is none of any, x5t, x5t#S256",
                "insecure-http: on|insecure-http: 'on' is not true or false",
                "ports: {smpt: 2525}|ports: unknown smpt; known are control, imap",
                "ports: {smtp: 70000}|port 70000 of smtp is not 0 to 65535",
                "mailboxes: [{adress: x}]|mailboxes[0].address: is missing",
                "mailboxes: [{address: x@y.example, imap: maybe}]|mailboxes[0].imap: 'maybe' is not true or false",
                "faults: [{protocol: token, stage: request, action: explode}]|'explode' is none of"
            })
    void aWrongScenarioIsToldWhatIsWrong(String yaml, String part) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> Simulator.start(Scenario.parse(yaml.replace("\\n", "\n"), Path.of("")))
                        .close());
        assertTrue(String.valueOf(refused.getMessage()).contains(part), refused.getMessage());
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (Simulator first = Simulator.start(Scenario.defaults())) {
            int port = first.authority().getPort();
            RuntimeException refused = assertThrows(
                    RuntimeException.class,
                    () -> Simulator.builder()
                            .ports(Ports.free().with(Service.TOKEN, port))
                            .start()
                            .close());
            assertTrue(String.valueOf(refused.getMessage()).contains("cannot listen on 127.0.0.1:" + port));
        }
    }

    @Test
    void theDirectoryChosenKeepsTheAuthority(@TempDir Path directory) {
        Simulator.builder().directory(directory).start().close();
        assertTrue(Files.exists(directory.resolve("ca.pem")));
    }
}
