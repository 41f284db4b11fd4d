package signet.server.delivery;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import signet.server.account.AccountStates.Standstill;
import signet.server.account.Outcome;
import signet.server.account.Outcome.Scope;
import signet.server.account.SendingAccount;
import signet.server.queue.Claim;
import signet.server.queue.Claims;
import signet.server.queue.RecipientState;

/**
 * Tries one real message of an account that stands still and can log in again: there are troubles that show only after a login. A
 * message refused for reasons of its own proves nothing; then another one is tried, a few at most.
 */
final class Sampling {
    private static final Logger LOG = System.getLogger("signet.delivery");
    private static final int MOST = 3;

    private final Context context;
    private final Standing standing;
    private final Clerk clerk;
    private final Function<String, Lanes> lanes;

    Sampling(Context context, Standing standing, Clerk clerk, Function<String, Lanes> lanes) {
        this.context = context;
        this.standing = standing;
        this.clerk = clerk;
        this.lanes = lanes;
    }

    /** What came of it. */
    sealed interface Seen {
        /** The provider took a message. */
        record Accepted() implements Seen {}

        /** Nothing waits that could be tried. */
        record Nothing() implements Seen {}

        /** It cannot be said yet: the pace, a person's pause, messages with troubles of their own, or none that is due. */
        record Open() implements Seen {}

        /** The trouble goes on. */
        record Refused(Outcome outcome, String reason) implements Seen {}
    }

    Seen look(SendingAccount account) throws IOException {
        boolean paused = Optional.ofNullable(
                        context.ports().states().standstills().get(account.name()))
                .flatMap(Standstill::pausedBy)
                .isPresent();
        if (paused) {
            return new Seen.Open();
        }
        Lanes its = lanes.apply(account.name());
        its.prepare(account);
        for (int i = 0; i < MOST; i++) {
            Claims.Sample sample = context.ports().claims().claimOne(standing.ownership(account.name()), context.now());
            if (sample.claim().isEmpty()) {
                return sample.waits() ? new Seen.Open() : new Seen.Nothing();
            }
            Claim claim = sample.claim().get();
            if (!its.begin(claim.envelope().forwardPaths().size())) {
                giveBack(claim, its);
                return new Seen.Open();
            }
            Judge.Judged judged = new Lane(its, context, standing, clerk).sample(claim, account);
            boolean accepted = judged.settlement().results().stream()
                    .anyMatch(result -> result.state() == RecipientState.DELIVERED);
            if (accepted) {
                its.resume();
                return new Seen.Accepted();
            }
            if (!ownTrouble(judged.outcome().scope())) {
                return new Seen.Refused(
                        judged.outcome(), Words.reason(judged.settlement().attempt()));
            }
        }
        return new Seen.Open();
    }

    private void giveBack(Claim claim, Lanes its) {
        try {
            context.ports().claims().giveBack(List.of(claim), Duration.ZERO);
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "A claim of " + claim.account() + " cannot be given back now and is kept", e);
            its.keep(List.of(claim));
        }
    }

    private static boolean ownTrouble(Scope scope) {
        return switch (scope) {
            case RECIPIENT, MESSAGE, SENDER -> true;
            case ACCOUNT, CREDENTIAL, UPSTREAM, TOKEN_SERVICE, STORAGE -> false;
        };
    }
}
