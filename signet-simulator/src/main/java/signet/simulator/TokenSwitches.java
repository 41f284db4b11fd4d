package signet.simulator;

import java.time.Duration;
import java.util.Optional;
import signet.simulator.entra.AssertionRules.Thumbprints;
import signet.simulator.entra.Entra;
import signet.simulator.entra.TokenShape;

/** The section {@code token}. */
final class TokenSwitches {
    private TokenSwitches() {}

    static Switches<Entra> table() {
        return new Switches<Entra>()
                .with(
                        "lifetime",
                        e -> e.tokenShape().lifetime(),
                        (e, v) -> e.tokenShape(e.tokenShape().withLifetime(v.duration())))
                .with(
                        "refresh-in",
                        e -> e.tokenShape().refreshIn().map(Duration::toString).orElse("none"),
                        (e, v) -> e.tokenShape(withRefreshIn(e.tokenShape(), v)))
                .with(
                        "expires-in-as-text",
                        e -> e.tokenShape().expiresInAsText(),
                        (e, v) -> e.tokenShape(e.tokenShape().withExpiresInAsText(v.truth())))
                .with(
                        "size",
                        e -> e.tokenShape().size(),
                        (e, v) -> e.tokenShape(e.tokenShape().withSize((int) Math.min(v.size(), 1 << 20))))
                .with(
                        "audience",
                        e -> e.tokenShape().audience().orElse("as asked"),
                        (e, v) -> e.tokenShape(withAudience(e.tokenShape(), v)))
                .with("certificate", e -> e.certificate().label(), (e, v) -> e.certificate(Presented.labelled(v)))
                .with(
                        "algorithms",
                        e -> e.assertionRules().algorithms(),
                        (e, v) -> e.assertionRules(e.assertionRules().withAlgorithms(v.texts())))
                .with(
                        "thumbprints",
                        e -> e.assertionRules().thumbprints().label(),
                        (e, v) -> e.assertionRules(e.assertionRules().withThumbprints(Thumbprints.labelled(v.text()))))
                .with(
                        "tolerance",
                        e -> e.assertionRules().tolerance(),
                        (e, v) -> e.assertionRules(e.assertionRules().withTolerance(v.duration())));
    }

    private static TokenShape withRefreshIn(TokenShape shape, Value value) {
        return shape.withRefreshIn(value.text().equals("none") ? Optional.empty() : Optional.of(value.duration()));
    }

    private static TokenShape withAudience(TokenShape shape, Value value) {
        return shape.withAudience(value.text().equals("as asked") ? Optional.empty() : Optional.of(value.text()));
    }
}
