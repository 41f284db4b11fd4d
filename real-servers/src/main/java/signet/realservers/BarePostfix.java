package signet.realservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A private Postfix on one port of loopback; what it does beyond accepting and queueing, its {@code main.cf} is told. */
final class BarePostfix {
    private BarePostfix() {}

    /** @param more lines for {@code main.cf}; with nothing else it accepts from loopback and relays nothing */
    static Daemon start(Path folder, int port, String more) {
        Path configuration = folder.resolve("etc");
        Authority.write(configuration.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                maillog_file = %1$s/postfix.log
                maillog_file_prefixes = %1$s
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = localhost
                mydestination =
                alias_maps =
                local_recipient_maps =
                mynetworks = 127.0.0.0/8
                local_header_rewrite_clients =
                smtpd_peername_lookup = no
                disable_dns_lookups = yes
                message_size_limit = 100000000
                smtpd_relay_restrictions = permit_mynetworks, reject
                smtpd_client_connection_count_limit = 0
                smtpd_client_connection_rate_limit = 0
                default_process_limit = 200
                smtpd_error_sleep_time = 0
                """.formatted(folder) + more);
        Authority.write(configuration.resolve("master.cf"), """
                127.0.0.1:%d inet n - n - - smtpd
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                tlsmgr unix - - n 1000? 1 tlsmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                flush unix n - n 1000? 0 flush
                proxymap unix - - n - - proxymap
                showq unix n - n - - showq
                error unix - - n - - error
                retry unix - - n - - error
                discard unix - - n - - discard
                smtp unix - - n - - smtp
                scache unix - - n - 1 scache
                tlsproxy unix - - n - 0 tlsproxy
                anvil unix - - n - 1 anvil
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(port));
        try {
            Files.createDirectories(folder.resolve("queue"));
            Path data = Files.createDirectories(folder.resolve("data"));
            Files.setOwner(
                    data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Daemon daemon = Daemon.start(
                List.of("/usr/sbin/postfix", "-c", configuration.toString(), "start-fg"),
                Map.of(),
                folder,
                folder.resolve("start.log"));
        daemon.awaitListening(port, Duration.ofSeconds(60));
        return daemon;
    }
}
