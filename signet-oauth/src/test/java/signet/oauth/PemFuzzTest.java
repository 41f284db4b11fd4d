package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Whatever is pasted: an answer, never an exception, and never the passphrase in it. Seeds are kept beside the tests'
 * resources; {@code JAZZER_FUZZ=1} searches for more.
 */
class PemFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyTextGivesAReading(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        Optional<Secret> passphrase = Optional.of(Secret.of("open sesame 4711"));
        KeyPairReading both = PemReader.keyPair(Secret.of(text), passphrase, Secret.of(text), Instant.EPOCH);
        assertFalse(both.toString().contains("open sesame 4711"));
        if (both.keyPair().isEmpty() && both.problems().isEmpty()) {
            throw new AssertionError("neither a pair nor a reason");
        }
    }
}
