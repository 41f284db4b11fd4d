package signet.server.listener;

import java.time.InstantSource;
import signet.server.account.Accounts;
import signet.server.account.Logins;
import signet.server.queue.Reception;

/** What every session of one listener shares. */
record Service(
        ListenerOptions options,
        Reception reception,
        Accounts accounts,
        Logins logins,
        InstantSource clock,
        Statistics statistics) {}
