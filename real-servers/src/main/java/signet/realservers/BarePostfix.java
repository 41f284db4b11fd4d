package signet.realservers;

import java.nio.file.Path;

/** A Postfix on one port that accepts and queues; what it does beyond that, its {@code main.cf} is told. */
final class BarePostfix {
    private BarePostfix() {}

    /** @param more lines for {@code main.cf}; with nothing else it accepts from loopback and relays nothing */
    static Daemon start(Path folder, int port, String more) {
        String main = """
                mynetworks = 127.0.0.0/8
                message_size_limit = 100000000
                smtpd_relay_restrictions = permit_mynetworks, reject
                smtpd_client_connection_count_limit = 0
                smtpd_client_connection_rate_limit = 0
                default_process_limit = 200
                """;
        String master = """
                127.0.0.1:%d inet n - n - - smtpd
                smtp unix - - n - - smtp
                tlsproxy unix - - n - 0 tlsproxy
                """.formatted(port);
        return PostfixInstance.start(folder, main + more, master, port);
    }
}
