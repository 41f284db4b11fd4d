package signet.server.canary;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signet.server.account.AccountStates;
import signet.server.account.AccountStates.Standstill;

/** Which accounts stand still in this turn: read once, and only when somebody asks. */
final class Standstills {
    private final AccountStates states;
    private @Nullable Map<String, Standstill> read;

    Standstills(AccountStates states) {
        this.states = states;
    }

    Optional<Standstill> of(String account) throws IOException {
        Map<String, Standstill> all = read;
        if (all == null) {
            all = states.standstills();
            read = all;
        }
        return Optional.ofNullable(all.get(account));
    }
}
