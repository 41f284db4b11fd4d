package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import signet.server.account.Login;
import signet.server.account.Pace;
import signet.server.account.RetrySchedule;
import signet.server.account.Terms;
import signet.server.queue.Limits;
import signet.server.queue.Upkeep.Keep;

/** Every key that {@code signet serve} reads: what holds without it, and where its value goes. */
class ServingDefaultsTest {
    private static final String ACCOUNTS = """
            accounts:
              a: {address: a@b.example, password: env:P, smtp: {host: mail.b.example}%s}
            """;

    @TempDir
    Path directory;

    private SettingsReading read(String yaml) throws IOException {
        return new Reading(directory, Map.of("P", "hunter22", "KEY", "k".repeat(43), "HOOK", "https://h.example/x"))
                .of(yaml);
    }

    static List<Arguments> keys() {
        return List.of(
                key(
                        "server",
                        "address: 127.0.0.2",
                        s -> s.server().web().address().getHostAddress(),
                        "127.0.0.1",
                        "127.0.0.2"),
                key("server", "port: 9000", s -> s.server().web().port(), 8625, 9000),
                key(
                        "server",
                        "behind-proxy: 10.0.0.5",
                        s -> s.server().web().behindProxy().toString(),
                        "[]",
                        "[10.0.0.5]"),
                key(
                        "server",
                        "public-url: https://m.b.example/",
                        s -> s.server().web().publicUrl().map(Object::toString).orElse("none"),
                        "none",
                        "https://m.b.example"),
                key("server", "database: sqlite", Serving::usable, true, true),
                key("server", "data: var", s -> s.server().data().getFileName().toString(), "data", "var"),
                key("server", "data: /var/lib/x", s -> s.server().data().isAbsolute(), true, true),
                key(
                        "server",
                        "secrets-key: env:KEY",
                        s -> s.server().secretsKey().isPresent(),
                        false,
                        true),
                key(
                        "server",
                        "console: {second-factor: required}",
                        s -> s.server().console().secondFactorRequired(),
                        false,
                        true),
                key("server", "node: two", s -> s.server().node(), "main", "two"),
                key("alerts", "webhook: env:HOOK", s -> s.alerts().webhook().isPresent(), false, true),
                key(
                        "alerts",
                        "before-expiry: 30d",
                        s -> s.alerts().beforeExpiry(),
                        Duration.ofDays(60),
                        Duration.ofDays(30)),
                key(
                        "alerts",
                        "email: {to: p@b.example, through: a}",
                        s -> s.alerts().email(),
                        Optional.empty(),
                        Optional.of(new AlertSettings.Email("p@b.example", "a"))),
                key("retention", "content: 1d", s -> s.retention().content(), Duration.ofDays(7), Duration.ofDays(1)),
                key(
                        "retention",
                        "entries: 60d",
                        s -> s.retention().entries(),
                        Duration.ofDays(90),
                        Duration.ofDays(60)),
                key(
                        "retention",
                        "transcripts: 1h",
                        s -> s.retention().transcripts(),
                        Duration.ofDays(14),
                        Duration.ofHours(1)),
                key("limits", "message: 35MiB", s -> s.limits().message(), 50_000_000L, 35L << 20),
                key("limits", "recipients: 5", s -> s.limits().recipients(), 1000, 5),
                key("limits", "free-disk: 10MB", s -> s.limits().freeDisk(), 1_000_000_000L, 10_000_000L));
    }

