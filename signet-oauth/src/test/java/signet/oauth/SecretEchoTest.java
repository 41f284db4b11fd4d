package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others repeat of our secrets does not come out on our side. */
@Tag("F10")
class SecretEchoTest {
    private static final String LONG = "wQ8~canary/+secret=&\"value\"-Zx19";
    private static final String MASK = "••••••";

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyUsualFormOfASecretIsTakenOut() {
        SecretEcho echo = new SecretEcho(Secret.of(LONG));
        String percent = URLEncoder.encode(LONG, StandardCharsets.UTF_8);
        for (String form : new String[] {
            LONG,
            percent,
            percent.replace("%2F", "%2f").replace("%2B", "%2b").replace("%3D", "%3d"),
            LONG.replace("\"", "\\\""),
            LONG.replace("&", "&amp;").replace("\"", "&quot;")
        }) {
            assertEquals("before " + MASK + " after", echo.masked("before " + form + " after"), form);
        }
        for (String before : new String[] {"", "u", "us", "user=ann auth=Bearer "}) {
            String shown = echo.masked("said " + base64(before + LONG + " and more"));
            assertFalse(shown.contains(base64(LONG).substring(8, 24)), shown);
            assertTrue(shown.contains(MASK), shown);
        }
    }

    @Test
    void aPieceOfALongSecretIsTakenOutAndAPieceOfAShortOneStays() {
        SecretEcho echo = new SecretEcho(Secret.of(LONG));
        assertEquals("<" + MASK + "> cut", echo.masked("<" + LONG.substring(3, 17) + "> cut"));
        assertEquals(MASK + MASK, echo.masked(LONG.substring(0, 12) + LONG.substring(14)), "two pieces side by side");
        assertEquals("ask the university", new SecretEcho(Secret.of("university26")).masked("ask the university"));
        assertEquals("is " + MASK, new SecretEcho(Secret.of("university26")).masked("is university26"));
        assertEquals("to be", new SecretEcho(Secret.of("to")).masked("to be"), "too short to be told from words");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access_token=CANARYopaqueTOKEN1&token_type=bearer", // as some endpoints answer, but not RFC 6749
                "{\"token_type\":\"Bearer\",\"access_token\":\"CANARYopaqueTOKEN1\",\"expires_in\":", // cut off
                "{\\\"refresh_token\\\": \\\"CANARYopaqueTOKEN1\\\"}",
                "<pre>client_secret%3DCANARYopaqueTOKEN1</pre>",
                "got eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJCANARYopaqueTOKEN1.c2lnbmF0dXJl there",
            })
    void tokensInAnAnswerThatIsNoTokenAnswerAreNotShown(String body) {
        TokenForm form = new TokenForm(new TokenEndpoint(URI.create("https://login.example/t"), false), Map.of());
        for (int status : new int[] {200, 400, 500}) {
            TokenTransport.Answer answer = new TokenTransport.Answer(status, Map.of(), body);
            TokenException e = assertThrows(
                    TokenException.class,
                    () -> TokenAnswer.read(form, answer, InstantSource.system().instant()));
            assertFalse(String.valueOf(e.fault()).contains("CANARYopaqueTOKEN1"), e.getMessage());
            assertFalse(answer.toString().contains("CANARYopaqueTOKEN1"), answer.toString());
        }
    }

    @Test
    void aSentenceThatOnlyNamesAParameterStaysWhole() {
        String sentence = "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or"
                + " 'client_secret'.";
        assertEquals(sentence, SecretEcho.withoutTokens(sentence));
    }

    @Test
    void aTokenUrlWithAPasswordInItIsRefusedAndNotRepeated() {
        TokenEndpoint endpoint = new TokenEndpoint(URI.create("https://gate:CANARYpass1@login.example/token"), false);
        Problem problem = endpoint.refusal().orElseThrow();
        assertEquals("token-url-login", problem.code());
        assertFalse(problem.toString().contains("CANARYpass1"));
    }

    @Test
    void aPasswordInAUrlIsNotSentAsPartOfTheHost() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(ScriptedEndpoint.token("t"));
                ScriptedProxy proxy = new ScriptedProxy(OutgoingProxy.Kind.HTTP, Optional.empty())) {
            String authority = endpoint.endpoint().url().getRawAuthority();
            TokenTransport.create(Trust.context(), Optional.of(proxy.outgoing(Optional.empty())))
                    .get(URI.create("http://gate:CANARYpass1@" + authority + "/document"));
            assertEquals(
                    Optional.of(List.of(authority)),
                    Optional.ofNullable(endpoint.headers().get(0).get("Host")));
        }
    }

    @Test
    void aProxyThatRepeatsItsLoginIsQuotedWithoutIt() throws Exception {
        OutgoingProxy.Login login = new OutgoingProxy.Login("gate", Secret.of("CANARYproxyPASSWORD1"));
        ExecutorService one = Executors.newSingleThreadExecutor();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<?> proxy = one.submit(() -> repeat(server));
            OutgoingProxy way =
                    new OutgoingProxy(OutgoingProxy.Kind.HTTP, "127.0.0.1", server.getLocalPort(), Optional.of(login));
            Exception e = assertThrows(
                    Exception.class,
                    () -> TokenTransport.create(Trust.context(), Optional.of(way))
                            .post(
                                    URI.create("https://login.example/t"),
                                    Secret.of("a=b"),
                                    new UUID(0, new Random(1).nextLong())));
            assertTrue(String.valueOf(e.getMessage()).contains("it answered HTTP/1.1 500"), e.getMessage());
            String basic = base64("gate:CANARYproxyPASSWORD1");
            assertFalse(String.valueOf(e.getMessage()).contains(basic.substring(12)), e.getMessage());
            proxy.get();
        } finally {
            one.shutdownNow();
        }
    }

    private static Optional<String> repeat(ServerSocket server) throws Exception {
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream()) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            String echo = head.substring(head.indexOf("Basic "), head.length()).strip();
            out.write(("HTTP/1.1 500 no " + echo + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return Optional.empty();
    }
}
