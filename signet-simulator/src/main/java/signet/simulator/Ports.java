package signet.simulator;

import java.util.EnumMap;
import java.util.Map;

/** The ports wished for; 0 = a free one. Immutable. */
public final class Ports {
    private final Map<Service, Integer> wished;

    private Ports(Map<Service, Integer> wished) {
        this.wished = wished;
    }

    /** Free ports for everything. */
    public static Ports free() {
        return new Ports(new EnumMap<>(Service.class));
    }

    /**
     * The same with a fixed port.
     *
     * @param port 0 to 65535
     */
    public Ports with(Service service, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " of " + service.label() + " is not 0 to 65535");
        }
        Map<Service, Integer> more = new EnumMap<>(Service.class);
        more.putAll(wished);
        more.put(service, port);
        return new Ports(more);
    }

    /** The port wished for. */
    public int of(Service service) {
        return wished.getOrDefault(service, 0);
    }
}
