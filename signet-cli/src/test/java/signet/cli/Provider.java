package signet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import signet.server.certificate.NewKeyPair;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.exchange.Folder;
import signet.simulator.exchange.FolderRole;
import signet.simulator.exchange.Mailbox;

/** A simulated provider with settings that work with it. */
final class Provider implements AutoCloseable {
    final Scenario scenario = Scenario.defaults();
    final Simulator simulator;
    final Playground playground;
    final NewKeyPair pair;

    Provider(Path folder) throws IOException {
        this.simulator =
                Simulator.builder().scenario(scenario).directory(folder).start();
        this.playground = new Playground(simulator, scenario, folder, InstantSource.system());
        this.pair = playground.write();
    }

    /** Runs a command with the settings of this provider. */
    Run run(String... arguments) {
        return Run.with("", Map.of("SIGNET_CONFIG", playground.settings().toString()), arguments);
    }

    Run runWith(String input, String... arguments) {
        return Run.with(input, Map.of("SIGNET_CONFIG", playground.settings().toString()), arguments);
    }

    Mailbox mailbox(String name) {
        return simulator.exchange().mailbox(name + "@" + scenario.domain()).orElseThrow();
    }

    Folder inbox(String name) {
        return mailbox(name).folder(FolderRole.INBOX);
    }

    /** Puts messages of different sizes into an inbox, and gives their octets. */
    List<byte[]> fill(String name, int count) {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = "Message-ID: <" + i + "@example.org>\r\nFrom: Ann <ann@example.org>\r\nSubject: number " + i
                    + "\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\n" + "0123456789\r\n".repeat(i % 97);
            byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
            inbox(name).append(octets, Set.of(), Instant.parse("2026-11-23T10:00:00Z"));
            messages.add(octets);
        }
        return messages;
    }

    void settings(String find, String replacement) throws IOException {
        String text = Files.readString(playground.settings());
        if (!text.contains(find)) {
            throw new IllegalStateException(find + " is not in the settings");
        }
        Files.writeString(playground.settings(), text.replace(find, replacement));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
