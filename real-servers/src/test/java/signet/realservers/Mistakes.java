package signet.realservers;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** How each situation of {@code situations.tsv} comes about: a healthy set-up, and one thing about it wrong. */
final class Mistakes {
    /** Limits that somebody else must have used up before: the same account, tested once. */
    static final Set<String> AFTER_USE =
            Set.of("assertion-used-twice", "too-many-connections-by-smtp", "too-many-messages", "too-many-logins");

    private final Map<String, Spoil> byName = new LinkedHashMap<>();

    /** Makes a healthy set-up wrong. */
    private interface Spoil {
        void spoil(WrongServers servers, Setup setup);
    }

    Mistakes() {
        client();
        proof();
        tokenHost();
        tokens();
        dovecot();
        dovecotTls();
        postfix();
        postfixLimits();
    }

    Set<String> names() {
        return byName.keySet();
    }

    /** The account of this situation, with a mailbox of its own. */
    Setup setup(WrongServers servers, Situation situation, String address) {
        Setup setup = healthy(servers.site(), situation.method()).address(address);
        implicit(servers.site(), setup, situation.protocol());
        Objects.requireNonNull(byName.get(situation.name()), situation.name()).spoil(servers, setup);
        // a server that never speaks shall not hold the others up
        return setup.account("properties", "mail." + situation.protocol() + ".timeout", 3_000);
    }

    private static Setup healthy(Site site, String method) {
        return switch (method) {
            case "secret" -> Setup.bySecret(site, RealServers.APP_SECRET);
            case "certificate" -> Setup.byCertificate(site, "PS256");
            case "assertion" -> Setup.byAssertion(site, assertion(site, Instant.now()));
            case "basic" -> Setup.byPassword(site);
            default -> throw new IllegalArgumentException(method);
        };
    }

    private static void implicit(Site site, Setup setup, String protocol) {
        int port = switch (protocol) {
            case "smtp" -> site.smtp().implicit();
            case "imap" -> site.dovecot().imaps();
            case "pop3" -> site.dovecot().pop3s();
            default -> throw new IllegalArgumentException(protocol);
        };
        setup.endpoint(protocol, "localhost", port, "implicit");
    }

    private static String assertion(Site site, Instant begin) {
        return FinishedAssertion.of(
                site.servers().application(),
                RealServers.APP_CERTIFICATE,
                site.keycloak().tokenUrl(),
                begin);
    }

    private void client() {
        property("wrong-secret", "client_secret", "wrong");
        property("unknown-client", "client_id", "nobody-registered-this");
        property("client-disabled", "client_id", RealServers.APP_OFF);
        property("service-account-off", "client_id", RealServers.APP_PEOPLE_ONLY);
        property("public-client", "client_id", RealServers.APP_PUBLIC);
        property("scope-unknown", "scope", "mail.read");
        property("secret-where-a-key-is-registered", "client_id", RealServers.APP_CERTIFICATE);
    }

    private void proof() {
        put(
                "certificate-not-registered",
                (servers, setup) -> setup.pair(
                        servers.site().servers().unregistered().key(),
                        servers.site().servers().unregistered().certificate()));
        property("certificate-at-a-client-with-secret", "client_id", RealServers.APP_SECRET);
        put(
                "assertion-for-another-audience",
                (servers, setup) -> setup.credential("assertion", "audience", "https://login.elsewhere.example/token"));
        put("assertion-used-twice", (servers, setup) -> {});
        put(
                "assertion-expired",
                (servers, setup) -> setup.credential(
                        "request-properties",
                        "client_assertion",
                        assertion(servers.site(), Instant.now().minusSeconds(7_200))));
        put(
                "assertion-made-long-ago",
                (servers, setup) -> setup.credential(
                        "request-properties",
                        "client_assertion",
                        assertion(servers.site(), Instant.now().minusSeconds(400))));
    }

