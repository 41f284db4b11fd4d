package signet.server.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.oauth.Secret;

class TotpTest {
    private static final Secret RFC =
            Secret.of(Base32.encode("12345678901234567890".getBytes(StandardCharsets.US_ASCII)));
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:10Z");

    @ParameterizedTest
    @DisplayName("RFC 6238 appendix B, SHA-1, the last six of the eight digits")
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void vectors(long second, String code) {
        assertEquals(code, Totp.code(RFC, Totp.step(Instant.ofEpochSecond(second))));
    }

    @ParameterizedTest
    @DisplayName("RFC 4226 appendix D")
    @CsvSource({"0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314", "9, 520489"})
    void hotp(long counter, String code) {
        assertEquals(code, Totp.code(RFC, counter));
    }

    @ParameterizedTest
    @DisplayName("RFC 4648 §10")
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void base32(String clear, String text) {
        byte[] octets = clear.getBytes(StandardCharsets.US_ASCII);
        assertEquals(text, Base32.encode(octets));
        assertEquals(clear, new String(Base32.decode(text), StandardCharsets.US_ASCII));
    }

    @Test
    @DisplayName("ASVS 6.5.5: a code is good during its step and the ones beside it")
    void window() {
        long step = Totp.step(NOW);
        for (long other = step - 3; other <= step + 3; other++) {
            boolean good = Math.abs(other - step) <= 1;
            OptionalLong expected = good ? OptionalLong.of(other) : OptionalLong.empty();
            assertEquals(expected, Totp.accepted(RFC, Totp.code(RFC, other), NOW, SecondFactors.NO_STEP));
        }
    }

    @Test
    @DisplayName("ASVS 6.5.1: a step that was used is not good again, nor an earlier one")
    void once() {
        long step = Totp.step(NOW);
        assertTrue(Totp.accepted(RFC, Totp.code(RFC, step), NOW, step).isEmpty());
        assertTrue(Totp.accepted(RFC, Totp.code(RFC, step - 1), NOW, step).isEmpty());
        assertEquals(OptionalLong.of(step + 1), Totp.accepted(RFC, Totp.code(RFC, step + 1), NOW, step));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "12345６"})
    void whatIsNoCodeIsWrong(String typed) {
        assertTrue(Totp.accepted(RFC, typed, NOW, SecondFactors.NO_STEP).isEmpty());
    }

    @Test
    void blanksDoNotCount() {
        String code = Totp.code(RFC, Totp.step(NOW));
        String typed = " " + code.substring(0, 3) + " " + code.substring(3) + "\t";
        assertTrue(Totp.accepted(RFC, typed, NOW, SecondFactors.NO_STEP).isPresent());
    }

    @Test
    @DisplayName("ASVS 6.5.3, RFC 4226 §4: secrets are 160 random bits")
    void secrets() {
        SecureRandom random = new SecureRandom();
        Secret secret = Totp.secret(random);
        assertEquals(20, Base32.decode(secret.reveal()).length);
        assertNotEquals(secret, Totp.secret(random));
        assertFalse(secret.toString().contains(secret.reveal()));
    }

    @Test
    @DisplayName("ASVS 6.5.2, 6.5.4: recovery codes have 75 random bits, and are read however they are typed")
    void recoveryCodes() {
        var codes = RecoveryCode.make(new SecureRandom());
        assertEquals(RecoveryCode.NUMBER, codes.stream().distinct().count());
        for (RecoveryCode code : codes) {
            assertTrue(code.shown().matches("[a-j][a-z2-7]{3}(-[a-z2-7]{4}){3}"), code.shown());
            assertEquals(code, RecoveryCode.parse(code.shown()).orElseThrow());
            String typed = " " + code.shown().toUpperCase(java.util.Locale.ROOT).replace('-', ' ');
            assertEquals(code, RecoveryCode.parse(typed).orElseThrow());
        }
        for (String none :
                new String[] {"", "123456", "abcd-efgh-ijkl", "zbcd-efgh-ijkl-mnop", "a1cd-efgh-ijkl-mnop"}) {
            assertTrue(RecoveryCode.parse(none).isEmpty(), none);
        }
    }
}
