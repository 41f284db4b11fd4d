package signet.simulator.entra;

import java.net.URI;
import java.util.List;

/**
 * Where the login host answers.
 *
 * @param all {@code https://localhost:PORT} first; the others are the same host by other names or over plain HTTP
 */
public record Authorities(List<URI> all) {
    /** Copies the list. */
    public Authorities {
        all = List.copyOf(all);
    }

    /** The one that metadata names. */
    URI first() {
        return all.get(0);
    }
}
