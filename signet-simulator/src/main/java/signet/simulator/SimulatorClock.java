package signet.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time by which the simulator judges: a clock moved by an offset that may change at run time. */
public final class SimulatorClock implements InstantSource {
    private final InstantSource source;
    private volatile Duration offset = Duration.ZERO;

    SimulatorClock(InstantSource source) {
        this.source = source;
    }

    @Override
    public Instant instant() {
        return source.instant().plus(offset);
    }

    /** How far it is ahead of its source; negative = behind. */
    public Duration offset() {
        return offset;
    }

    /** Sets how far it is ahead of its source; negative = behind. */
    public void offset(Duration ahead) {
        offset = ahead;
    }

    /** Moves it on. */
    public void advance(Duration by) {
        offset = offset.plus(by);
    }
}
