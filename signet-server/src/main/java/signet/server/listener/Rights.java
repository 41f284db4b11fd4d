package signet.server.listener;

import java.util.List;
import java.util.Optional;
import signet.server.account.Login;
import signet.server.account.Roster;
import signet.server.account.Senders;
import signet.server.account.SendingAccount;

/**
 * What a client may send through.
 *
 * @param by       the login, or the relay rule's network
 * @param accounts in order
 * @param senders  within those of the account; empty = all of it
 */
record Rights(String by, List<String> accounts, List<String> senders) {
    static Rights of(Login login) {
        return new Rights(login.name(), login.accounts(), login.senders());
    }

    static Rights of(RelayRule rule) {
        return new Rights("relay", List.of(rule.account()), List.of());
    }

    /** The first account that may send as {@code sender}, else the first there is; empty where none is left. */
    Optional<SendingAccount> account(Roster roster, String sender) {
        List<SendingAccount> there =
                accounts.stream().map(roster::account).flatMap(Optional::stream).toList();
        return there.stream()
                .filter(account -> account.address().equalsIgnoreCase(sender)
                        || new Senders(account.terms().senders()).allow(sender))
                .findFirst()
                .or(() -> there.stream().findFirst());
    }
}
