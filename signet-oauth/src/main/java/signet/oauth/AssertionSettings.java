package signet.oauth;

import java.util.Optional;

/**
 * The form of a client assertion. Absent values take the method's default, PS256 with {@code x5t#S256} for
 * {@link Method#CERTIFICATE} and RS256 with {@code x5t} for {@link Method#REQUEST_PROPERTIES}, and only an absent value may
 * be changed by the fallback that an endpoint's refusal triggers.
 *
 * @param algorithm  what the file sets under {@code assertion.algorithm}
 * @param thumbprint what the file sets under {@code assertion.thumbprint}
 * @param audience   {@code aud}; default the token URL
 * @param kid        {@code kid} header; default none
 */
public record AssertionSettings(
        Optional<Algorithm> algorithm,
        Optional<Thumbprint> thumbprint,
        Optional<String> audience,
        Optional<String> kid) {

    public static final AssertionSettings DEFAULTS =
            new AssertionSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Signature algorithms Entra ID takes (RFC 7518 §3.1). */
    public enum Algorithm {
        RS256,
        PS256
    }

    /** Which certificate thumbprint the header carries (RFC 7515 §4.1.7, §4.1.8). */
    public enum Thumbprint {
        X5T("x5t"),
        X5T_S256("x5t#S256");

        private final String header;

        Thumbprint(String header) {
            this.header = header;
        }

        /** The JOSE header's name. */
        public String header() {
            return header;
        }
    }
}
