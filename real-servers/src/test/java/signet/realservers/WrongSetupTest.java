package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to set it up wrongly ends with status 1 and a first finding that names the cause. */
@ExtendWith(OneSite.class)
class WrongSetupTest {
    private static final List<String> PROTOCOLS = List.of("smtp", "imap", "pop3");

    /**
     * One mistake.
     *
     * @param stages where the first failed step may be
     * @param says what the first finding must say somewhere (regular expression, case ignored)
     */
    record Mistake(String name, List<String> protocols, String stages, String says, Spoil spoil) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Makes a healthy set-up wrong. */
    interface Spoil extends BiConsumer<Site, Setup> {}

    private static Mistake login(String name, String stages, String says, Spoil spoil) {
        return new Mistake(name, List.of("imap"), stages, says, spoil);
    }

    private static Mistake mail(String name, String stages, String says, Spoil spoil) {
        return new Mistake(name, PROTOCOLS, stages, says, spoil);
    }

    static Stream<Mistake> byTheLoginHost() {
        return Stream.of(
                login(
                        "wrong secret",
                        "token",
                        "secret|invalid client credentials",
                        (site, setup) -> setup.credential("request-properties", "client_secret", "wrong")),
                login(
                        "unknown client",
                        "token",
                        "client",
                        (site, setup) -> setup.credential("request-properties", "client_id", "nobody-registered-this")),
                login(
                        "CA of the token host not trusted",
                        "token",
                        "trust|CA|authority",
                        (site, setup) -> setup.withoutTrust(true)),
                login(
                        "token host refuses connections",
                        "token",
                        "refused|reach|connect",
                        (site, setup) -> setup.credential(
                                "token-url",
                                "https://localhost:" + site.servers().closedPort() + "/token")),
                login(
                        "token host does not exist",
                        "token",
                        "resolve|DNS|name|unknown host",
                        (site, setup) -> setup.credential("token-url", "https://login.invalid/token")),
                login(
                        "token URL of another realm",
                        "token",
                        "404|realm|not found|URL",
                        (site, setup) -> setup.credential(
                                "token-url", site.keycloak().tokenUrl().replace("/mail/", "/male/"))));
    }

    static Stream<Mistake> byTheCertificate() {
        return Stream.of(
                login(
                        "key of another certificate",
                        "configuration",
                        "match|belong",
                        (site, setup) -> setup.pair(
                                site.servers().unregistered().key(),
                                site.servers().application().certificate())),
                login(
                        "certificate not registered",
                        "token",
                        "client|certificate|assertion|signature",
                        (site, setup) -> setup.pair(
                                site.servers().unregistered().key(),
                                site.servers().unregistered().certificate())),
                login(
                        "wrong audience",
                        "token",
                        "audience",
                        (site, setup) ->
                                setup.credential("assertion", "audience", "https://login.elsewhere.example/token")));
    }

