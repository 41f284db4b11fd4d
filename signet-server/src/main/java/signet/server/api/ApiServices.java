package signet.server.api;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import signet.doctor.Catalogue;
import signet.server.account.AccountStates;
import signet.server.account.Accounts;
import signet.server.account.ApiTokens;
import signet.server.account.Expiry;
import signet.server.account.SecondFactors;
import signet.server.account.Users;
import signet.server.canary.CanaryState;
import signet.server.delivery.Rest;
import signet.server.event.EventLog;
import signet.server.queue.Health;
import signet.server.queue.QueueVerbs;
import signet.server.queue.QueueView;
import signet.server.queue.Reception;
import signet.server.support.LocalParts;

/** Everything the API stands on, built before it. */
public record ApiServices(
        Queue queue, Sending sending, Operation operation, EventLog events, Entrance entrance, InstantSource clock) {

    /** Who may ask: programs by tokens, people by the console. */
    public record Entrance(ApiTokens tokens, Users users, SecondFactors factors) {}

    ApiTokens tokens() {
        return entrance.tokens();
    }

    public record Queue(Reception reception, QueueView view, QueueVerbs verbs) {}

    /** What is asked of delivery. None of it waits. */
    public interface Delivering {
        /** An account was paused. */
        void paused();

        /** A person resumed an account, and perhaps mended something before: what is parked is probed. */
        void resumed(String account);

        /** Why nothing of an account begins at this moment, though it does not stand still. */
        Optional<Rest> rest(String account);
    }

    /**
     * @param canaries how the messages of accounts to themselves fare, by account
     */
    public record Sending(
            Accounts accounts,
            AccountStates states,
            Configuration configuration,
            Delivering delivering,
            Supplier<Map<String, CanaryState>> canaries) {}

    /**
     * @param metrics  the exposition text of Prometheus, format 0.0.4
     * @param calendar what ends when
     * @param place    where settings and data folder are, for the support bundle
     */
    public record Operation(
            Health health,
            Catalogue catalogue,
            Supplier<String> metrics,
            Supplier<List<Expiry>> calendar,
            LocalParts.Place place) {}
}
