package signet.oauth;

import java.security.interfaces.RSAPrivateKey;
import java.util.List;

/**
 * The RSA private keys in a text, in their order, and what stood in the way of others.
 *
 * @param keys     perhaps none
 * @param problems what the owner should know
 */
public record PrivateKeyReading(List<RSAPrivateKey> keys, List<Problem> problems) {
    public PrivateKeyReading {
        keys = List.copyOf(keys);
        problems = List.copyOf(problems);
    }

    @Override
    public String toString() {
        return "PrivateKeyReading[" + keys.size() + " keys, " + problems + "]";
    }
}
