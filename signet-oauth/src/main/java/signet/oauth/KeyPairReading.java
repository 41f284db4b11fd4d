package signet.oauth;

import java.util.List;
import java.util.Optional;

/**
 * What was found in a key field and a certificate field.
 *
 * @param keyPair  the pair, when key and certificate could be read and belong together. It is given also when the
 *                 certificate's time is over or has not come; then a problem of severity ERROR says so
 * @param problems what the owner should know, errors first
 */
public record KeyPairReading(Optional<KeyPairPem> keyPair, List<Problem> problems) {
    public KeyPairReading {
        problems = List.copyOf(problems);
    }
}
