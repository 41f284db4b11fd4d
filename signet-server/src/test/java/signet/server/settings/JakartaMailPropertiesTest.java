package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import signet.doctor.Finding;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.mail.TlsMode;

class JakartaMailPropertiesTest {
    @TempDir
    Path directory;

    private SettingsReading read(String block, String... properties) throws IOException {
        String lines = String.join(
                "", List.of(properties).stream().map(p -> "      " + p + "\n").toList());
        return new Reading(directory, Map.of("P", "x"))
                .of("accounts:\n  a:\n    address: a@b.example\n    password: env:P\n    " + block
                        + "\n    properties:\n" + lines);
    }

    private static Endpoint endpoint(SettingsReading reading, Protocol protocol) {
        return Optional.ofNullable(
                        Reading.account(reading, "a").draft().endpoints().get(protocol))
                .orElseThrow();
    }

    @ParameterizedTest(name = "factory class ''{0}''")
    @CsvSource({"javax.net.ssl.SSLSocketFactory", "''"})
    @Tag("F3")
    void starttlsAndSslSocketFactoryTogetherOnPort993MeanImplicitTls(String factory) throws IOException {
        SettingsReading reading = read(
                "imap: {host: mail.b.example, port: 993}",
                "mail.imap.starttls.enable: true",
                "mail.imap.socketFactory.class: '" + factory + "'");

        assertEquals(List.of(), reading.findings());
        assertEquals(new Endpoint("mail.b.example", 993, TlsMode.IMPLICIT), endpoint(reading, Protocol.IMAP));
    }

    static List<Arguments> understood() {
        return List.of(
                Arguments.of("smtp", "mail.smtp.host: h.example", "h.example:587 STARTTLS"),
                Arguments.of("smtp", "mail.smtp.port: 2525", "d.example:2525 STARTTLS"),
                Arguments.of("smtp", "mail.smtp.starttls.required: true", "d.example:587 STARTTLS"),
                Arguments.of("smtp", "mail.smtp.ssl.enable: true", "d.example:465 IMPLICIT"),
                Arguments.of("smtp", "mail.smtp.socketFactory.port: 465", "d.example:465 IMPLICIT"),
                Arguments.of("smtp", "mail.smtps.timeout: 5000", "d.example:465 IMPLICIT"),
                Arguments.of("smtp", "mail.transport.protocol: smtps", "d.example:465 IMPLICIT"),
                Arguments.of("imap", "mail.store.protocol: imaps", "d.example:993 IMPLICIT"),
                Arguments.of("imap", "mail.imap.starttls.enable: true", "d.example:143 STARTTLS"),
                Arguments.of("pop3", "mail.pop3.starttls.enable: true", "d.example:110 STARTTLS"),
                Arguments.of("pop3", "mail.pop3s.auth.mechanisms: XOAUTH2", "d.example:995 IMPLICIT"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("understood")
    void understoodPropertiesFillWhatTheBlockLeavesOpen(String protocol, String property, String endpoint)
            throws IOException {
        String host = property.contains(".host:") ? "{}" : "{host: d.example}";
        SettingsReading reading = read(protocol + ": " + host, property);

        Endpoint found = endpoint(reading, Protocol.valueOf(protocol.toUpperCase(java.util.Locale.ROOT)));
        assertEquals(endpoint, found + " " + found.tls());
    }

    @Test
    void timeoutsUserAndLocalNameAreTakenOver() throws IOException {
        SettingsReading reading = read(
                "smtp: {host: h.example}",
                "mail.smtp.user: u@b.example",
                "mail.smtp.connectiontimeout: 1000",
                "mail.smtp.timeout: 2000",
                "mail.smtp.writetimeout: 3000",
                "mail.smtp.localhost: me.example");

        Route route = Optional.ofNullable(Reading.account(reading, "a").routes().get(Protocol.SMTP))
                .orElseThrow();
        assertEquals("u@b.example", Reading.account(reading, "a").draft().username());
        assertEquals(Duration.ofSeconds(1), route.timeouts().connect());
        assertEquals(Duration.ofSeconds(2), route.timeouts().reply());
        assertEquals(Duration.ofSeconds(3), route.timeouts().write());
        assertEquals(Optional.of("me.example"), route.localName());
    }

    static List<Arguments> answers() {
        return List.of(
                Arguments.of("mail.imap.ssl.trust: '*'", "property-weakens-tls", "trust: file:ca.pem"),
                Arguments.of("mail.imap.ssl.checkserveridentity: false", "property-weakens-tls", "always checked"),
                Arguments.of("mail.imap.socketFactory.fallback: true", "property-weakens-tls", "always verified"),
                Arguments.of("mail.imap.socketFactory.fallback: false", "property-without-meaning", "removed"),
                Arguments.of(
                        "mail.imap.socketFactory.class: com.example.Trusting",
                        "property-weakens-tls",
                        "SSLSocketFactory"),
                Arguments.of(
                        "mail.imap.ssl.socketFactory.class: com.example.X", "property-weakens-tls", "always verified"),
                Arguments.of("mail.imap.ssl.protocols: TLSv1 TLSv1.2", "property-weakens-tls", "TLSv1.3"),
                Arguments.of("mail.imap.fetchsize: 1048576", "property-without-meaning", "removed"),
                Arguments.of("mail.debug: true", "property-without-meaning", "removed"),
                Arguments.of("mail.imap.starttls.requierd: true", "property-unknown", "mail.imap.starttls.required"),
                Arguments.of("mail.imaps.hots: x", "property-unknown", "mail.imaps.host"),
                Arguments.of("mial.imap.host: x", "property-unknown", "Remove"),
                Arguments.of("mail.imap.port: many", "property-wrong-value", "1 to 65535"),
                Arguments.of("mail.imap.timeout: 5s", "property-wrong-value", "milliseconds"),
                Arguments.of("mail.smtp.host: x", "property-without-protocol", "smtp: {}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void everyOtherPropertyGetsItsAnswer(String property, String code, String says) throws IOException {
        SettingsReading reading = read("imap: {host: h.example}", property);

        Finding finding = reading.findings().getFirst();
        assertEquals(code, finding.code());
        assertTrue(finding.remedy().contains(says), finding::remedy);
        assertTrue(
                finding.summary().startsWith("signet.yaml:7:") || code.equals("property-without-protocol"),
                finding::summary);
    }

    @Test
    void aPropertiesFileIsReadAsWell() throws IOException {
        Files.writeString(directory.resolve("mail.properties"), "mail.imap.host=h.example\nmail.imap.port=1993\n");
        SettingsReading reading = new Reading(directory, Map.of("P", "x"))
                .of("accounts:\n  a:\n    address: a@b.example\n    password: env:P\n    imap: {}\n"
                        + "    properties: file:mail.properties\n");

        assertEquals(new Endpoint("h.example", 1993, TlsMode.IMPLICIT), endpoint(reading, Protocol.IMAP));
    }
}
