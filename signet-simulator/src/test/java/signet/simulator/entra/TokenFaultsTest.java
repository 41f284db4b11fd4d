package signet.simulator.entra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Protocol;
import signet.simulator.fault.Stage;

/** What goes wrong on demand at the token endpoint; each fault happens once, and the next request is answered honestly. */
@TestInstance(Lifecycle.PER_CLASS)
class TokenFaultsTest {
    private final Scenario scenario = Scenario.defaults().with("insecure-http", true);
    private final Simulator simulator = Simulator.start(scenario);
    private final TokenClient client = new TokenClient(simulator, simulator.tokenUrl(scenario.tenantId()));

    @AfterAll
    void stop() {
        simulator.close();
    }

    @AfterEach
    void theNextRequestIsAnsweredHonestly() {
        assertEquals(Map.of(), simulator.faults().active());
        assertEquals(200, client.post(TokenClient.bySecret(scenario)).statusCode());
    }

    private HttpResponse<String> after(Stage stage, Effect effect) {
        simulator.faults().add(Fault.at(Protocol.TOKEN, stage, effect).once());
        return client.post(TokenClient.bySecret(scenario));
    }

    @ParameterizedTest
    @CsvSource({
        "429, text/plain, Too Many Requests",
        "500, text/html; charset=us-ascii, Service Unavailable",
        "502, text/html; charset=us-ascii, Service Unavailable",
        "503, text/html; charset=us-ascii, Service Unavailable"
    })
    @Tag("F4")
    void aStatusComesWithTheBodyUsualThere(int status, String type, String part) {
        HttpResponse<String> response = after(Stage.REQUEST, Effect.say(Integer.toString(status)));
        assertEquals(status, response.statusCode());
        assertEquals(type, response.headers().firstValue("Content-Type").orElse(""));
        assertTrue(response.body().contains(part), response.body());
    }

    @Test
    void throttlingNamesAMinuteOrWhatItIsTold() {
        assertEquals(
                "60",
                after(Stage.REQUEST, Effect.say("429"))
                        .headers()
                        .firstValue("Retry-After")
                        .orElse(""));
        HttpResponse<String> told = after(
                Stage.REQUEST, Effect.say("429\nRetry-After: Wed, 21 Oct 2037 07:28:00 GMT\n\nslow down, please"));
        assertEquals(429, told.statusCode());
        assertEquals(
                "Wed, 21 Oct 2037 07:28:00 GMT",
                told.headers().firstValue("Retry-After").orElse(""));
        assertEquals("slow down, please", told.body());
    }

