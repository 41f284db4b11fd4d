package signet.realservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A private Postfix on loopback that asks no DNS and delivers to nobody by itself; all else it is told. */
final class PostfixInstance {
    private PostfixInstance() {}

    /**
     * Returns when it listens.
     *
     * @param main   more lines for {@code main.cf}, none that stands there already
     * @param master more lines for {@code master.cf}: its ports, and services of its own
     * @param ports  that have to be open
     */
    static Daemon start(Path folder, String main, String master, int... ports) {
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
                local_header_rewrite_clients =
                smtpd_peername_lookup = no
                disable_dns_lookups = yes
                smtpd_error_sleep_time = 0
                """.formatted(folder) + main);
        Authority.write(configuration.resolve("master.cf"), master + """
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
                scache unix - - n - 1 scache
                anvil unix - - n - 1 anvil
                postlog unix-dgram n - n - 1 postlogd
                """);
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
        for (int port : ports) {
            daemon.awaitListening(port, Duration.ofSeconds(60));
        }
        return daemon;
    }
}
