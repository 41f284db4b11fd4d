package signet.realservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One private Postfix: submission with AUTH by Dovecot's SASL, delivery by LMTP into Dovecot, nothing anywhere else. */
public final class Postfix implements Closeable {
    /** Largest message it takes, in bytes. */
    static final long MESSAGE_LIMIT = 300_000_000L;

    /**
     * Its ports, each on 127.0.0.1.
     *
     * @param submission STARTTLS required before AUTH
     * @param implicit TLS from the first byte
     * @param plainOnly STARTTLS, but only PLAIN and LOGIN offered
     * @param noTls no STARTTLS at all
     */
    public record Listening(int submission, int implicit, int plainOnly, int noTls) {
        static Listening choose(Ports ports) {
            return new Listening(ports.next(), ports.next(), ports.next(), ports.next());
        }
    }

    /**
     * One more port with TLS by STARTTLS, set up otherwise.
     *
     * @param settings each {@code name = value}, as in {@code main.cf}
     */
    record Service(int port, List<String> settings) {
        private String line() {
            return "127.0.0.1:%d inet n - n - - smtpd%s\n"
                    .formatted(
                            port,
                            settings.stream()
                                    .map(setting -> " -o { " + setting + " }")
                                    .collect(Collectors.joining()));
        }
    }

    private final Daemon daemon;
    private final Listening ports;

    private Postfix(Daemon daemon, Listening ports) {
        this.daemon = daemon;
        this.ports = ports;
    }

    static Postfix start(Path folder, Listening ports, Authority authority, Dovecot dovecot, Collection<String> users) {
        return start(folder, ports, authority, dovecot, users, List.of(), "");
    }

    /** @param master more lines for {@code master.cf} */
    static Postfix start(
            Path folder,
            Listening ports,
            Authority authority,
            Dovecot dovecot,
            Collection<String> users,
            List<Service> more,
            String master) {
        Authority.Pair pair = authority.serverPair("localhost");
        Path configuration = folder.resolve("etc");
        Authority.write(configuration.resolve("main.cf"), main(folder, pair, dovecot));
        Authority.write(
                configuration.resolve("master.cf"),
                master(ports) + more.stream().map(Service::line).collect(Collectors.joining()) + master);
        Authority.write(
                configuration.resolve("recipients"),
                users.stream().map(user -> user + " " + user + "\n").collect(Collectors.joining()));
        Authority.write(configuration.resolve("senders"), "/^(.*)$/ $1\n");
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
        daemon.awaitListening(ports.submission(), Duration.ofSeconds(60));
        daemon.awaitListening(ports.noTls(), Duration.ofSeconds(60));
        return new Postfix(daemon, ports);
    }

    private static String main(Path folder, Authority.Pair pair, Dovecot dovecot) {
        return """
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
                mynetworks =
                smtpd_peername_lookup = no
                disable_dns_lookups = yes
                message_size_limit = %2$d
                # nothing about the message is to be changed but the trace fields on top
                local_header_rewrite_clients =
                message_drop_headers =
                lmtp_line_length_limit = 0
                virtual_mailbox_limit = 0
                virtual_mailbox_domains = %3$s
                virtual_mailbox_maps = texthash:%1$s/etc/recipients
                virtual_transport = lmtp:unix:%4$s
                smtpd_relay_restrictions = permit_sasl_authenticated, reject
                smtpd_sender_restrictions = reject_authenticated_sender_login_mismatch
                smtpd_sender_login_maps = regexp:%1$s/etc/senders
                smtpd_sasl_auth_enable = yes
                smtpd_sasl_type = dovecot
                smtpd_sasl_path = %5$s
                smtpd_tls_security_level = encrypt
                smtpd_tls_auth_only = yes
                smtpd_tls_cert_file = %6$s
                smtpd_tls_key_file = %7$s
                smtpd_tls_session_cache_database =
                smtpd_error_sleep_time = 0
                """.formatted(
                        folder,
                        MESSAGE_LIMIT,
                        RealServers.DOMAIN,
                        dovecot.lmtpSocket(),
                        dovecot.saslSocket(),
                        pair.certificate(),
                        pair.key());
    }

    private static String master(Listening ports) {
        return """
                127.0.0.1:%d inet n - n - - smtpd
                127.0.0.1:%d inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
                127.0.0.1:%d inet n - n - - smtpd -o smtpd_sasl_mechanism_filter=plain,login
                127.0.0.1:%d inet n - n - - smtpd -o smtpd_tls_security_level=none -o smtpd_tls_auth_only=no
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                tlsmgr unix - - n 1000? 1 tlsmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                verify unix - - n - 1 verify
                flush unix n - n 1000? 0 flush
                proxymap unix - - n - - proxymap
                showq unix n - n - - showq
                error unix - - n - - error
                retry unix - - n - - error
                discard unix - - n - - discard
                lmtp unix - - n - - lmtp
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(ports.submission(), ports.implicit(), ports.plainOnly(), ports.noTls());
    }

    public Listening ports() {
        return ports;
    }

    @Override
    public void close() {
        daemon.close();
    }
}
