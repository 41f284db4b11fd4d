package signet.server.account;

import java.io.IOException;
import java.util.List;

/**
 * Accounts, credentials and logins that were made through the API rather than written in the file: each is one YAML block, as
 * it would stand in {@code signet.yaml}, sealed at rest.
 */
public interface ObjectStore {
    List<Stored> objects() throws IOException;

    /** Adds or replaces. */
    void put(Stored object) throws IOException;

    /** False when there was none. */
    boolean delete(Kind kind, String name) throws IOException;

    enum Kind {
        CREDENTIAL,
        ACCOUNT,
        LOGIN
    }

    /** @param block YAML in flow or block style; holds secrets in clear, so it is a {@code Secret} */
    record Stored(Kind kind, String name, signet.oauth.Secret block) {}
}
