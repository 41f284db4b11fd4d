package signet.server.delivery;

import java.util.Optional;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.server.account.SendingAccount;

/** Names of endpoints as attempts and incidents show them. */
final class Endpoints {
    private Endpoints() {}

    /** {@code host:port}, or a dash for an account without one. */
    static String of(SendingAccount account) {
        return host(account).map(Endpoint::toString).orElse("-");
    }

    static Optional<Endpoint> host(SendingAccount account) {
        return account.mail().flatMap(mail -> mail.endpoint(Protocol.SMTP));
    }
}
