package signet.mail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A listener that keeps what it heard, for tests. */
public final class RecordedSession implements SessionListener {
    public final List<String> stages = new ArrayList<>();
    public final List<Fact> facts = new ArrayList<>();
    public final List<String> lines = new ArrayList<>();

    @Override
    public void passed(Stage stage, String detail, Duration took) {
        stages.add(stage.word());
    }

    @Override
    public void failed(Stage stage, Fault fault, Duration took) {
        stages.add(stage.word() + " failed");
    }

    @Override
    public void fact(Fact fact) {
        facts.add(fact);
    }

    @Override
    public void line(Direction direction, String masked) {
        lines.add((direction == Direction.CLIENT ? "C: " : "S: ") + masked);
    }

    /** The facts of one kind. */
    public <F extends Fact> List<F> facts(Class<F> kind) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
