package signet.server.queue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What has become of one recipient. */
public enum RecipientState {
    PENDING,
    DELIVERED,
    FAILED,
    EXPIRED,
    CANCELLED,
    BOUNCED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<RecipientState> of(String word) {
        return Arrays.stream(values())
                .filter(state -> state.word().equals(word))
                .findFirst();
    }
}
