package signet.simulator.entra;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What the endpoint takes of client assertions.
 *
 * @param algorithms accepted values of {@code alg}, in the order in which AADSTS5002738 lists them
 * @param thumbprints which thumbprint headers count
 * @param tolerance how far {@code nbf} and {@code exp} may lie outside the server's time
 */
public record AssertionRules(List<String> algorithms, Thumbprints thumbprints, Duration tolerance) {
    /** Which key identifiers are looked at. */
    public enum Thumbprints {
        /** {@code x5t}, {@code x5t#S256} and {@code kid}. */
        ANY("any"),
        /** Only {@code x5t}: an endpoint of the older kind. */
        ONLY_X5T("x5t"),
        /** Only {@code x5t#S256}. */
        ONLY_X5T_S256("x5t#S256");

        private final String label;

        Thumbprints(String label) {
            this.label = label;
        }

        /** The name in scenario files and in the control API. */
        public String label() {
            return label;
        }

        /**
         * The one of that name.
         *
         * @throws IllegalArgumentException listing the names
         */
        public static Thumbprints labelled(String label) {
            return Arrays.stream(values())
                    .filter(t -> t.label.equals(label))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("thumbprints: '" + label + "' is none of any, x5t, x5t#S256"));
        }
    }

    /** Copies the list. */
    public AssertionRules {
        algorithms = List.copyOf(algorithms);
    }

    /** Every RSA algorithm, every thumbprint, five minutes. */
    public static AssertionRules defaults() {
        return new AssertionRules(
                List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), Thumbprints.ANY, Duration.ofMinutes(5));
    }

    /** The same with other algorithms. */
    public AssertionRules withAlgorithms(List<String> accepted) {
        return new AssertionRules(accepted, thumbprints, tolerance);
    }

    /** The same with other thumbprints. */
    public AssertionRules withThumbprints(Thumbprints accepted) {
        return new AssertionRules(algorithms, accepted, tolerance);
    }

    /** The same with another tolerance. */
    public AssertionRules withTolerance(Duration accepted) {
        return new AssertionRules(algorithms, thumbprints, accepted);
    }
}
