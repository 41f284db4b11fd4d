package signet.server.delivery;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import signet.server.queue.Claim;

/** The claims one account's lanes have in hand, and whether the queue may hold more. Whoever calls holds the lock of the lanes. */
final class InHand {
    private static final int BATCH = 40;

    private final Deque<Claim> claims = new ArrayDeque<>();
    private boolean more;
    private boolean claiming;
    private long nudges;

    /**
     * So many are to be claimed.
     *
     * @param nudges that came before it: a later one speaks of what it may not see
     */
    record Order(int count, long nudges) {}

    /** The queue may hold more. */
    void nudged() {
        nudges++;
        more = true;
    }

    /** There is work, whatever the queue was found to hold. */
    void expectMore() {
        more = true;
    }

    /** Whether the queue may hold more. */
    boolean more() {
        return more;
    }

    int size() {
        return claims.size();
    }

    boolean isEmpty() {
        return claims.isEmpty();
    }

    /** The next one, which stays. */
    Optional<Claim> first() {
        return Optional.ofNullable(claims.peek());
    }

    void removeFirst() {
        claims.remove();
    }

    void add(Collection<Claim> others) {
        claims.addAll(others);
    }

    /**
     * Somebody is to claim; {@link #filled} follows. One at a time.
     *
     * @param room for so many
     */
    Optional<Order> order(int room) {
        if (!more || claiming || room <= 0) {
            return Optional.empty();
        }
        claiming = true;
        return Optional.of(new Order(Math.min(room, BATCH), nudges));
    }

    /** @param sound whether the store was asked and answered */
    void filled(Order order, List<Claim> claimed, boolean sound) {
        claiming = false;
        claims.addAll(claimed);
        if (sound && claimed.size() < order.count() && nudges == order.nudges()) {
            more = false;
        }
    }

    /**
     * A lane leaves.
     *
     * @param last whether none is there that would carry the claims
     * @return what goes back to the queue
     */
    List<Claim> leave(boolean last) {
        more = more || !claims.isEmpty();
        if (!last) {
            return List.of();
        }
        List<Claim> unused = List.copyOf(claims);
        claims.clear();
        return unused;
    }
}
