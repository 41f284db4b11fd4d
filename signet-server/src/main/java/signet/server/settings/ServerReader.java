package signet.server.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import signet.oauth.Secret;
import signet.server.account.AddressRange;

/** Reads the section {@code server}. */
final class ServerReader {
    private static final Pattern NODE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Set<String> LATER = Set.of("database-user", "database-password", "oidc");

    private final Complaints complaints;
    private final Instant now;

    ServerReader(Complaints complaints, Instant now) {
        this.complaints = complaints;
        this.now = now;
    }

    ServerSettings read(Block server) {
        for (String key : LATER) {
            if (server.has(key)) {
                complaints.info(
                        server.owner(),
                        server.place(key),
                        "settings-not-used-yet",
                        "'server." + key + "' is checked, but this version does not use it",
                        "Keep it for a later version, or remove it.");
            }
        }
        database(server);
        Path data = data(server);
        Optional<Secret> key = server.secret("secrets-key");
        return new ServerSettings(web(server), data, key, node(server), console(server));
    }

    private static ServerSettings.Console console(Block server) {
        return new ServerSettings.Console(server.section("console")
                .text("second-factor")
                .filter("required"::equals)
                .isPresent());
    }

    private void database(Block server) {
        String database = server.text("database").orElse("sqlite").strip();
        if (!database.equals("sqlite")) {
            // the URL is not repeated: it may carry a password
            boolean postgres = database.startsWith("jdbc:postgresql:");
            complaints.error(
                    server.owner(),
                    server.place("database"),
                    "server-database",
                    postgres
                            ? "'server.database' is PostgreSQL; this version stores in SQLite only"
                            : "'server.database' is neither sqlite nor jdbc:postgresql://…",
                    "Write database: sqlite, or leave it out.");
        }
    }

    private Path data(Block server) {
        Path folder = server.values().directory();
        if (!server.has("data")) {
            return folder.resolve("data");
        }
        try {
            Path data = folder.resolve(server.text("data").orElse("data"));
            DataFolder.weakness(data)
                    .ifPresent(weakness -> complaints.warning(
                            server.owner(),
                            server.place("data"),
                            "server-data-folder",
                            "'server.data' is " + data + ", " + weakness.words(),
                            weakness.remedy()));
            return data;
        } catch (InvalidPathException e) {
            complaints.error(
                    server.owner(),
                    server.place("data"),
                    "server-data-path",
                    "'server.data' is no possible folder name",
                    "Write a path such as data or /var/lib/signet.");
            return folder.resolve("data");
        }
    }

    private ServerSettings.Web web(Block server) {
        InetAddress address = Ranges.address(server, complaints);
        int port = server.whole("port").orElse(ServerSettings.Web.DEFAULT_PORT);
        Ports.check(server, port, complaints);
        Optional<TlsIdentity> identity =
                server.block("tls").flatMap(block -> new TlsReader(complaints, now).read(block));
        List<AddressRange> proxies = Ranges.read(server, "behind-proxy", complaints);
        boolean tls = server.has("tls");
        if (!address.isLoopbackAddress() && !tls && proxies.isEmpty()) {
            complaints.error(
                    server.owner(),
                    server.place("address"),
                    "server-without-tls",
                    "'server' listens on " + address.getHostAddress()
                            + " without TLS; API tokens would cross the network in clear",
                    "Add tls: {certificate, private-key}, name the proxy that does TLS under behind-proxy:, or listen on"
                            + " 127.0.0.1.");
        }
        if (tls && identity.isEmpty() && !complaints.hasError(server.owner())) {
            complaints.error(
                    server.owner(),
                    server.place("tls"),
                    "server-tls-empty",
                    "'server.tls' has no certificate",
                    "Add certificate: file:certificate.pem and private-key: file:key.pem.");
        }
        return new ServerSettings.Web(address, port, identity, proxies, publicUrl(server));
    }

    private Optional<URI> publicUrl(Block server) {
        Optional<String> text = server.text("public-url").map(t -> t.replaceFirst("/+$", ""));
        Optional<URI> url = text.flatMap(ServerReader::url);
        if (text.isPresent() && url.isEmpty()) {
            complaints.error(
                    server.owner(),
                    server.place("public-url"),
                    "server-public-url",
                    "'server.public-url' is no address of a web page",
                    "Write for example https://signet.university.example.");
        }
        return url;
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = new URI(text);
            boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            return web && url.getHost() != null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private String node(Block server) {
        String node = server.text("node").orElse(ServerSettings.DEFAULT_NODE);
        if (!NODE.matcher(node).matches()) {
            complaints.error(
                    server.owner(),
                    server.place("node"),
                    "server-node",
                    "'server.node' is no name",
                    "Use 1 to 63 lower-case letters, digits and hyphens, the first no hyphen.");
        }
        return node;
    }
}
