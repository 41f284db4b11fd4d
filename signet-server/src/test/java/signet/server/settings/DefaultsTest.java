package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.doctor.AccountDraft;
import signet.doctor.CredentialDraft;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.oauth.Method;

/** What is filled in where nothing is written. */
class DefaultsTest {
    private static final String BY_SECRET = """
            credentials:
              c:
                method: client-secret-microsoft-oauth2
                tenant-id: university.example
                client-id: 66666666-7777-8888-9999-000000000000
                client-secret: env:S
                cloud: %s
            accounts:
              a: {address: a@university.example, credential: c, smtp: {}, imap: {}, pop3: {}}
            """;

    @TempDir
    Path directory;

    private SettingsReading read(String yaml) throws IOException {
        return new Reading(directory, Map.of("S", "abC8Q~long.enough-and_never.a.guid12345", "P", "x")).of(yaml);
    }

    private static Endpoint endpoint(AccountDraft draft, Protocol protocol) {
        return Optional.ofNullable(draft.endpoints().get(protocol)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "global, smtp.office365.com, outlook.office365.com",
        "gcc-high, smtp.office365.us, outlook.office365.us",
        "dod, outlook-dod.office365.us, outlook-dod.office365.us",
        "china, smtp.partner.outlook.cn, partner.outlook.cn"
    })
    @Tag("P11")
    @Tag("F2")
    void anEmptyBlockStandsForTheCloudsHostPortAndTls(String cloud, String smtp, String mailbox) throws IOException {
        AccountDraft draft =
                Reading.account(read(BY_SECRET.formatted(cloud)), "a").draft();

        assertEquals(smtp + ":587 STARTTLS", words(endpoint(draft, Protocol.SMTP)));
        assertEquals(mailbox + ":993 IMPLICIT", words(endpoint(draft, Protocol.IMAP)));
        assertEquals(mailbox + ":995 IMPLICIT", words(endpoint(draft, Protocol.POP3)));
    }

    @ParameterizedTest
    @CsvSource({
        "smtp, '', 587 STARTTLS",
        "smtp, 'port: 465', 465 IMPLICIT",
        "smtp, 'tls: implicit', 465 IMPLICIT",
        "smtp, 'port: 2525', 2525 STARTTLS",
        "imap, '', 993 IMPLICIT",
        "imap, 'port: 143', 143 STARTTLS",
        "imap, 'tls: starttls', 143 STARTTLS",
        "pop3, '', 995 IMPLICIT",
        "pop3, 'port: 110', 110 STARTTLS",
        "pop3, 'tls: starttls', 110 STARTTLS"
    })
    @Tag("F2")
    void portAndTlsFollowFromOneAnother(String protocol, String written, String expected) throws IOException {
        String more = written.isEmpty() ? "" : ", " + written;
        AccountDraft draft = Reading.account(
                        read("accounts:\n  a: {address: a@b.example, password: env:P, " + protocol
                                + ": {host: h.example" + more + "}}\n"),
                        "a")
                .draft();

        Endpoint endpoint = endpoint(draft, Protocol.valueOf(protocol.toUpperCase(java.util.Locale.ROOT)));
        assertEquals("h.example:" + expected, words(endpoint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "client-secret-microsoft-oauth2", "certificate-microsoft-oauth2", "oauth2"})
    @Tag("P1")
    void theMethodsHaveTheNamesAdministratorsKnow(String word) throws IOException {
        Settings settings = Reading.settings(read("credentials:\n  c: {method: " + word + "}\n"));

        CredentialDraft draft = Optional.ofNullable(settings.credentials().get("c"))
                .orElseThrow()
                .draft();
        assertEquals(word, draft.method().word());
    }

    @Test
    @Tag("P1")
    void anotherMethodIsRefusedWithTheNearestName() throws IOException {
        SettingsReading reading = read("credentials:\n  c: {method: certificate-microsoft-oauth}\n");

        assertTrue(reading.findings().getFirst().remedy().contains("certificate-microsoft-oauth2"), reading::toString);
        assertEquals(4, Method.values().length);
    }

    @Test
    @Tag("P1")
    void withoutACredentialAnAccountIsBasic() throws IOException {
        ConfiguredAccount account = Reading.account(
                read("accounts:\n  a: {address: a@b.example, password: env:P, smtp: {host: h.example}}\n"), "a");

        assertTrue(account.draft().credential().isEmpty());
        assertTrue(account.usable(), account::toString);
    }

    @Test
    @Tag("P12")
    void theUserNameIsTheAddressUnlessWritten() throws IOException {
        String yaml = "accounts:\n  a: {address: a@b.example, password: env:P, smtp: {host: h.example}%s}\n";

        assertEquals(
                "a@b.example",
                Reading.account(read(yaml.formatted("")), "a").draft().username());
        assertEquals(
                "shared@b.example",
                Reading.account(read(yaml.formatted(", username: shared@b.example")), "a")
                        .draft()
                        .username());
    }

    private static String words(Endpoint endpoint) {
        return endpoint + " " + endpoint.tls();
    }
}
