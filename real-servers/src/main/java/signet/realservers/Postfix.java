package signet.realservers;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
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
        Authority.write(
                configuration.resolve("recipients"),
                users.stream().map(user -> user + " " + user + "\n").collect(Collectors.joining()));
        Authority.write(configuration.resolve("senders"), "/^(.*)$/ $1\n");
        Daemon daemon = PostfixInstance.start(
                folder,
                main(folder, pair, dovecot),
                master(ports) + more.stream().map(Service::line).collect(Collectors.joining()) + master,
                ports.submission(),
                ports.noTls());
        return new Postfix(daemon, ports);
    }

    private static String main(Path folder, Authority.Pair pair, Dovecot dovecot) {
        return """
                mynetworks =
                message_size_limit = %2$d
                # nothing about the message is to be changed but the trace fields on top
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
                verify unix - - n - 1 verify
                lmtp unix - - n - - lmtp
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
