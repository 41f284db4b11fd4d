package signet.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

/**
 * A folder with a key pair that the simulated provider knows, and what {@code signet.yaml} says there of credential and account.
 *
 * @param folder the simulator's, too
 */
public record CertifiedFolder(Path folder, Simulator simulator, Scenario scenario, InstantSource clock) {
    /** A new pair in the place of the one that is there. */
    public NewKeyPair renew() throws IOException {
        for (String old : List.of(NewKeyPair.KEY_FILE, NewKeyPair.CERTIFICATE_FILE, NewKeyPair.UPLOAD_FILE)) {
            Files.deleteIfExists(folder.resolve(old));
        }
        NewKeyPair pair = new CertificateMaker(new SecureRandom())
                .make(
                        new CertificateOrder("CN=test", CertificateOrder.TWO_YEARS, 2048, Optional.empty()),
                        clock.instant());
        pair.write(folder);
        simulator.entra().app(scenario.clientId()).addCertificate(pair.keyPair().certificate());
        return pair;
    }

    /**
     * The credential {@code by-cert} and the account {@code portal}, to which sections can be added.
     *
     * @param ofCredential more lines of the credential, indented as they have to be
     * @param ofAccount    more lines of the account, indented as they have to be
     */
    public String settings(String ofCredential, String ofAccount) {
        return """
                credentials:
                  by-cert:
                    method: certificate-microsoft-oauth2
                    tenant-id: %s
                    client-id: %s
                    private-key: file:key.pem
                    certificate: file:certificate.pem
                    authority: %s
                    trust: file:ca.pem
                %saccounts:
                  portal:
                    address: portal@contoso.example
                    credential: by-cert
                    trust: file:ca.pem
                    smtp: {host: localhost, port: %d, tls: starttls}
                %s""".formatted(
                        scenario.tenantId(),
                        scenario.clientId(),
                        simulator.authority(),
                        ofCredential,
                        simulator.smtpPort(),
                        ofAccount);
    }
}
