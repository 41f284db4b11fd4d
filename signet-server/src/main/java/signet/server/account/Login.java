package signet.server.account;

import java.util.List;
import signet.oauth.Secret;

/**
 * A program's user name and password at our listeners. It never opens anything at the provider.
 *
 * @param aliases  other user names for it
 * @param verifier the argon2id line in PHC form, made of the password where the file has it in clear
 * @param accounts accounts it may use; the first is used where the sender does not decide
 * @param senders  addresses and patterns it may send as, within those of the account; empty = all of the account's
 * @param networks address ranges it may log in from; empty = any
 */
public record Login(
        String name,
        List<String> aliases,
        Secret verifier,
        List<String> accounts,
        List<String> senders,
        List<String> networks) {
    public Login {
        aliases = List.copyOf(aliases);
        accounts = List.copyOf(accounts);
        senders = List.copyOf(senders);
        networks = List.copyOf(networks);
    }
}
