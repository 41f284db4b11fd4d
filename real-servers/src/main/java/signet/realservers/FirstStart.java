package signet.realservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Kills a server while it starts on an empty folder (C21): the next start must be a whole one, that takes a message and delivers
 * it. Several kills may meet the same folder.
 */
final class FirstStart {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What appears in the folder one after the other. */
    private static final List<String> SIGNS = List.of(
            "",
            "secrets.key",
            "signet.db",
            "signet.db-wal",
            "signet.db.made",
            "spool",
            "tls",
            "tls/key.pem",
            "tls/certificate.pem",
            "operator.token");

    private final Path signet;
    private final RealServers servers;
    private final Provider provider;
    private final SplittableRandom random;

    FirstStart(Path signet, RealServers servers, Provider provider, SplittableRandom random) {
        this.signet = signet;
        this.servers = servers;
        this.provider = provider;
        this.random = random;
    }

    /** What went wrong, in words. */
    List<String> kills(int kills) throws IOException {
        List<String> wrong = new ArrayList<>();
        int left = kills;
        while (left > 0) {
            int here = Math.min(left, random.nextInt(1, 4));
            left -= here;
            Path folder = Files.createDirectory(servers.folder().resolve("first-" + left));
            for (String complaint : one(folder, here)) {
                wrong.add("first start " + folder.getFileName() + ": " + complaint);
            }
        }
        return wrong;
    }

    private List<String> one(Path folder, int kills) throws IOException {
        int smtp = servers.closedPort();
        int api = servers.closedPort();
        String settings = KillSettings.of(provider, smtp, servers.closedPort(), api, "resend");
        Path data = folder.resolve("data");
        Authority.write(folder.resolve("signet.yaml"), settings);
        for (int i = 0; i < kills; i++) {
            Daemon daemon = SignetServer.launch(signet, folder, Map.of());
            String sign = SIGNS.get(random.nextInt(SIGNS.size()));
            if (!sign.isEmpty()) {
                awaitSign(data.resolve(sign));
            }
            Pause.of(Duration.ofMillis(sign.isEmpty() ? random.nextInt(2_000) : Math.max(0, random.nextInt(-50, 100))));
            daemon.kill();
        }
        ClientBooks books = new ClientBooks();
        String id = "first" + folder.getFileName().toString().replace("-", "");
        try (SignetServer server = SignetServer.start(signet, folder, settings, smtp, api, Map.of());
                MailStream.Dialog dialog = new MailStream.Dialog(smtp)) {
            dialog.begin(books.reversePath(), List.of(id));
            dialog.say("From: " + ClientBooks.SENDER + "\r\n\r\nfirst\r\n.");
            String all = "/v1/messages?state=queued&limit=1";
            Pause.until(id + " is sent", PATIENCE, () -> !server.fetch(all).contains("\"id\""));
        } catch (IllegalStateException e) {
            return List.of(String.valueOf(e.getMessage()), Files.readString(folder.resolve("serve.log")));
        }
        List<String> wrong = new ArrayList<>(DataCheck.of(data));
        int times = provider.deliveries().getOrDefault(id + "@elsewhere.example", 0);
        if (times != 1) {
            wrong.add(id + " was delivered " + times + " times");
        }
        return wrong;
    }

    private static void awaitSign(Path file) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (Files.notExists(file) && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }
}
