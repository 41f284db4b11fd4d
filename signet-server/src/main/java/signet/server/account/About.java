package signet.server.account;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import signet.mail.Disposition.Step;
import signet.mail.Reply;

/**
 * What an answer is about, by nothing but its status (RFC 5321), its enhanced code (RFC 3463) and where it came. What follows from
 * that, {@link Triage} says.
 */
enum About {
    /** How much is asked: it will be well again if less is. */
    RATE,
    /** Who logs in. */
    LOGIN,
    /** Whom the mail is from: the provider does not let this sender send. */
    SENDER,
    /** The mailbox that sends: full, disabled, over its daily limit. */
    MAILBOX,
    /** This recipient, who is refused for good. */
    RECIPIENT,
    /** This message, which is refused for good. */
    MESSAGE,
    /** Nothing that is known. */
    UNKNOWN;

    /** RFC 4954 §6, RFC 3207 §4: about the login, never about a recipient. */
    private static final Set<String> LOGIN_STATUS = Set.of("530", "534", "535", "538");

    private static final Set<String> LOGIN_ENHANCED = Set.of("5.7.3", "5.7.8", "5.7.9", "5.7.11", "5.7.57", "5.7.139");

    /** RFC 5321 §4.2.3, RFC 7504: what a server says to RCPT when it does not take this recipient. */
    private static final Set<String> RECIPIENT_STATUS = Set.of("501", "550", "551", "552", "553", "554", "556");

    private static final String RECIPIENT_ENHANCED = "5\\.[12]\\..*|5\\.3\\.4|5\\.4\\.[1-46]|5\\.5\\.4|5\\.6\\..*";

    private static final String MESSAGE_ENHANCED = "5\\.1\\..*|5\\.2\\.3|5\\.3\\.4|5\\.4\\.6|5\\.5\\.4|5\\.6\\..*";

    /** Of a refusal, at a step of a mail transaction. */
    static About of(Reply reply, Step step) {
        String enhanced = reply.enhanced().orElse("");
        if (!reply.status().startsWith("5")) {
            // at RCPT a 4.7.1 is greylisting of this recipient
            return step != Step.RCPT && isRate(reply) ? RATE : UNKNOWN;
        }
        if (LOGIN_STATUS.contains(reply.status()) || LOGIN_ENHANCED.contains(enhanced)) {
            return LOGIN;
        }
        // 5.1.8: the provider has blocked this sender (RFC 3463 §3.2: bad sender's system address)
        if (enhanced.equals("5.1.8") || (step == Step.MAIL && enhanced.equals("5.7.1"))) {
            return SENDER;
        }
        return switch (step) {
            case RCPT -> ofRecipient(reply.status(), enhanced) ? RECIPIENT : UNKNOWN;
            case MAIL, DATA, DOT -> {
                if (ofMailbox(enhanced)) {
                    yield MAILBOX;
                }
                yield ofMessage(reply.status(), step, enhanced) ? MESSAGE : UNKNOWN;
            }
        };
    }

    private static boolean ofRecipient(String status, String enhanced) {
        return enhanced.isEmpty() ? RECIPIENT_STATUS.contains(status) : enhanced.matches(RECIPIENT_ENHANCED);
    }

    /** After RCPT the mailbox named by 5.2.x is the sending one. */
    private static boolean ofMailbox(String enhanced) {
        return enhanced.startsWith("5.2.") && !enhanced.equals("5.2.3");
    }

    private static boolean ofMessage(String status, Step step, String enhanced) {
        return enhanced.isEmpty()
                ? status.equals("552")
                        || (step == Step.MAIL && Set.of("501", "553").contains(status))
                : enhanced.matches(MESSAGE_ENHANCED);
    }

    /** RFC 3463 §3.8 (4.7.x) and Exchange Online's 421 4.4.2 and 4.3.2: it will be well again if less is asked. */
    static boolean isRate(Reply reply) {
        String enhanced = reply.enhanced().orElse("");
        String words = reply.toString().toLowerCase(Locale.ROOT);
        boolean rate = reply.status().startsWith("4") && words.matches(".*\\b(rate|throttl\\w*|too many|limit)\\b.*");
        return enhanced.startsWith("4.7.") || enhanced.equals("4.3.2") || rate;
    }

    /** RFC 5321 §4.5.3.1.10: the other recipients go in a transaction of their own. */
    static boolean isTooManyRecipients(Reply reply, Step step) {
        return step == Step.RCPT
                && reply.status().equals("452")
                && reply.enhanced().equals(Optional.of("4.5.3"));
    }
}
