package signet.server.queue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why an entry is not tried although it is due. */
public enum Held {
    NONE,
    /** A person holds it. */
    OPERATOR,
    /** The answer to a final dot was lost, and the account says {@code unconfirmed: hold}. */
    UNCONFIRMED,
    /** Trying it failed three times in our own code: it must not keep others waiting. */
    QUARANTINE,
    /** It comes from a backup and may have been sent since. */
    RESTORED,
    /** The provider does not let this account send as this sender. */
    SENDER;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Held> of(String word) {
        return Arrays.stream(values()).filter(held -> held.word().equals(word)).findFirst();
    }
}
