package signet.server;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.server.account.PasswordHash;
import signet.server.settings.SettingsSource;

/**
 * A whole server in a process of its own: prints a line {@code ready} when mail is accepted. A line {@code hoard} on its input has
 * it keep memory until there is none; the end of its input ends it in order. Arguments: signet.yaml, data folder.
 */
public final class ServingProcess {
    private ServingProcess() {}

    public static void main(String[] arguments) throws Exception {
        SecureRandom random = new SecureRandom();
        Path file = Path.of(arguments[0]);
        SettingsSource source = new SettingsSource(
                Optional.of(file),
                file.resolveSibling(""),
                name -> Optional.empty(),
                InstantSource.system(),
                clear -> PasswordHash.of(clear, random).line());
        Server server = Server.start(new Server.Plan(
                source,
                Optional.of(Path.of(arguments[1])),
                InstantSource.system(),
                "test",
                Duration.ofSeconds(5),
                () -> 0));
        System.out.println("ready");
        for (int octet = System.in.read(); octet >= 0; octet = System.in.read()) {
            if (octet == 'h') {
                Thread.ofPlatform().daemon().start(ServingProcess::hoard);
            }
        }
        server.close();
        System.exit(0);
    }

    private static void hoard() {
        List<byte[]> kept = new ArrayList<>();
        while (true) {
            kept.add(new byte[100_000]);
            if (kept.size() > Integer.MAX_VALUE / 2) {
                throw new IllegalStateException("there is no end to this machine's memory: " + kept.size());
            }
        }
    }
}
