package signet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

/** A folder with everything that works with one simulator: key pair (uploaded), settings, CA file. */
final class Playground {
    /** 2,048 bits: made at once, and good enough for a provider that lives for minutes. */
    private static final CertificateOrder ORDER =
            new CertificateOrder("CN=mail-gateway", CertificateOrder.TWO_YEARS, 2048, java.util.Optional.empty());

    private static final String FIRST_LINE = "# Settings for the simulator that wrote this file, as long as it runs.";
    private static final String CA_FILE = "ca.pem";

    /** The account that sends in the written settings. */
    static final String SENDER = "portal";

    private final Simulator simulator;
    private final Scenario scenario;
    private final Path folder;
    private final InstantSource clock;

    Playground(Simulator simulator, Scenario scenario, Path folder, InstantSource clock) {
        this.simulator = simulator;
        this.scenario = scenario;
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Makes sure that nothing but what an earlier simulator left will be replaced: a real private key would be gone for good.
     *
     * @throws Failure when there is something else
     */
    static void claim(Path folder) throws IOException {
        Path settings = folder.resolve("signet.yaml");
        boolean ours = Files.exists(settings) && Files.readString(settings).startsWith(FIRST_LINE);
        for (String name : List.of("signet.yaml", NewKeyPair.KEY_FILE, NewKeyPair.CERTIFICATE_FILE, CA_FILE)) {
            if (!ours && Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw Failure.usage(
                        folder.resolve(name) + " was not written by a simulator and is not replaced; give the"
                                + " simulator a folder of its own");
            }
        }
    }

    /** Replaces what an earlier run left; see {@link #claim}. */
    NewKeyPair write() throws IOException {
        NewKeyPair pair = renew();
        Files.writeString(settings(), yaml());
        return pair;
    }

    Path folder() {
        return folder;
    }

    Path settings() {
        return folder.resolve("signet.yaml");
    }

    /** Puts a new key pair in place of the old one and uploads its certificate, as an administrator would. */
    NewKeyPair renew() throws IOException {
        for (String old : List.of(NewKeyPair.KEY_FILE, NewKeyPair.CERTIFICATE_FILE, NewKeyPair.UPLOAD_FILE)) {
            Files.deleteIfExists(folder.resolve(old));
        }
        NewKeyPair pair = new CertificateMaker(new SecureRandom()).make(ORDER, clock.instant());
        pair.write(folder);
        simulator.entra().app(scenario.clientId()).addCertificate(pair.keyPair().certificate());
        return pair;
    }

    private String yaml() {
        String accounts = scenario.mailboxes().stream().map(this::account).collect(Collectors.joining());
        return """
                %s
                credentials:
                  by-cert:
                    method: certificate-microsoft-oauth2
                    tenant-id: %s
                    client-id: %s
                    private-key: file:key.pem
                    certificate: file:certificate.pem
                    authority: %s
                    trust: file:%s
                accounts:
                %s""".formatted(
                FIRST_LINE, scenario.tenantId(), scenario.clientId(), simulator.authority(), caFile(), accounts);
    }

    private String account(String address) {
        return """
                  %s:
                    address: %s
                    credential: by-cert
                    trust: file:%s
                    smtp: {host: localhost, port: %d, tls: starttls}
                    imap: {host: localhost, port: %d, tls: implicit}
                    pop3: {host: localhost, port: %d, tls: implicit}
                """.formatted(
                name(address), address, caFile(), simulator.smtpPort(), simulator.imapsPort(), simulator.pop3sPort());
    }

    private static String name(String address) {
        return address.substring(0, address.indexOf('@'))
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9-]", "-");
    }

    private Path caFile() {
        return folder.toAbsolutePath().relativize(simulator.caFile().toAbsolutePath());
    }
}
