package signet.server.delivery;

import java.util.Optional;
import signet.server.account.SendingAccount;

/** What lanes ask about their account before they take anything: may it go on at this moment? */
interface Standing {
    /** The account as it is now; empty while it is paused, parked or gone, storage is not sound, or delivery stops. */
    Optional<SendingAccount> account(String name);

    /** The right to the accounts of this node. */
    signet.server.account.Ownership ownership(String name);

    /** An entry of the account is due at this time. */
    void dueAt(java.time.Instant time);
}
