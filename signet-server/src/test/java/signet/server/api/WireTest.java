package signet.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static signet.server.api.RawConversation.ask;
import static signet.server.api.RawConversation.head;
import static signet.server.api.RawConversation.status;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as only a hostile or broken client sends them. */
class WireTest extends WithServer {
    private static final String JSON = "Content-Type: application/json";

    private String raw(String request) throws Exception {
        return ask(server.api.port(), request);
    }

    @Test
    @Tag("B64")
    void aBodyWithTwoLengthsStartsNoSecondRequest() throws Exception {
        String smuggled = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String answer = raw(head(
                        "POST",
                        "/v1/explain",
                        server.operator(),
                        JSON,
                        "Content-Length: " + (5 + smuggled.length()),
                        "Transfer-Encoding: chunked")
                + "0\r\n\r\n" + smuggled);
        assertTrue(status(answer) == 400 || status(answer) == 422, answer);
        assertEquals(1, RawConversation.answers(answer), "the connection is closed: " + answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 3",
                "Content-Length: -1",
                "Content-Length: 2, 3",
                "Transfer-Encoding: gzip"
            })
    @Tag("B64")
    void aBodyThatIsNotFramedIsRefused(String framing) throws Exception {
        String answer = raw(head("POST", "/v1/explain", server.operator(), JSON, framing) + "{}");
        assertTrue(List.of(400, 501).contains(status(answer)), answer);
        assertEquals(1, RawConversation.answers(answer), answer);
    }

    @Test
    @Tag("B65")
    void aBodyThatNeverEndsIsGivenUp() throws Exception {
        String answer = raw(head("POST", "/v1/explain", server.operator(), JSON, "Transfer-Encoding: chunked")
                + "9\r\n{\"text\":\"\r\n");
        assertEquals(408, status(answer), answer);
        assertTrue(answer.contains("Connection: close"), answer);
    }

    /** How long it is listened to when an octet of its head comes five times a second. */
    private Duration trickled(String before) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.api.port())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(200);
            socket.getOutputStream().write(before.getBytes(StandardCharsets.US_ASCII));
            long began = System.nanoTime();
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 100; i++) {
                try {
                    for (int octet = in.read(); octet >= 0; octet = in.read()) {
                        began = octet == '\n' ? System.nanoTime() : began; // an answer to what was before
                    }
                    return Duration.ofNanos(System.nanoTime() - began);
                } catch (SocketTimeoutException e) {
                    socket.getOutputStream().write('x'); // it is still listened to
                } catch (SocketException e) {
                    return Duration.ofNanos(System.nanoTime() - began);
                }
            }
            throw new AssertionError("it is listened to for ever");
        }
    }

    @ParameterizedTest
    @Tag("F55")
    @ValueSource(strings = {"", "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: "})
    void aHeadThatTricklesIsGivenUp(String begun) throws Exception {
        Duration took = trickled(begun);
        assertTrue(took.compareTo(Duration.ofSeconds(2)) >= 0, "its time is 2 s, it was " + took);
        assertTrue(took.compareTo(Duration.ofSeconds(8)) < 0, "its time is 2 s, it was " + took);
    }

    @Test
    @Tag("F55")
    void theNextRequestOfAConnectionHasItsWholeTimeAndNoMore() throws Exception {
        String whole = head("GET", "/health/live", "");
        Duration took = trickled(whole + whole);
        assertTrue(took.compareTo(Duration.ofSeconds(2)) >= 0, "its time is 2 s, it was " + took);
        assertTrue(took.compareTo(Duration.ofSeconds(8)) < 0, "its time is 2 s, it was " + took);
    }

    @Test
    @Tag("B65")
    void aChunkedBodyIsCountedToo() throws Exception {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        String answer = raw(head("POST", "/v1/explain", server.operator(), JSON, "Transfer-Encoding: chunked")
                + "9\r\n{\"text\":\"\r\n" + chunk.repeat(16) + "0\r\n\r\n");
        assertEquals(413, status(answer), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/messages?q=%zz",
                "/v1/messages/%2e%2e/x",
                "/v1/messages/..;/x",
                "/v1/messages;jsessionid=1",
                "/v1//messages",
                "/v1/messages/%00",
                "/v1/messages/%2f",
                "/v1/messages\\x"
            })
    void aPathThatCouldMeanAnotherIsRefused(String path) throws Exception {
        String answer = raw(head("GET", path, server.operator(), "Connection: close"));
        assertEquals(400, status(answer), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "TRACK", "CONNECT", "PROPFIND", "get"})
    void otherMethodsAreRefused(String method) throws Exception {
        String answer = raw(head(method, "/v1/messages", server.operator(), "Connection: close"));
        assertTrue(List.of(400, 405, 501).contains(status(answer)), answer);
        assertFalse(answer.contains("sgn_"), "the token is not sent back");
    }

    @Test
    void aMethodInAnotherHeaderChangesNothing() throws Exception {
        String answer = raw(
                head("GET", "/v1/tokens", server.operator(), "X-HTTP-Method-Override: DELETE", "Connection: close"));
        assertEquals(200, status(answer), answer);
    }

    @Test
    @Tag("B66")
    void twoTokensAreNone() throws Exception {
        String token = server.operator();
        String answer = raw(head("GET", "/v1/messages", token, "Authorization: Bearer " + token, "Connection: close"));
        assertEquals(401, status(answer), answer);
    }

    @Test
    void metricsAreOpenFromHereAndNotThroughAProxy() throws Exception {
        assertEquals(200, status(raw(head("GET", "/metrics", "", "Connection: close"))));
        for (String forwarded :
                List.of("X-Forwarded-For: 203.0.113.7", "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1")) {
            assertEquals(401, status(raw(head("GET", "/metrics", "", forwarded, "Connection: close"))), forwarded);
        }
        String token = server.token(java.util.Set.of(signet.server.account.ApiTokens.Scope.READ));
        assertEquals(
                200, status(raw(head("GET", "/metrics", token, "X-Forwarded-For: 203.0.113.7", "Connection: close"))));
    }
}
