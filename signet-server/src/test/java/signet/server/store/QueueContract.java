package signet.server.store;

/** Everything the ports of the queue promise; every store runs it. */
interface QueueContract
        extends AcceptContract,
                ClaimContract,
                ClockContract,
                VerbContract,
                ViewContract,
                UpkeepContract,
                EventContract,
                AccountContract {}
