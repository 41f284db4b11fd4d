package signet.doctor;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was seen behind the login.
 *
 * @param sentItems how many messages the folder of sent ones holds, where it was found
 * @param negative  what became of the try to open a mailbox that should stay closed
 */
record MailboxView(OptionalLong sentItems, Optional<Negative> negative) {
    static final MailboxView NONE = new MailboxView(OptionalLong.empty(), Optional.empty());

    MailboxView with(Negative tried) {
        return new MailboxView(sentItems, Optional.of(tried));
    }

    /**
     * The try to open a mailbox that the application should not be able to open.
     *
     * @param words what the server said, or why nothing can be concluded
     */
    record Negative(String address, Outcome outcome, String words) {}

    enum Outcome {
        OPENED,
        CLOSED,
        /** Nothing can be concluded. */
        UNCLEAR
    }
}
