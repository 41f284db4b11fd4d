package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.oauth.ScriptedEndpoint.token;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.oauth.TokenTransport.Limits;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

/** Through an HTTP or SOCKS proxy. */
class ProxyTest {
    private static final OutgoingProxy.Login LOGIN = new OutgoingProxy.Login("gate", Secret.of("hünter2"));

    private static TokenSource source(TokenEndpoint endpoint, TokenTransport transport, String secret) {
        Credential credential = new Credential.ClientSecret(
                endpoint, Scenario.defaults().clientId(), Secret.of(secret), Cloud.GLOBAL.scope(), Optional.empty());
        return new TokenSources(InstantSource.system(), new Random(1)).source(credential, transport);
    }

    @ParameterizedTest
    @CsvSource({"HTTP, false", "HTTP, true", "SOCKS5, false", "SOCKS5, true"})
    void tokensComeThroughTheProxyWithTlsToTheEndpoint(OutgoingProxy.Kind kind, boolean login) throws Exception {
        Scenario scenario = Scenario.defaults();
        Optional<OutgoingProxy.Login> who = login ? Optional.of(LOGIN) : Optional.empty();
        try (Simulator simulator = Simulator.start(scenario);
                ScriptedProxy proxy = new ScriptedProxy(
                        kind, who.map(w -> w.user() + ":" + w.password().reveal()))) {
            TokenEndpoint endpoint = TokenEndpoint.microsoft(simulator.authority(), scenario.tenantId());
            TokenTransport transport = TokenTransport.create(simulator.clientTls(), Optional.of(proxy.outgoing(who)));
            assertTrue(source(endpoint, transport, scenario.clientSecret())
                    .token()
                    .value()
                    .reveal()
                    .contains("."));
            assertEquals(List.of("localhost:" + simulator.authority().getPort()), proxy.targets());
            URI document =
                    simulator.authority().resolve("/" + scenario.tenantId() + "/v2.0/.well-known/openid-configuration");
            assertEquals(200, transport.get(document).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongOrMissingLoginIsSaidSo(OutgoingProxy.Kind kind) throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(token("t"));
                ScriptedProxy proxy = new ScriptedProxy(kind, Optional.of("gate:other"))) {
            TokenFault missing = fault(endpoint.endpoint(), proxy.outgoing(Optional.empty()));
            assertTrue(missing.message().endsWith("it wants a user name and password"), missing.message());
            TokenFault wrong = fault(endpoint.endpoint(), proxy.outgoing(Optional.of(LOGIN)));
            assertTrue(wrong.message().endsWith("it refuses user name or password"), wrong.message());
            assertFalse(wrong.message().contains("hünter2"));
            assertEquals(TokenFault.Kind.UNREACHABLE, wrong.kind());
        }
    }

    @Test
    void namesAreResolvedByTheProxyAndItsRefusalIsSaid() throws Exception {
        try (ScriptedProxy proxy = new ScriptedProxy(OutgoingProxy.Kind.SOCKS5, Optional.empty())) {
            TokenEndpoint endpoint = new TokenEndpoint(URI.create("https://forbidden.example/token"), false);
            String message = fault(endpoint, proxy.outgoing(Optional.empty())).message();
            assertTrue(message.endsWith("its rules forbid this connection"), message);
        }
    }

    @Test
    void aProxyThatIsNotThereIsSaidSo() throws Exception {
        OutgoingProxy gone;
        try (ScriptedProxy proxy = new ScriptedProxy(OutgoingProxy.Kind.HTTP, Optional.empty())) {
            gone = proxy.outgoing(Optional.empty());
        }
        TokenEndpoint endpoint = new TokenEndpoint(URI.create("https://login.example/token"), false);
        assertTrue(fault(endpoint, gone).message().contains("the proxy 127.0.0.1:" + gone.port() + " does not answer"));
        TokenFault unknown =
                fault(endpoint, new OutgoingProxy(OutgoingProxy.Kind.HTTP, "proxy.invalid", 3128, Optional.empty()));
        assertTrue(unknown.message().contains("the proxy's name proxy.invalid cannot be resolved"), unknown.message());
    }

    private static TokenFault fault(TokenEndpoint endpoint, OutgoingProxy proxy) {
        TokenSource source = source(endpoint, TokenTransport.create(Trust.context(), Optional.of(proxy)), "s");
        return assertThrows(TokenException.class, source::token).fault();
    }

    // ---- HTTP as others speak it, over a tunnel

    private static String answer(String raw) throws IOException {
        return exchange(raw, new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), 1_000))
                .body();
    }

    private static TokenTransport.Answer exchange(String raw, Limits limits) throws IOException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ScriptedProxy proxy = new ScriptedProxy(OutgoingProxy.Kind.HTTP, Optional.empty())) {
            thread.execute(() -> {
                try (Socket socket = server.accept()) {
                    StringBuilder request = new StringBuilder();
                    while (!request.toString().endsWith("\r\n\r\na=b")) {
                        request.append((char) socket.getInputStream().read());
                    }
                    socket.getOutputStream().write(raw.getBytes(StandardCharsets.ISO_8859_1));
                    if (!raw.contains("STALL")) {
                        socket.shutdownOutput();
                    }
                    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException gone) {
                    System.getLogger("test").log(System.Logger.Level.DEBUG, "closed", gone);
                }
            });
            URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/token?api=2");
            TokenTransport transport =
                    TokenTransport.create(Trust.context(), Optional.of(proxy.outgoing(Optional.empty())), limits);
            return transport.post(url, Secret.of("a=b"), UUID.randomUUID());
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void bodiesByLengthByChunksAndToTheEnd() throws IOException {
        assertEquals("12345", answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345678"));
        assertEquals("12345678", answer("HTTP/1.0 200 OK\r\n\r\n12345678"));
        assertEquals(
                "123456",
                answer("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\r\n123\r\n3;x=y\r\n456\r\n0\r\nT: x\r\n\r\n"));
        assertEquals("x", answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad\r\nContent-Length: 1\r\n\r\nx"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SMTP ready\r\n",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"
            })
    void brokenAnswersAreRefused(String raw) {
        assertThrows(IOException.class, () -> answer(raw));
    }

    @Test
    void endlessAnswersAreCutOff() {
        String lines = "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(201) + "\r\n";
        assertThrows(IOException.class, () -> answer(lines));
        assertThrows(IOException.class, () -> answer("HTTP/1.1 200 OK\r\nX: " + "y".repeat(20_000)));
        assertThrows(
                TokenTransport.TooLargeException.class, () -> answer("HTTP/1.1 200 OK\r\n\r\n" + "y".repeat(1_001)));
    }

    @Test
    void aStallEndsWithTheBudget() {
        Limits brief = new Limits(Duration.ofSeconds(5), Duration.ofMillis(300), 1_000);
        IOException late = assertThrows(IOException.class, () -> exchange("HTTP/1.1 200 STALL\r\n", brief));
        assertTrue(String.valueOf(late.getMessage()).contains("no complete answer"), late.toString());
    }
}
