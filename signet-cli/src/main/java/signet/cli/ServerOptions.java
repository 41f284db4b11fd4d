package signet.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;
import signet.oauth.Secret;
import signet.oauth.Trust;
import signet.server.account.AddressRange;
import signet.server.settings.ServerSettings;
import signet.server.settings.ServerSettings.Web;
import signet.server.settings.Settings;
import signet.server.settings.TlsIdentity;

/** The options of commands that speak to a running server: where it is, and who asks. */
final class ServerOptions {
    private static final String TOKEN_VARIABLE = "SIGNET_API_TOKEN";
    private static final String TOKEN_FILE = "operator.token";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The running server; default as server: in the settings says, else%nhttp://127.0.0.1:8625.")
    private Optional<String> server = Optional.empty();

    @Option(
            names = "--api-token",
            paramLabel = "TOKEN",
            description =
                    "Who asks: env:NAME, file:PATH or the token itself; default SIGNET_API_TOKEN, else operator.token in%n"
                            + "the server's data folder.")
    private Optional<String> token = Optional.empty();

    /** Whether somebody said which server: then it has to be there. */
    boolean named() {
        return server.isPresent();
    }

    /** A client of the server. */
    ApiClient client(Terminal terminal, Settled settled) throws IOException {
        Optional<ServerSettings> settings = settings(terminal, settled);
        URI base = server.map(ServerOptions::address)
                .orElseGet(() -> settings.map(s -> address(s.web())).orElse(URI.create("http://127.0.0.1:8625")));
        boolean ours = server.isEmpty()
                || loopback(base)
                || settings.map(s -> isAddress(base, s.web())).orElse(false);
        Secret secret = secret(terminal, settings, ours);
        if (base.getScheme().equals("http") && !loopback(base)) {
            throw Failure.usage(
                    base + " is another machine without TLS, and the token would cross the network in clear; use https,"
                            + " or a tunnel to this machine: ssh -L 8625:127.0.0.1:8625 HOST");
        }
        List<X509Certificate> own = settings.flatMap(s -> s.web().identity())
                .map(TlsIdentity::chain)
                .orElse(List.of());
        HttpClient.Builder http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .proxy(HttpClient.Builder.NO_PROXY);
        if (base.getScheme().equals("https")) {
            http.sslContext(Trust.context(own));
        }
        return new ApiClient(http.build(), base, secret);
    }

    private static Optional<ServerSettings> settings(Terminal terminal, Settled settled) {
        return Files.exists(settled.path(terminal))
                ? settled.read(terminal).settings().map(Settings::serving).map(serving -> serving.server())
                : Optional.empty();
    }

    private static URI address(String text) {
        String url = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (!url.matches("https?://[^/?#@]+(/[^?#]*)?")) {
            throw Failure.usage("--server takes a URL such as http://127.0.0.1:8625");
        }
        return URI.create(url);
    }

    private static URI address(Web web) {
        if (web.publicUrl().isPresent()) {
            return web.publicUrl().get();
        }
        InetAddress address = web.address();
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        String scheme = web.identity().isPresent() ? "https" : "http";
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + web.port());
    }

    private static boolean isAddress(URI base, Web web) {
        return base.getAuthority().equalsIgnoreCase(address(web).getAuthority());
    }

    /** By the letters alone: a name server is not asked whether a name means this machine. */
    private static boolean loopback(URI base) {
        String host = base.getHost() == null ? "" : base.getHost().toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || AddressRange.literal(host.replaceAll("[\\[\\]]", ""))
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent();
    }

    /**
     * @param ours whether the server is the one whose data folder this is: the operator's token may do everything and goes to
     *             nobody else, whoever wrote the URL
     */
    private Secret secret(Terminal terminal, Optional<ServerSettings> settings, boolean ours) throws IOException {
        Optional<String> given = token.or(() -> terminal.variable(TOKEN_VARIABLE));
        if (given.isPresent()) {
            return Secret.of(resolved(terminal, given.get()).strip());
        }
        if (!ours) {
            throw Failure.usage("which API token? " + server.orElse("") + " is not the server of these settings, so"
                    + " operator.token is not sent there. Give --api-token or " + TOKEN_VARIABLE);
        }
        Path file = settings.map(ServerSettings::data).orElse(Path.of("data")).resolve(TOKEN_FILE);
        try {
            return Secret.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            throw Failure.usage("which API token? Give --api-token or " + TOKEN_VARIABLE + "; there is no " + file
                    + ", which a server writes at its first start");
        }
    }

    private static String resolved(Terminal terminal, String written) throws IOException {
        if (written.startsWith("env:")) {
            String name = written.substring(4);
            return terminal.variable(name)
                    .orElseThrow(() -> Failure.usage("--api-token: the variable " + name + " is not set"));
        }
        return written.startsWith("file:") ? Files.readString(Path.of(written.substring(5))) : written;
    }
}
