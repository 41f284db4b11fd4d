package signet.server.listener;

import java.util.Optional;
import signet.server.mime.StrictAddress;

/** What a client says, understood. */
sealed interface Command {
    /** @param extended EHLO rather than HELO */
    record Hello(boolean extended, String name) implements Command {}

    /** @param initial the initial response as written: base64, or {@code =} for an empty one */
    record Auth(String mechanism, Optional<String> initial) implements Command {
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]"; // the response is a password
        }
    }

    /** @param from empty for the null sender */
    record Mail(Optional<StrictAddress> from, MailParameters parameters) implements Command {}

    /**
     * Parameters of MAIL.
     *
     * @param size       as announced, 0 when it is not
     * @param envelopeId decoded
     */
    record MailParameters(long size, boolean international, Optional<String> ret, Optional<String> envelopeId) {}

    /** @param originalRecipient {@code type;address}, decoded */
    record Recipient(StrictAddress to, Optional<String> notifyOn, Optional<String> originalRecipient)
            implements Command {}

    record Data() implements Command {}

    record Chunk(long size, boolean last) implements Command {}

    record Reset() implements Command {}

    record Noop() implements Command {}

    record Verify() implements Command {}

    record Help() implements Command {}

    record Quit() implements Command {}

    record StartTls() implements Command {}

    /** Nothing that can be done; the answer says why. */
    record Wrong(Answer answer) implements Command {}

    /** The words of another protocol. */
    record Foreign(String protocol) implements Command {}
}
