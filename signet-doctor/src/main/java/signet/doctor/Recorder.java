package signet.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.Stage;

/** Writes down what happens while a connection comes about. A stage that is passed twice is one step. */
final class Recorder implements SessionListener {
    private final Map<Stage, Step> steps = new EnumMap<>(Stage.class);
    private final List<Fact> facts = new ArrayList<>();
    private final Protocol protocol;
    private final Progress progress;

    Recorder(Protocol protocol, Progress progress) {
        this.protocol = protocol;
        this.progress = progress;
    }

    @Override
    public void passed(Stage stage, String detail, Duration took) {
        put(stage, Step.Status.OK, detail, took);
    }

    @Override
    public void failed(Stage stage, Fault fault, Duration took) {
        put(stage, Step.Status.FAILED, fault.message(), took);
    }

    @Override
    public void fact(Fact fact) {
        facts.add(fact);
    }

    void put(Stage stage, Step.Status status, String detail, Duration took) {
        Step before = steps.get(stage);
        Step step = new Step(
                stage, status, detail, before == null ? took : before.took().plus(took));
        steps.put(stage, step);
        progress.ended(Optional.of(protocol), step);
    }

    Map<Stage, Step> steps() {
        return steps;
    }

    List<Fact> facts() {
        return facts;
    }
}
