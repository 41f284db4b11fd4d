package signet.realservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Dovecots, ports of Postfix and stand-ins beside Keycloak that are set up wrongly, one way each. */
final class WrongServers implements Closeable {
    private static final String OAUTH = "xoauth2 oauthbearer";
    private static final String ALL = "plain login " + OAUTH;

    private final Site site;
    private final Map<String, Dovecot> dovecots = new LinkedHashMap<>();
    private final Map<String, Postfix.Service> services = new LinkedHashMap<>();
    private final Deque<Closeable> open = new ArrayDeque<>();
    private final Path tables;

    private WrongServers(Site site) {
        this.site = site;
        this.tables = site.folder();
    }

    static WrongServers start(Site site) {
        WrongServers servers = new WrongServers(site);
        try {
            servers.startDovecots();
            servers.startPostfix();
            return servers;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private void startDovecots() {
        Authority authority = site.servers().authority();
        String keycloak = site.keycloak().issuer();
        dovecot("other-realm", ALL, Dovecot.Otherwise.oauth2("issuers = " + keycloak.replace("/mail", "/staff")));
        dovecot("audience", ALL, Dovecot.Otherwise.oauth2("client_id = mail-server"));
        dovecot("introspection", ALL, Dovecot.Otherwise.oauth2("""
                introspection_mode = post
                introspection_url = http://127.0.0.1:%d/introspect""".formatted(
                        site.servers().closedPort())));
        dovecot("one-connection", ALL, Dovecot.Otherwise.main("mail_max_userip_connections = 1"));
        dovecot("locking", ALL, Dovecot.Otherwise.main("pop3_lock_session = yes"));
        dovecot("oauth-only", OAUTH, Dovecot.Otherwise.NOTHING);
        dovecot("ended", ALL, Dovecot.Otherwise.pair(authority.endedPair("localhost")));
        dovecot(
                "alone",
                ALL,
                Dovecot.Otherwise.pair(authority.selfSignedPair("localhost")).serving("imap lmtp"));
        dovecot("chained", ALL, Dovecot.Otherwise.pair(authority.pairWithoutIntermediate("localhost")));
    }

    private void dovecot(String name, String mechanisms, Dovecot.Otherwise otherwise) {
        Dovecot.Options options =
                Dovecot.Options.choose(site.servers().ports(), true, mechanisms).with(otherwise);
        Dovecot dovecot =
                site.servers().dovecot("wrong-" + name, options, site.keycloak().issuer());
        dovecot.trustTokensOf(site.provider().key());
        dovecots.put(name, dovecot);
    }

    private void startPostfix() {
        service("other-realm", sasl("other-realm"));
        service("introspection", sasl("introspection"));
        service("no-auth", "smtpd_sasl_auth_enable = no");
        service("sasl-down", "smtpd_sasl_path = " + tables.resolve("nobody"));
        service("sender-not-owned", "smtpd_sender_login_maps = regexp:" + table("owners", "/./ somebody-else\n"));
        service("sender-not-there", "smtpd_sender_restrictions =", "smtpd_reject_unlisted_sender = yes");
        service("relaying", "smtpd_relay_restrictions = reject_unauth_destination");
        service("client", "smtpd_client_restrictions = permit_mynetworks, reject");
        service("size", "message_size_limit = 300");
        service("connections", "smtpd_client_connection_rate_limit = 1");
        service("messages", "smtpd_client_message_rate_limit = 1");
        service("logins", "smtpd_client_auth_rate_limit = 1");
        String greylist = "Greylisted, see http://postgrey.university.example/help/";
        service(
                "greylist",
                "smtpd_recipient_restrictions = check_client_access texthash:"
                        + table("greylist", "127.0.0.1 DEFER_IF_PERMIT " + greylist + "\n"));
        service(
                "maintenance",
                "smtpd_delay_reject = no",
                "smtpd_client_restrictions = check_client_access texthash:"
                        + table("maintenance", "127.0.0.1 421 4.3.2 Closed for maintenance until Monday\n"));
        service("filter", "smtpd_milters = inet:127.0.0.1:" + site.servers().closedPort());
        service("table", "smtpd_sender_restrictions = check_sender_access texthash:" + tables.resolve("no-such-table"));
        service("disk", "queue_minfree = 9000000000000000");
        service("no-certificate", "smtpd_tls_cert_file = " + tables.resolve("no-such.pem"));
        service(
                "old-tls",
                "smtpd_tls_protocols = <=TLSv1.1",
                "smtpd_tls_mandatory_protocols = <=TLSv1.1",
                "tls_medium_cipherlist = ALL@SECLEVEL=0");
        // what is looked for in a message is the clean-up's to say
        service("words", "cleanup_service_name = strict-cleanup");
        Path folder = site.servers().folder().resolve("wrong-postfix");
        String strict = "strict-cleanup unix n - n - 0 cleanup -o header_checks=regexp:"
                + table("words", "/^Subject:.*[Tt]est/ REJECT This subject is not wanted here\n") + "\n";
        site.servers()
                .opened(Postfix.start(
                        folder,
                        Postfix.Listening.choose(site.servers().ports()),
                        site.servers().authority(),
                        site.dovecot(),
                        site.servers().users(),
                        List.copyOf(services.values()),
                        strict));
    }

    private String sasl(String dovecot) {
        return "smtpd_sasl_path = " + dovecot(dovecot).saslSocket();
    }

    private void service(String name, String... settings) {
        services.put(name, new Postfix.Service(site.servers().ports().next(), List.of(settings)));
    }

    private Path table(String name, String text) {
        Path file = tables.resolve(name);
        Authority.write(file, text);
        return file;
    }

    Site site() {
        return site;
    }

    Dovecot dovecot(String name) {
        return Objects.requireNonNull(dovecots.get(name), name);
    }

    /** The port of Postfix that is wrong in this way. */
    int smtp(String name) {
        return Objects.requireNonNull(services.get(name), name).port();
    }

    /** A program of somebody else that stays logged in until the end. */
    void holdLogin(String protocol, int port, String user) {
        open.push(HeldLogin.open(site.servers().authority(), protocol, port, user, RealServers.PASSWORD));
    }

    /** Where a token comes from that had ended before it was given out. */
    String tokenUrlOfACache() {
        StaleTokens stale = StaleTokens.start(site);
        open.push(stale);
        return stale.tokenUrl();
    }

    /** Makes the mailbox one that Dovecot's own user cannot read. */
    void lockOut(Dovecot dovecot, String address) {
        try {
            Path maildir = Files.createDirectories(dovecot.maildir(address.replaceFirst("@.*", "")));
            Files.setPosixFilePermissions(maildir, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<IOException> failed = new ArrayList<>();
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException e) {
                failed.add(e);
            }
        }
        if (!failed.isEmpty()) {
            throw new UncheckedIOException(failed.get(0));
        }
    }
}
