package signet.mail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps everything it hears. */
public final class RecordingListener implements SessionListener {
    private final List<Stage> passed = new ArrayList<>();
    private final List<Stage> failed = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    @Override
    public void passed(Stage stage, String detail, Duration took) {
        passed.add(stage);
    }

    @Override
    public void failed(Stage stage, Fault fault, Duration took) {
        failed.add(stage);
    }

    @Override
    public void fact(Fact fact) {
        facts.add(fact);
    }

    @Override
    public void line(Direction direction, String masked) {
        lines.add((direction == Direction.CLIENT ? "C: " : "S: ") + masked);
    }

    public List<Stage> passed() {
        return passed;
    }

    public List<Stage> failed() {
        return failed;
    }

    public List<Fact> facts() {
        return facts;
    }

    public List<String> lines() {
        return lines;
    }
}
