package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.Server;
import signet.server.settings.SettingsSource;
import signet.simulator.exchange.SmtpAuth;

/** Commands that speak to a running server: a real one, with the simulated provider behind it. */
class QueueCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Provider provider = unset();
    private Server server = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before each test
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        provider = new Provider(folder);
        Files.writeString(
                provider.playground.settings(),
                "\nserver: {port: " + freePort() + ", data: data}\n",
                StandardOpenOption.APPEND);
        server = Server.start(new Server.Plan(
                new SettingsSource(
                        Optional.of(provider.playground.settings()),
                        folder,
                        name -> Optional.empty(),
                        InstantSource.system()),
                Optional.empty(),
                InstantSource.system(),
                "test",
                Duration.ofSeconds(5),
                () -> 0));
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        provider.close();
    }

    private Run ok(String... arguments) {
        Run run = provider.run(arguments);
        assertEquals(0, run.status(), run.err() + run.out());
        return run;
    }

    /** Queues a message that stays where it is: the provider does not know our certificate any more. */
    private String waiting(String subject) {
        var app = provider.simulator.entra().app(provider.scenario.clientId());
        app.certificates().forEach(certificate -> app.removeCertificate(certificate.thumbprint()));
        return queued(subject);
    }

    private String queued(String subject) {
        return ok("send", "--queue", "--account", "portal", "--to", "help@contoso.example", "--subject", subject)
                .out()
                .replace("queued as ", "")
                .strip();
    }

    @Test
    void aMessageGoesThroughTheQueueAndItsStoryIsTold() throws Exception {
        byte[] octets = new byte[70_000];
        new java.util.Random(1).nextBytes(octets);
        Path attachment = Files.write(folder.resolve("Prüfbericht.pdf"), octets);
        Run sent = provider.runWith(
                "Grüße\n",
                "send",
                "--queue",
                "--wait",
                "--account",
                "portal",
                "--to",
                "help@contoso.example",
                "--subject",
                "Prüfung",
                "--body",
                "-",
                "--attach",
                attachment.toString());
        assertEquals(0, sent.status(), sent.err() + sent.out());
        for (String told : List.of("delivered", "portal", "Prüfung", "Attempt 1", "help@contoso.example")) {
            assertTrue(sent.out().contains(told), told + " in " + sent.out());
        }
        String arrived = arrived();
        String base64 = java.util.Base64.getMimeEncoder().encodeToString(octets);
        assertTrue(arrived.contains(base64.substring(0, 760)), "the attachment's octets");
    }

    private String arrived() throws Exception {
        try (var octets = provider.inbox("help").messages().get(0).content().open()) {
            return new String(octets.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aFinishedMessageIsQueuedAsItIs() throws Exception {
        String from = "portal@contoso.example";
        Path raw = Files.writeString(
                folder.resolve("message.eml"),
                "From: " + from + "\r\nTo: x@example.org\r\nSubject: raw\r\n\r\nHello\r\n");
        Run sent = ok(
                "send",
                "--queue",
                "--account",
                "portal",
                "--raw",
                raw.toString(),
                "--to",
                "help@contoso.example",
                "--json");
        String id = sent.out().replaceAll("(?s).*\"id\": \"([a-z2-7]{26})\".*", "$1");
        Path into = folder.resolve("export");
        ok("queue", "export", id, "--into", into.toString());
        String exported = Files.readString(into.resolve(id + ".eml"));
        assertTrue(exported.contains("From: " + from + "\r\nTo: x@example.org\r\nSubject: raw\r\n"), exported);
        assertTrue(Files.readString(into.resolve(id + ".json")).contains("\"subject\": \"raw\""));
    }

    @Test
    void whatCannotBeSentSaysWhyDownToTheProvidersWords() throws Exception {
        String id = waiting("waits");
        Run shown = parked(id);
        assertTrue(shown.out().contains("queued"), shown.out());
        assertTrue(shown.out().contains("Why it waits: "), shown.out());
        assertTrue(shown.out().contains("AADSTS"), shown.out());
        assertTrue(ok("queue", "shape").out().contains("portal: 1"), "and by account");
        assertTrue(ok("queue", "list").out().contains(id));
    }

    /** The message's story once its account is parked. */
    private Run parked(String id) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        CountDownLatch never = new CountDownLatch(1);
        Run shown = ok("queue", "show", id);
        while (!shown.out().contains("Incident") && System.nanoTime() < end) {
            assertFalse(never.await(100, TimeUnit.MILLISECONDS));
            shown = ok("queue", "show", id);
        }
        return shown;
    }

    @Test
    void anOperatorHoldsReleasesAndCancels() throws Exception {
        String id = waiting("first");
        parked(id);
        Run held = ok("queue", "hold", id);
        assertTrue(held.err().contains("signet queue release " + id), "the way back: " + held.err());
        Run shown = ok("queue", "show", id);
        assertTrue(shown.out().contains("held: operator") && shown.out().contains("token operator"), shown.out());
        assertEquals(1, provider.run("queue", "hold", id).status(), "it was so already");
        ok("queue", "release", id);
        Run dry = ok("queue", "cancel", "--account", "portal", "--dry-run");
        assertTrue(dry.out().startsWith("1 message found, 1 would change"), dry.out());
        assertTrue(ok("queue", "cancel", "--account", "portal").out().startsWith("1 message found, 1 changed"));
        assertTrue(ok("queue", "list", "--state", "cancelled").out().contains(id));
        assertTrue(ok("queue", "retry", id).out().contains("queued"));
        assertEquals(2, provider.run("queue", "cancel").status(), "nothing named is not everything");
        assertEquals(2, provider.run("queue", "cancel", "x").status());
        assertEquals(2, provider.run("queue", "show", "a".repeat(26)).status(), "unknown");
        Run json = ok("queue", "list", "--json", "--limit", "1");
        assertTrue(json.out().startsWith("{\"id\":\""), json.out());
    }

    @Test
    void whoMendedSomethingHasItLookedAtNow() throws Exception {
        provider.mailbox("portal").smtpAuth(SmtpAuth.OFF);
        String id = queued("first");
        parked(id);
        String fix = "Fix: Set-CASMailbox -Identity portal@contoso.example -SmtpClientAuthenticationDisabled $false";
        Run list = ok("account", "list");
        assertTrue(list.out().contains("portal  portal@contoso.example  parked"), list.out());
        assertTrue(list.out().contains(fix), list.out());
        assertTrue(ok("queue", "list").out().contains(fix));
        assertTrue(ok("queue", "shape").out().contains(fix));
        assertTrue(ok("queue", "show", id).out().contains("signet account resume portal"));
        Run retry = ok("queue", "retry", "--account", "portal");
        assertTrue(retry.out().contains("0 changed, 1 as before"), retry.out());
        assertTrue(retry.out().contains("Look now: signet account resume portal"), retry.out());
        Run still = provider.run("account", "resume", "portal");
        assertEquals(1, still.status(), still.out() + still.err());
        assertTrue(still.out().contains("portal is still not used (parked)"), still.out());

        provider.mailbox("portal").smtpAuth(SmtpAuth.ON);
        Run resumed = ok("account", "resume", "portal");
        assertEquals("portal is in use", resumed.out().strip());
        assertTrue(ok("queue", "list", "--state", "delivered").out().contains(id), "the one that waited was tried");
        ok("account", "pause", "portal");
        assertTrue(ok("account", "list").out().contains("portal@contoso.example  paused"));
        assertTrue(ok("account", "resume", "portal", "--json").out().contains("\"name\": \"portal\""));
    }

    @Test
    void anAccountThatIsNotThereIsSaidWithTheOneThatIsMeant() {
        for (List<String> line : List.of(
                List.of("account", "pause", "portl"),
                List.of("account", "resume", "portl"),
                List.of("queue", "list", "--account", "portl"),
                List.of("queue", "cancel", "--account", "portl", "--dry-run"))) {
            Run run = provider.run(line.toArray(String[]::new));
            assertEquals(2, run.status(), run.out() + run.err());
            assertTrue(run.err().contains("no account 'portl'; did you mean 'portal'?"), run.err());
        }
        assertTrue(provider.run("account", "pause", "nobody").err().contains("there is: portal, help"));
    }

    @Test
    void tokensAreMadeListedAndRevoked() {
        Run made = ok("api-token", "create", "--name", "reports", "--scopes", "send,read", "--account", "portal");
        String token = made.out().strip();
        assertTrue(token.matches("sgn_[A-Za-z0-9_-]{43}"), made.out());
        Map<String, String> environment =
                Map.of("SIGNET_CONFIG", provider.playground.settings().toString(), "SIGNET_API_TOKEN", token);
        assertEquals(0, Run.with("", environment, "queue", "list").status());
        Run refused = Run.with("", environment, "api-token", "list");
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("admin"), refused.err());
        Run list = ok("api-token", "list");
        assertFalse(list.out().contains("sgn_"), list.out());
        String id = list.out()
                .lines()
                .filter(line -> line.contains("reports"))
                .findFirst()
                .orElseThrow()
                .substring(0, 26);
        ok("api-token", "revoke", id);
        assertEquals(2, Run.with("", environment, "queue", "list").status(), "at once");
        assertTrue(ok("api-token", "list").out().contains("revoked"));
    }

    @Test
    void whereNobodyAnswersThatIsSaid() {
        Run run = provider.run("queue", "list", "--server", "http://127.0.0.1:1");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("signet serve"), run.err());
        Run foreign = provider.run("queue", "list", "--server", "ftp://x");
        assertEquals(2, foreign.status());
    }

    @Test
    void theOperatorsTokenGoesToNobodyElsesServer() {
        Run foreign = provider.run("queue", "list", "--server", "https://signet.example:8625");
        assertEquals(2, foreign.status(), foreign.err());
        assertTrue(foreign.err().contains("operator.token is not sent there"), foreign.err());
    }

    @Test
    void noTokenCrossesTheNetworkInClear() {
        for (String url : List.of("http://signet.example:8625", "http://192.0.2.1", "http://localhost.example:8625")) {
            Run clear = provider.run("queue", "list", "--api-token", "sgn_anybodys", "--server", url);
            assertEquals(2, clear.status(), clear.err());
            assertTrue(clear.err().contains("in clear"), clear.err());
        }
    }

    @Test
    void withoutATokenTheWayToOneIsSaid() throws Exception {
        Files.delete(server.data().resolve("operator.token"));
        Run run = provider.run("queue", "list");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("SIGNET_API_TOKEN"), run.err());
    }
}
