package signet.server.settings;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.mail.Protocol;

/**
 * The accounts others may name.
 *
 * @param written all of them, usable or not
 * @param read    those that could be read
 */
record Names(Set<String> written, Map<String, ConfiguredAccount> read) {
    /** Complains when there is no such account, or one that does not send. An account that is disabled today is right. */
    boolean check(String account, Block block, String key, Complaints complaints) {
        if (!written.contains(account)) {
            complaints.error(
                    block.owner(),
                    block.place(key),
                    "settings-account-unknown",
                    "'" + block.path() + "." + key + "' is '" + account + "', but there is no such account",
                    NearWord.question(account, written, "Add it under accounts:."));
            return false;
        }
        boolean sends = Optional.ofNullable(read.get(account))
                .map(a -> a.routes().containsKey(Protocol.SMTP))
                .orElse(true);
        if (!sends) {
            complaints.error(
                    block.owner(),
                    block.place(key),
                    "settings-account-not-sending",
                    "'" + block.path() + "." + key + "' is '" + account + "', which has no smtp and cannot send",
                    "Add smtp: {} to the account " + account + ".");
        }
        return sends;
    }
}
