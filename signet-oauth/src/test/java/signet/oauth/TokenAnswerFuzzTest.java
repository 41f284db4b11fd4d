package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import signet.oauth.AssertionInspection.Expected;

/** Whatever a token endpoint says: a token fit for use or a fault, never another exception. */
class TokenAnswerFuzzTest {
    private static final TokenForm FORM = new TokenForm(
            TokenEndpoint.microsoft(Cloud.GLOBAL.authority(), "tenant.example"),
            Map.of("client_secret", Secret.of("the secret value")));

    @FuzzTest(maxDuration = "30s")
    void anyAnswerIsATokenOrAFault(byte[] octets) {
        String body = new String(octets, StandardCharsets.UTF_8);
        int status = octets.length % 2 == 0 ? 200 : 401;
        TokenTransport.Answer answer = new TokenTransport.Answer(status, Map.of("retry-after", body), body);
        try {
            TokenAnswer.Granted granted = TokenAnswer.read(FORM, answer, Instant.EPOCH);
            assertTrue(granted.token().reveal().chars().allMatch(c -> c > 0x20 && c < 0x7F));
            assertFalse(granted.life().compareTo(TokenAnswer.SHORTEST_LIFE) < 0);
            assertFalse(granted.life().compareTo(TokenAnswer.LONGEST_LIFE) > 0);
        } catch (TokenException refused) {
            assertFalse(refused.fault().message().contains("the secret value"));
            assertFalse(refused.fault().message().contains("\n"));
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anyPastedAssertionIsInspected(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        AssertionInspection.inspect(
                text, new Expected(Optional.of("client"), Optional.of(FORM.endpoint()), Instant.EPOCH));
        Thumbprints.parse(text);
    }
}
