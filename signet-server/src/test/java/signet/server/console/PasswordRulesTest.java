package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.oauth.Secret;

@DisplayName("ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.8, 6.2.9, B76: passwords are long, not common, and taken as they are")
class PasswordRulesTest {
    private static Optional<String> fault(String password) {
        return PasswordRules.fault(Secret.of(password), "ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "four grey herons at noon",
                "Zwölf Mäuse",
                "Zwölf Mäuse im Keller",
                "correct-battery-Zürich",
                "87305561209447128365",
                "   leading blanks count   "
            })
    void taken(String password) {
        assertEquals(
                password.length() < PasswordRules.LEAST,
                fault(password).isPresent(),
                fault(password).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "elevenchars",
                "passwordpassword",
                "Password12345!",
                "123456789012",
                "aaaaaaaaaaaaaaaa",
                "abababababababab",
                "qwertyuiop123",
                "adaadaadaada2024",
                "Welcome-Admin-1",
                "abcdefghijklm",
                "correct horse battery staple",
                "signet-console-2026"
            })
    void refused(String password) {
        assertTrue(fault(password).isPresent(), password);
    }

    @ParameterizedTest
    @DisplayName("ASVS 6.2.4: those that were stolen most often are refused, and what is made of them")
    @ValueSource(
            strings = {
                "qazwsxedcrfv",
                "SonyEricsson",
                "needforspeed",
                "counterstrike",
                "unbelievable",
                "never-gonna-give-you-up is one: gfhjkmgfhjkm",
                "Supernatural2026!",
                "2026 super natural",
                "Basketball!!2026",
                "monkeymonkeymonkey",
                "dragon dragon dragon 1"
            })
    void stolen(String password) {
        boolean sentence = password.contains(":");
        assertEquals(!sentence, fault(password).isPresent(), password);
    }

    @Test
    @DisplayName("ASVS 6.2.4: the 3,000 most frequent ones that are long enough are in the list, and ten times more")
    void manyAreKnown() {
        assertTrue(CommonPasswords.size() > 50_000, String.valueOf(CommonPasswords.size()));
        assertTrue(CommonPasswords.contain("FussballVerruckte"), "the 3,005th of those with 12 characters and more");
        assertTrue(CommonPasswords.contain("Vjht123jltccf"), "the last one");
    }

    @Test
    void lengthIsInCharactersAndHasALimitInOctets() {
        assertTrue(fault("🐦🐧🦆🦉🦅🐓🦃🦚🦜🦢🕊").isPresent(), "11 characters of two units each");
        assertEquals(Optional.empty(), fault("🐦🐧🦆🦉🦅🐓🦃🦚🦜🦢🕊🐤"));
        String words = "seven tall ships ";
        assertEquals(Optional.empty(), fault(words.repeat(60) + "abcd"));
        assertTrue(fault(words.repeat(60) + "abcde").isPresent(), "1025 octets");
    }

    @Test
    void sameCharactersAreTheSamePassword() {
        assertEquals(PasswordRules.normal("Z\u00fcrich"), PasswordRules.normal("Zu\u0308rich"));
        assertNotEquals(PasswordRules.normal("Zurich"), PasswordRules.normal("Zu\u0308rich"));
        assertNotEquals(PasswordRules.normal("a b"), PasswordRules.normal("a b "), "nothing is cut off");
    }
}
