package signet.mail;

import java.util.Optional;

/**
 * One recipient (RFC 5321 §4.1.1.3) with its DSN parameters (RFC 3461 §4.1, §4.2).
 *
 * @param address           mailbox without angle brackets
 * @param notifyOn          {@code NOTIFY} value, such as {@code SUCCESS,FAILURE} or {@code NEVER}
 * @param originalRecipient {@code ORCPT} value in clear, such as {@code rfc822;bob@example.org}; encoded as xtext on the wire
 */
public record ForwardPath(String address, Optional<String> notifyOn, Optional<String> originalRecipient) {
    public static ForwardPath of(String address) {
        return new ForwardPath(address, Optional.empty(), Optional.empty());
    }
}