    private static Arguments key(
            String section, String line, Function<Serving, Object> value, Object byDefault, Object written) {
        return Arguments.of(section, line, value, byDefault, written);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("keys")
    void aKeyHasADefaultAndGoesWhereItBelongs(
            String section, String line, Function<Serving, Object> value, Object byDefault, Object written)
            throws IOException {
        Serving without = Reading.settings(read(ACCOUNTS.formatted(""))).serving();
        SettingsReading reading = read(ACCOUNTS.formatted("") + section + ":\n  " + line + "\n");

        assertEquals(byDefault, value.apply(without));
        assertEquals(written, value.apply(Reading.settings(reading).serving()));
        assertTrue(Reading.settings(reading).serving().usable(), reading::toString);
        assertTrue(!reading.hasErrors(), reading::toString);
    }

    @Test
    void emptySectionsAreTheDefaults() throws IOException {
        Serving serving = Reading.settings(read("server:\nalerts: {}\nretention:\nlimits:\nlisteners:\nlogins: []\n"))
                .serving();

        assertEquals(Keep.STANDARD, serving.retention());
        assertEquals(Limits.STANDARD, serving.limits());
        assertEquals(AlertSettings.STANDARD, serving.alerts());
        assertEquals(directory.resolve("data"), serving.server().data());
        assertEquals(List.of(), serving.listeners());
    }

    @Test
    void withoutAFileEverythingHasItsDefault() {
        SettingsReading reading =
                new SettingsReader(name -> Optional.empty(), Reading.NOW).withoutFile(directory, List.of());

        Settings settings = reading.settings().orElseThrow();
        assertEquals(List.of(), reading.findings());
        assertEquals(Optional.empty(), settings.file());
        assertEquals(Map.of(), settings.accounts());
        assertEquals(directory.resolve("data"), settings.serving().server().data());
        assertTrue(settings.serving().usable());
    }

    @Test
    void anAccountSendsAsItselfUnlessMoreIsWritten() throws IOException {
        Terms terms = Reading.account(read(ACCOUNTS.formatted("")), "a").terms();

        assertEquals(
                new Terms(
                        List.of("a@b.example"),
                        Terms.FromRule.REFUSE,
                        Pace.UNLIMITED,
                        RetrySchedule.STANDARD,
                        Terms.UnconfirmedRule.RESEND),
                terms);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "senders: '*@b.example'                  | [*@b.example], REFUSE, PT1M PT1H PT120H, RESEND",
                "senders: [x@b.example, '*@c.example']   | [x@b.example, *@c.example], REFUSE, PT1M PT1H PT120H, RESEND",
                "from: rewrite                           | [a@b.example], REWRITE, PT1M PT1H PT120H, RESEND",
                "from: refuse                            | [a@b.example], REFUSE, PT1M PT1H PT120H, RESEND",
                "retry: {first: 30s}                     | [a@b.example], REFUSE, PT30S PT1H PT120H, RESEND",
                "retry: {most: 2h}                       | [a@b.example], REFUSE, PT1M PT2H PT120H, RESEND",
                "retry: {give-up-after: 2d}              | [a@b.example], REFUSE, PT1M PT1H PT48H, RESEND",
                "retry: {first: 3h}                      | [a@b.example], REFUSE, PT3H PT3H PT120H, RESEND",
                "unconfirmed: hold                       | [a@b.example], REFUSE, PT1M PT1H PT120H, HOLD"
            })
    void theTermsOfAnAccount(String line, String expected) throws IOException {
        Terms terms =
                Reading.account(read(ACCOUNTS.formatted(", " + line)), "a").terms();

        RetrySchedule retry = terms.retry();
        assertEquals(
                expected,
                terms.senders() + ", " + terms.from() + ", " + retry.first() + " " + retry.most() + " "
                        + retry.giveUpAfter() + ", " + terms.unconfirmed());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "smtp.office365.com, '', 3 30 10000",
        "SMTP.Office365.com, '', 3 30 10000",
        "smtp.office365.us, '', 3 30 10000",
        "outlook-dod.office365.us, '', 3 30 10000",
        "smtp.partner.outlook.cn, '', 3 30 10000",
        "smtp-hve.office365.com, '', - - -",
        "mail.b.example, '', - - -",
        "office365.com.evil.example, '', - - -",
        "notoffice365.com, '', - - -",
        "smtp.office365.com, 'connections: 1', 1 30 10000",
        "smtp.office365.com, 'messages-per-minute: 10', 3 10 10000",
        "smtp.office365.com, 'recipients-per-day: 500', 3 30 500",
        "mail.b.example, 'connections: 20', 20 - -",
        "smtp-hve.office365.com, 'messages-per-minute: 600', - 600 -"
    })
    void thePaceIsTheProvidersUnlessWritten(String host, String pacing, String expected) throws IOException {
        String yaml = "accounts:\n  a: {address: a@b.example, password: env:P, smtp: {host: " + host + "}"
                + (pacing.isEmpty() ? "" : ", pacing: {" + pacing + "}") + "}\n";

        Pace pace = Reading.account(read(yaml), "a").terms().pace();

        assertEquals(
                expected,
                words(pace.connections()) + " " + words(pace.messagesPerMinute()) + " "
                        + words(pace.recipientsPerDay()));
    }

    private static String words(java.util.OptionalInt limit) {
        return limit.isPresent() ? Integer.toString(limit.getAsInt()) : "-";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'connections: 4', true",
        "'connections: 3', false",
        "'messages-per-minute: 31', true",
        "'messages-per-minute: 30', false",
        "'recipients-per-day: 10001', true",
        "'recipients-per-day: 10000', false"
    })
    @Tag("B62")
    void morePaceThanExchangeOnlineAllowsDrawsAWarning(String pacing, boolean warned) throws IOException {
        String yaml =
                "accounts:\n  a: {address: a@b.example, password: env:P, smtp: {host: %s}, pacing: {" + pacing + "}}\n";

        assertEquals(
                warned,
                Reading.places(read(yaml.formatted("smtp.office365.com"))).contains("2 pacing-above-provider"));
        assertTrue(!Reading.places(read(yaml.formatted("mail.b.example"))).contains("2 pacing-above-provider"));
    }

    @Test
    void aLoginHasEverythingThatIsWrittenAndAHashOfItsPassword() throws IOException {
        String hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$"
                + "aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
        SettingsReading reading = read(ACCOUNTS.formatted("") + """
                logins:
                  - name: portal
                    password-hash: %s
                    accounts: [a]
                    senders: "*@b.example"
                    networks: [10.0.0.0/8, "::1"]
                    aliases: portal@b.example
                  - {name: other, password: env:P, accounts: a}
                """.formatted(hash));

        List<Login> logins = Reading.settings(reading).serving().logins();
        Login portal = logins.getFirst();
        assertEquals(hash, portal.verifier().reveal());
        assertEquals(List.of("a"), portal.accounts());
        assertEquals(List.of("*@b.example"), portal.senders());
        assertEquals(List.of("10.0.0.0/8", "0:0:0:0:0:0:0:1"), portal.networks());
        assertEquals(List.of("portal@b.example"), portal.aliases());
        assertEquals("other", logins.get(1).name());
        assertEquals(List.of("10 login-password-clear"), Reading.places(reading));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'', 127.0.0.1:2525 NONE",
        "'port: 2600', 127.0.0.1:2600 NONE",
        "'address: localhost', 127.0.0.1:2525 NONE",
        "'address: 127.0.0.3', 127.0.0.3:2525 NONE",
        "'address: \"::1\"', 0:0:0:0:0:0:0:1:2525 NONE",
        "'tls: starttls', 127.0.0.1:2525 STARTTLS",
        "'tls: implicit', 127.0.0.1:2525 IMPLICIT"
    })
    void aListenerIsOnLoopbackUnlessWritten(String line, String expected) throws IOException {
        ConfiguredListener listener = Reading.settings(read("listeners:\n  smtp: {" + line + "}\n"))
                .serving()
                .listeners()
                .getFirst();

        assertEquals(expected, listener.address().getHostAddress() + ":" + listener.port() + " " + listener.tls());
    }
}