    @Test
    void aGatewayTimeoutIsEmpty() {
        HttpResponse<String> response = after(Stage.REQUEST, Effect.say("504"));
        assertEquals(504, response.statusCode());
        assertEquals("", response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AADSTS7000222", "50196", "90055", "700027.older-expired"})
    void anySentenceOfTheCatalogueIsPlayedByItsKey(String key) {
        HttpResponse<String> response = after(Stage.REQUEST, Effect.say(key));
        long code = Long.parseLong(key.replaceAll("AADSTS|\\..*", ""));
        assertTrue(response.body().contains("\"error_codes\":[" + code + "]"), response.body());
    }

    @Test
    void everyLineOfTheCatalogueHasAStatusAnErrorAndItsNumber() {
        Messages messages = new Messages();
        int count = 0;
        for (String key : messages.keys()) {
            Refusal refusal = messages.find(key).orElseThrow();
            assertTrue(refusal.status() >= 400 && refusal.status() < 600, key);
            assertTrue(refusal.error().matches("[a-z_]+"), key);
            assertTrue(refusal.codes().contains(Long.valueOf(key.replaceAll("\\..*", ""))), key);
            count++;
        }
        assertTrue(count > 80, count + " lines");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token_type\":\"Bearer\",\"expires_in\":3599}",
                "{\"token_type\":\"Bearer\",\"expires_in\":\"3599",
                "<html>captive portal</html>",
                ""
            })
    void anotherBodyIsSaidInPlaceOfTheAnswers(String body) {
        HttpResponse<String> response = after(Stage.BODY, Effect.say(body));
        assertEquals(200, response.statusCode());
        assertEquals(body, response.body());
    }

    @Test
    void anOddLifeTimeGoesWithARealToken() {
        HttpResponse<String> response =
                after(Stage.BODY, Effect.say("{\"expires_in\":1e99,\"access_token\":\"{access_token}\"}"));
        Map<String, Object> json = TokenClient.json(response);
        String token = String.valueOf(json.get("access_token"));
        assertTrue(simulator.entra().validator().check(token).accepted());
    }

    @Test
    void aHeaderFieldIsReplaced() {
        HttpResponse<String> response = after(Stage.HEADERS, Effect.say("Content-Type: text/html"));
        assertEquals("text/html", response.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void theDateIsShiftedByADuration() {
        Effect shifted = new Effect(signet.simulator.fault.Action.SAY, "Date", Duration.ofMinutes(-10), 0, 0);
        HttpResponse<String> response = after(Stage.HEADERS, shifted);
        Instant date = ZonedDateTime.parse(
                        response.headers().firstValue("Date").orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
        Duration behind = Duration.between(date, Instant.now());
        assertTrue(
                behind.compareTo(Duration.ofMinutes(9)) > 0 && behind.compareTo(Duration.ofMinutes(11)) < 0,
                "" + behind);
    }

    @Test
    void aCompressedAnswerIsReallyCompressed() throws IOException {
        simulator
                .faults()
                .add(Fault.at(Protocol.TOKEN, Stage.HEADERS, Effect.say("Content-Encoding: gzip"))
                        .once());
        byte[] answer = rawAnswer();
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        byte[] body = text.substring(text.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        assertTrue(new String(plain, StandardCharsets.UTF_8).contains("access_token"));
    }

    @Test
    void aChunkedAnswerIsReallyChunked() {
        HttpResponse<String> response = after(Stage.HEADERS, Effect.say("Transfer-Encoding: chunked"));
        assertTrue(response.headers().firstValue("Content-Length").isEmpty());
        assertTrue(TokenClient.json(response).containsKey("access_token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"request", "headers", "body"})
    void theConnectionEndsEarly(String stage) {
        Stage where = Stage.valueOf(stage.toUpperCase(java.util.Locale.ROOT));
        assertThrows(
                UncheckedIOException.class, () -> after(where, Effect.close().after(20)));
    }

    @Test
    void aResetIsOneToo() {
        assertThrows(UncheckedIOException.class, () -> after(Stage.REQUEST, Effect.reset()));
    }

    @Test
    void aBodyIsDrippedOctetByOctetAndStillWhole() {
        long start = System.nanoTime();
        HttpResponse<String> response = after(Stage.BODY, Effect.drip(1, Duration.ofMillis(1)));
        assertEquals(200, response.statusCode());
        assertTrue(System.nanoTime() - start > Duration.ofMillis(500).toNanos(), "too fast for 1,500 octets");
    }

    @Test
    void anAnswerIsLate() {
        long start = System.nanoTime();
        assertEquals(
                200, after(Stage.REQUEST, Effect.delay(Duration.ofMillis(300))).statusCode());
        assertTrue(System.nanoTime() - start > Duration.ofMillis(290).toNanos());
    }

    @Test
    void blanksMakeABodyHuge() {
        Effect huge = new Effect(signet.simulator.fault.Action.INJECT, "", Duration.ZERO, 3_000_000, 0);
        HttpResponse<String> response = after(Stage.BODY, huge);
        assertTrue(response.body().length() > 3_000_000);
        assertTrue(TokenClient.json(response).containsKey("access_token"));
    }

    @Test
    void aFaultMayConcernOneClientOnly() {
        simulator
                .faults()
                .add(Fault.at(Protocol.TOKEN, Stage.REQUEST, Effect.say("503"))
                        .of("11111111-2222-4333-8444-555555555555")
                        .once());
        assertEquals(200, client.post(TokenClient.bySecret(scenario)).statusCode());
        simulator.faults().clear();
    }

    @Test
    void closingTheSimulatorEndsAStall() throws IOException {
        Simulator other = Simulator.start(scenario);
        other.faults().add(Fault.at(Protocol.TOKEN, Stage.REQUEST, Effect.stall()));
        try (Socket socket = new Socket("127.0.0.1", other.insecureAuthority().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(rawRequest());
            other.close();
            assertArrayEquals(new byte[0], socket.getInputStream().readAllBytes());
        }
    }

    private byte[] rawRequest() {
        return ("POST /" + scenario.tenantId()
                        + "/oauth2/v2.0/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                        + rawForm().length()
                        + "\r\n\r\n" + rawForm())
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String rawForm() {
        return "grant_type=client_credentials&client_id=" + scenario.clientId()
                + "&scope=https%3A%2F%2Foutlook.office365.com%2F.default&client_secret=" + scenario.clientSecret();
    }

    private byte[] rawAnswer() throws IOException {
        try (Socket socket =
                new Socket("127.0.0.1", simulator.insecureAuthority().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(rawRequest());
            InputStream in = socket.getInputStream();
            return in.readAllBytes();
        }
    }
}
