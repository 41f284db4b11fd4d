package signet.server.api;

import java.util.List;
import org.springframework.security.web.SecurityFilterChain;

/** What is served beside the API at the same port, such as the console. */
@FunctionalInterface
public interface Annex {
    /** Nothing but the API. */
    Annex NONE = desk -> List.of();

    /**
     * Chains for paths of its own, each of which answers by itself and never hands on to the API.
     *
     * @param desk where the API can be asked in process
     */
    List<SecurityFilterChain> chains(Desk desk);
}