    private void tokenHost() {
        tokenUrl("realm-not-there", "/realms/mail/", "/realms/male/");
        tokenUrl("realm-disabled", "/realms/mail/", "/realms/" + Realm.CLOSED + "/");
        tokenUrl("token-path-mistyped", "/token$", "/tokens");
        tokenUrl("issuer-as-token-url", "/protocol/.*", "");
        tokenUrl("authorization-endpoint-as-token-url", "/token$", "/auth");
        tokenUrl("token-host-of-another-name", "//localhost:", "//127.0.0.1:");
        tokenUrl("token-url-without-tls", "https:", "http:");
        tokenUrl("token-host-mistyped", "//localhost:", "//login.invalid:");
        put("token-host-of-another-ca", (servers, setup) -> setup.withoutTrust(true));
        put(
                "token-port-closed",
                (servers, setup) -> setup.credential(
                        "token-url",
                        "https://localhost:" + servers.site().servers().closedPort() + "/token"));
        put("old-tokens-from-a-cache", (servers, setup) -> setup.credential("token-url", servers.tokenUrlOfACache()));
    }

    private void tokens() {
        at("token-of-another-realm", "imap", "other-realm");
        at("token-of-another-realm-by-pop3", "pop3", "other-realm");
        smtp("token-of-another-realm-by-smtp", "other-realm");
        property("application-not-known", "client_id", RealServers.APP_STRANGER);
        property("token-of-another-user", "client_id", RealServers.APP_ELSEWHERE);
        property("token-of-another-user-by-pop3", "client_id", RealServers.APP_ELSEWHERE);
        property("token-of-another-user-by-smtp", "client_id", RealServers.APP_ELSEWHERE);
        property("token-without-user", "client_id", RealServers.APP_NAMELESS);
        at("audience-not-taken", "imap", "audience");
        at("introspection-down", "imap", "introspection");
        at("introspection-down-by-pop3", "pop3", "introspection");
        smtp("introspection-down-by-smtp", "introspection");
        put("no-such-mailbox", (servers, setup) -> setup.address("nobody@" + RealServers.DOMAIN));
        for (String name : Set.of("wrong-password", "wrong-password-by-pop3", "wrong-password-by-smtp")) {
            put(name, (servers, setup) -> setup.account("password", "literal:another"));
        }
    }

    private void dovecot() {
        put(
                "oauth-not-offered",
                (servers, setup) -> setup.endpoint(
                        "imap",
                        "localhost",
                        servers.site().provider().plainOnly().imaps(),
                        "implicit"));
        put(
                "oauth-not-offered-by-pop3",
                (servers, setup) -> setup.endpoint(
                        "pop3",
                        "localhost",
                        servers.site().provider().plainOnly().pop3s(),
                        "implicit"));
        at("password-not-offered", "imap", "oauth-only");
        for (String protocol : Set.of("imap", "pop3")) {
            String suffix = protocol.equals("pop3") ? "-by-pop3" : "";
            put("too-many-connections" + suffix, (servers, setup) -> {
                int port = endpoint(servers, setup, protocol, "one-connection");
                servers.holdLogin(protocol, port, setup.address());
            });
            put("mail-folder-not-readable" + suffix, (servers, setup) -> {
                endpoint(servers, setup, protocol, "locking");
                servers.lockOut(servers.dovecot("locking"), setup.address());
            });
        }
        put(
                "maildrop-locked",
                (servers, setup) ->
                        servers.holdLogin("pop3", endpoint(servers, setup, "pop3", "locking"), setup.address()));
        put("pop3-not-served", (servers, setup) -> endpoint(servers, setup, "pop3", "alone"));
        put(
                "imap-port-for-pop3",
                (servers, setup) -> setup.endpoint(
                        "pop3", "localhost", servers.site().dovecot().imaps(), "implicit"));
    }

