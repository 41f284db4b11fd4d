package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.Server;
import signet.server.settings.SettingsSource;

/** {@code signet console-link} beside a running server. */
class ConsoleLinkTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void linksAreMadeAndLeadSomewhere() throws Exception {
        try (Provider provider = new Provider(folder)) {
            int port = freePort();
            Files.writeString(
                    provider.playground.settings(),
                    "\nserver: {port: " + port + ", data: data}\n",
                    StandardOpenOption.APPEND);
            try (Server server = server(provider, folder)) {
                assertEquals("http://127.0.0.1:" + port + "/console/", server.console());
                Run first = provider.run("console-link");
                assertEquals(0, first.status(), first.err());
                assertTrue(first.out().startsWith("http://127.0.0.1:" + port + "/console/start/"), first.out());
                assertTrue(first.err().contains("administrator"), first.err());
                assertTrue(page(first.out().strip()).contains("administrator"));
                Run viewer =
                        provider.run("console-link", "--role", "viewer", "--user", "vera", "--expires", "7d", "--json");
                assertEquals(0, viewer.status(), viewer.err());
                assertTrue(viewer.out().contains("\"setsPassword\": false"), viewer.out());
                Run wrong = provider.run("console-link", "--role", "root");
                assertEquals(Failure.USAGE, wrong.status());
                assertTrue(wrong.err().contains("viewer, operator, administrator"), wrong.err());
                Run lost = provider.run("console-link", "--forget-second-factor", "--user", "nobody-yet");
                assertEquals(Failure.USAGE, lost.status());
                assertTrue(lost.err().contains("needs the name of a user who is there"), lost.err());
                Run endless = provider.run("console-link", "--expires", "700d");
                assertTrue(endless.err().contains("7 days"), endless.err());
            }
        }
    }

    /** The server of the provider's settings. */
    static Server server(Provider provider, Path folder) throws Exception {
        return Server.start(new Server.Plan(
                new SettingsSource(
                        Optional.of(provider.playground.settings()),
                        folder,
                        name -> Optional.empty(),
                        InstantSource.system()),
                Optional.empty(),
                InstantSource.system(),
                "test",
                Duration.ofSeconds(5),
                () -> 0));
    }

    private static String page(String link) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