    static Stream<Mistake> byTheMailHost() {
        return Stream.of(
                mail(
                        "CA of the mail host not trusted",
                        "tls",
                        "trust|CA|authority",
                        (site, setup) -> setup.withoutTrust(false)),
                mail(
                        "another name than in the certificate",
                        "tls",
                        "name",
                        (site, setup) -> eachEndpoint(site, setup, "127.0.0.1", "implicit", "implicit")),
                mail(
                        "STARTTLS port taken for implicit TLS",
                        "tls",
                        "starttls",
                        (site, setup) -> eachEndpoint(site, setup, "localhost", "starttls", "implicit")),
                mail(
                        "implicit TLS port taken for STARTTLS",
                        "greeting",
                        "implicit",
                        (site, setup) -> eachEndpoint(site, setup, "localhost", "implicit", "starttls")),
                mail(
                        "port closed",
                        "connect",
                        "refused|port",
                        (site, setup) -> PROTOCOLS.forEach(protocol -> setup.endpoint(
                                protocol, "localhost", site.servers().closedPort(), "implicit"))),
                mail(
                        "mail host does not exist",
                        "resolve",
                        "resolve|DNS|name",
                        (site, setup) -> PROTOCOLS.forEach(
                                protocol -> setup.endpoint(protocol, "mail.invalid", 993, "implicit"))),
                mail(
                        "server without STARTTLS",
                        "tls|capabilities",
                        "STARTTLS|STLS",
                        (site, setup) -> setup.endpoint(
                                        "smtp", "localhost", site.smtp().noTls(), "starttls")
                                .endpoint(
                                        "imap",
                                        "localhost",
                                        site.provider().noTls().imap(),
                                        "starttls")
                                .endpoint(
                                        "pop3",
                                        "localhost",
                                        site.provider().noTls().pop3(),
                                        "starttls")),
                mail(
                        "mechanism not offered",
                        "capabilities|authenticate",
                        "XOAUTH2",
                        (site, setup) -> setup.endpoint(
                                        "smtp", "localhost", site.smtp().plainOnly(), "starttls")
                                .endpoint(
                                        "imap",
                                        "localhost",
                                        site.provider().plainOnly().imap(),
                                        "starttls")
                                .endpoint(
                                        "pop3",
                                        "localhost",
                                        site.provider().plainOnly().pop3(),
                                        "starttls")),
                mail(
                        "application unknown to the mail server",
                        "authenticate",
                        "token|permission|refused",
                        (site, setup) -> setup.credential("request-properties", "client_id", RealServers.APP_STRANGER)),
                mail(
                        "token for another organisation's mailboxes",
                        "authenticate",
                        "token|permission|mailbox",
                        (site, setup) ->
                                setup.credential("request-properties", "client_id", RealServers.APP_ELSEWHERE)),
                mail(
                        "mailbox does not exist",
                        "authenticate",
                        "mailbox|user|account",
                        (site, setup) -> setup.address("nobody@" + RealServers.DOMAIN)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("byTheLoginHost")
    void mistakesAtTheLoginHost(Mistake mistake, Site site) {
        assertFound(site, mistake, () -> Setup.bySecret(site, RealServers.APP_SECRET));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("byTheCertificate")
    void mistakesWithTheCertificate(Mistake mistake, Site site) {
        assertFound(site, mistake, () -> Setup.byCertificate(site, "PS256"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("byTheMailHost")
    void mistakesAtTheMailHost(Mistake mistake, Site site) {
        assertFound(site, mistake, () -> Setup.bySecret(site, RealServers.APP_SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "imap", "pop3"})
    void aTokenThatIsPastItsTimeIsNamedAsTheCause(String protocol, Site site) {
        try (StaleTokens stale = StaleTokens.start(site)) {
            Mistake mistake = new Mistake(
                    "expired",
                    List.of(protocol),
                    "token|token-content|authenticate",
                    "expired",
                    (same, setup) -> setup.credential("token-url", stale.tokenUrl()));
            assertFound(site, mistake, () -> Setup.bySecret(site, RealServers.APP_SHORT));
        }
    }

    @Test
    void aRecipientWithoutMailboxIsNamedBySendingTo(Site site) {
        Site.Box box = site.box();
        Setup setup = site.mail(Setup.bySecret(site, RealServers.APP_SECRET), "starttls")
                .address(box.address());
        Command.Result result = site.signet(setup, "test")
                .with("--json", "--protocol", "smtp", "--send-to", "nobody@" + RealServers.DOMAIN)
                .run();
        assertEquals(1, result.status(), result::toString);
        assertEquals("send", Diagnosis.of(result).failedStage(), result::toString);
        assertTrue(result.out().contains("nobody@"), result::toString);
    }

    @Test
    void sendingAsSomebodyElseShowsTheServersSentence(Site site) {
        Setup setup = site.mail(Setup.bySecret(site, RealServers.APP_SECRET), "starttls")
                .address(site.box().address())
                .account("username", site.box().address());
        Command.Result result = site.signet(setup, "send")
                .with("--to", "box1@" + RealServers.DOMAIN, "--subject", "s", "--body", "b")
                .run();
        assertEquals(1, result.status(), result::toString);
        assertTrue((result.out() + result.err()).contains("553 5.7.1"), result::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"starttls", "implicit"})
    void aHealthySetUpPassesEveryStage(String tls, Site site) {
        Setup setup = site.mail(Setup.byCertificate(site, "PS256"), tls)
                .address(site.box().address());
        Command.Result result = site.signet(setup, "test").with("--json").run();
        assertEquals(0, result.status(), result::toString);
        assertFalse(result.out().contains("\"failed\""), result::toString);
    }

    /** The fixture's secrets must not be in anything a user may paste into a ticket. */
    private static void assertNoSecrets(Command.Result result) {
        assertFalse((result.out() + result.err()).contains(RealServers.SECRET), "the secret is shown");
    }

    private static void assertFound(Site site, Mistake mistake, Supplier<Setup> healthy) {
        assertAll(mistake.protocols().stream().map(protocol -> () -> {
            Setup setup = site.mail(healthy.get(), "implicit").address("box1@" + RealServers.DOMAIN);
            setup.account("properties", "mail." + protocol + ".timeout", 4_000);
            mistake.spoil().accept(site, setup);
            Command.Result result = site.signet(setup, "test")
                    .with("--json", "--protocol", protocol)
                    .run();
            assertEquals(1, result.status(), result::toString);
            Diagnosis diagnosis = Diagnosis.of(result);
            assertFalse(diagnosis.ok());
            assertTrue(
                    diagnosis.failedStage().matches(mistake.stages()),
                    protocol + " failed at another stage: " + result);
            assertUseful(diagnosis.first(), mistake, result);
            assertNoSecrets(result);
        }));
    }

    private static void assertUseful(Map<String, Object> finding, Mistake mistake, Command.Result result) {
        assertEquals("error", finding.get("severity"), result::toString);
        for (String field : List.of("code", "summary", "remedy")) {
            assertFalse(String.valueOf(finding.getOrDefault(field, "")).isBlank(), "no " + field + ": " + result);
        }
        Pattern says = Pattern.compile(mistake.says(), Pattern.CASE_INSENSITIVE);
        assertTrue(
                says.matcher(String.valueOf(finding.get("summary")) + finding.get("causes"))
                        .find(),
                result::toString);
    }

    /** Points all three protocols at the ports for {@code real} TLS, configured as {@code configured}. */
    private static void eachEndpoint(Site site, Setup setup, String host, String real, String configured) {
        boolean implicit = real.equals("implicit");
        Dovecot dovecot = site.dovecot();
        setup.endpoint(
                "smtp", host, implicit ? site.smtp().implicit() : site.smtp().submission(), configured);
        setup.endpoint("imap", host, implicit ? dovecot.imaps() : dovecot.imap(), configured);
        setup.endpoint("pop3", host, implicit ? dovecot.pop3s() : dovecot.pop3(), configured);
    }
}