    private void dovecotTls() {
        put(
                "no-starttls",
                (servers, setup) -> setup.endpoint(
                        "imap", "localhost", servers.site().provider().noTls().imap(), "starttls"));
        put(
                "no-starttls-by-pop3",
                (servers, setup) -> setup.endpoint(
                        "pop3", "localhost", servers.site().provider().noTls().pop3(), "starttls"));
        at("certificate-ended", "imap", "ended");
        at("certificate-signed-by-itself", "imap", "alone");
        at("intermediate-missing", "imap", "chained");
        put("certificate-of-another-name", (servers, setup) -> setup.account("pop3", "host", "127.0.0.1"));
        put("authority-not-trusted", (servers, setup) -> setup.withoutTrust(false));
        put(
                "tls-at-once-where-starttls-is-spoken",
                (servers, setup) -> setup.endpoint(
                        "imap", "localhost", servers.site().dovecot().imap(), "implicit"));
        put(
                "starttls-where-tls-comes-first",
                (servers, setup) -> setup.endpoint(
                        "pop3", "localhost", servers.site().dovecot().pop3s(), "starttls"));
    }

    private void postfix() {
        smtp("no-auth-offered", "no-auth");
        put(
                "only-passwords-offered",
                (servers, setup) -> setup.endpoint(
                        "smtp", "localhost", servers.site().smtp().plainOnly(), "starttls"));
        smtp("sasl-server-down", "sasl-down");
        smtp("sender-not-owned", "sender-not-owned");
        put("sender-not-there", (servers, setup) -> {
            setup.endpoint("smtp", "localhost", servers.smtp("sender-not-there"), "starttls");
            setup.account("username", setup.address()).address("no-sender@" + RealServers.DOMAIN);
        });
        smtp("relaying-refused", "relaying");
        smtp("client-refused", "client");
        put("recipient-not-there", (servers, setup) -> {});
        smtp("filter-down", "filter");
        smtp("table-missing", "table");
        smtp("disk-full", "disk");
        smtp("banned-words", "words");
        put(
                "no-starttls-by-smtp",
                (servers, setup) -> setup.endpoint(
                        "smtp", "localhost", servers.site().smtp().noTls(), "starttls"));
        put(
                "starttls-left-out",
                (servers, setup) -> setup.endpoint(
                        "smtp", "localhost", servers.site().smtp().submission(), "none"));
        smtp("certificate-file-missing", "no-certificate");
        smtp("old-tls-only", "old-tls");
        put(
                "nobody-listens",
                (servers, setup) -> setup.endpoint(
                        "smtp", "localhost", servers.site().servers().closedPort(), "starttls"));
        put(
                "tls-at-once-at-submission",
                (servers, setup) -> setup.endpoint(
                        "smtp", "localhost", servers.site().smtp().submission(), "implicit"));
        put(
                "starttls-at-submissions",
                (servers, setup) -> setup.endpoint(
                        "smtp", "localhost", servers.site().smtp().implicit(), "starttls"));
    }

    private void postfixLimits() {
        smtp("message-too-large", "size");
        smtp("too-many-connections-by-smtp", "connections");
        smtp("too-many-messages", "messages");
        smtp("too-many-logins", "logins");
        smtp("greylisted", "greylist");
        smtp("down-for-maintenance", "maintenance");
    }

    private void put(String name, Spoil spoil) {
        if (byName.put(name, spoil) != null) {
            throw new IllegalStateException(name + " twice");
        }
    }

    private void property(String name, String key, String value) {
        put(name, (servers, setup) -> setup.credential("request-properties", key, value));
    }

    private void tokenUrl(String name, String pattern, String replacement) {
        put(
                name,
                (servers, setup) -> setup.credential(
                        "token-url", servers.site().keycloak().tokenUrl().replaceFirst(pattern, replacement)));
    }

    private void at(String name, String protocol, String dovecot) {
        put(name, (servers, setup) -> endpoint(servers, setup, protocol, dovecot));
    }

    private void smtp(String name, String service) {
        put(name, (servers, setup) -> setup.endpoint("smtp", "localhost", servers.smtp(service), "starttls"));
    }

    /** The port of this Dovecot with TLS from the start. */
    private static int endpoint(WrongServers servers, Setup setup, String protocol, String name) {
        Dovecot dovecot = servers.dovecot(name);
        int port = protocol.equals("imap") ? dovecot.imaps() : dovecot.pop3s();
        setup.endpoint(protocol, "localhost", port, "implicit");
        return port;
    }
}
