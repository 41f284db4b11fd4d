package signet.server.queue;

import java.util.List;
import signet.server.account.Senders;
import signet.server.account.SendingAccount;
import signet.server.mime.StrictAddress;
import signet.server.queue.NotAcceptedException.Reason;

/**
 * As whom something may be sent: within the senders of the account and, where the caller has some, within those too. The
 * account's own address is always one of its senders.
 */
final class SenderRules {
    private final SendingAccount account;
    private final Senders ofAccount;
    private final Senders ofCaller;

    /** @param caller addresses and patterns of login or token; empty = all of the account's */
    SenderRules(SendingAccount account, List<String> caller) {
        this.account = account;
        this.ofAccount = new Senders(account.terms().senders());
        this.ofCaller = new Senders(caller);
    }

    SendingAccount account() {
        return account;
    }

    boolean allow(String address) {
        return (ofAccount.allow(address) || address.equalsIgnoreCase(account.address()))
                && (ofCaller.patterns().isEmpty() || ofCaller.allow(address));
    }

    boolean rewrite() {
        return switch (account.terms().from()) {
            case REWRITE -> true;
            case REFUSE -> false;
        };
    }

    /**
     * The reverse-path as it is sent on. The null sender stays: it says that nobody wants a report (RFC 5321 §4.5.5); whom the
     * message is from is a matter of its header, which is looked at all the same.
     *
     * @throws NotAcceptedException when it is not allowed and the account does not rewrite
     */
    String envelope(String reversePath) throws NotAcceptedException {
        if (reversePath.isEmpty()) {
            return reversePath;
        }
        if (StrictAddress.parse(reversePath, true).isEmpty()) {
            throw new NotAcceptedException(Reason.BAD_ADDRESS, "the sender is no mail address: " + shown(reversePath));
        }
        if (allow(reversePath)) {
            return reversePath;
        }
        if (rewrite()) {
            return account.address();
        }
        throw refusal("the envelope sender " + reversePath);
    }

    NotAcceptedException refusal(String what) {
        String where = allowedForAccount() ? "the login's senders" : "accounts." + account.name() + ".senders";
        return new NotAcceptedException(
                Reason.SENDER_NOT_ALLOWED,
                what + " is not among the senders of account '" + account.name() + "'; send as " + account.address()
                        + ", add the address to " + where + ", or set accounts." + account.name() + ".from: rewrite");
    }

    private boolean allowedForAccount() {
        return !ofCaller.patterns().isEmpty() && !ofCaller.allow(account.address());
    }

    static String shown(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }
}
