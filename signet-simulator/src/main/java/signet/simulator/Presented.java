package signet.simulator;

import java.util.Locale;

/** Which certificate a server shows: its own, or what goes wrong with certificates and on the way. */
public enum Presented {
    /** By this run's authority, for {@code localhost}. */
    OWN,
    /** For {@code localhost}, but made by a firewall that opens TLS: {@link Simulator#inspector()}. */
    INSPECTED,
    /** By this run's authority, ended yesterday. */
    EXPIRED,
    /** By this run's authority, for {@code gateway.example} only. */
    OTHER_NAME;

    /** The name in scenario files and in the control API. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Presented labelled(Value value) {
        for (Presented one : values()) {
            if (one.label().equals(value.text())) {
                return one;
            }
        }
        throw value.wrong("own, inspected, expired or other-name");
    }
}
