package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.oauth.Secret;
import signet.server.account.PasswordHash;

class PasswordTest {
    private static Run password(String input, String... more) {
        String[] arguments = new String[1 + more.length];
        arguments[0] = "password";
        System.arraycopy(more, 0, arguments, 1, more.length);
        return Run.with(input, Map.of(), arguments);
    }

    private static boolean fits(String line, String password) {
        return PasswordHash.parse(line).orElseThrow().verify(Secret.of(password));
    }

    @Test
    void theFirstLineOfAPipeBecomesALineThatFitsIt() {
        Run run = password("correct horse battery \nsecond line\n");

        assertEquals(0, run.status(), run.err());
        assertEquals("", run.err());
        assertTrue(fits(run.out().strip(), "correct horse battery "), "every blank counts");
        assertFalse(fits(run.out().strip(), "correct horse battery"));
        assertFalse(run.out().contains("horse"));
    }

    @Test
    void aFinalLineBreakIsNotNeededAndNoneOfWindowsIsKept() {
        assertTrue(fits(password("long-enough").out().strip(), "long-enough"));
        assertTrue(fits(password("long-enough\r\n").out().strip(), "long-enough"));
    }

    @Test
    void twoLinesOfOnePasswordDiffer() {
        assertFalse(password("long-enough").out().equals(password("long-enough").out()));
    }

    @Test
    void jsonIsAnObject() throws Exception {
        String line = (String)
                JSONObjectUtils.parse(password("long-enough", "--json").out()).get("passwordHash");

        assertTrue(fits(String.valueOf(line), "long-enough"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "   \n", "changeme\n", "PassWord\n"})
    void nothingAndWhatIsTriedFirstAreRefused(String input) {
        Run run = password(input);

        assertEquals(2, run.status());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("signet: "), run.err());
    }

    @Test
    void moreThanALoginTakesIsRefused() {
        assertEquals(2, password("x".repeat(1025)).status());
        assertEquals(0, password("x".repeat(1024)).status());
    }

    @Test
    void aShortOneDrawsAWarning() {
        Run run = password("7 signs");

        assertEquals(0, run.status());
        assertTrue(run.err().contains("fewer than 8"), run.err());
    }
}
