package signet.server;

import java.time.Duration;
import signet.server.api.ApiOptions;
import signet.server.settings.ServerSettings;

/** From what the settings say of the API to how it listens. */
final class WebOptions {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private WebOptions() {}

    static ApiOptions of(ServerSettings.Web web) {
        return new ApiOptions(
                web.address(),
                web.port(),
                web.identity().map(identity -> new ApiOptions.Tls(identity.key(), identity.chain())),
                web.behindProxy(),
                web.publicUrl(),
                PATIENCE);
    }
}
