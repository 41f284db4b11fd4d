package signet.server.settings;

import java.util.Optional;

/** The environment variables that {@code env:NAME} and the proxy rules read. */
public interface Environment {
    Optional<String> variable(String name);

    /** The variables of this process. */
    Environment PROCESS = name -> Optional.ofNullable(System.getenv(name));
}
