package signet.cli;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * Gets ready what every TLS connection needs, on the core that is idle while the arguments and the settings are read: the
 * platform's certificates and the tables of the curve every ClientHello has a key of. Together 0.1 s of a command's 0.4.
 */
final class HeadStart {
    /** Commands that open a connection as a rule. */
    private static final Set<String> CONNECTING = Set.of("fetch", "send", "test", "token");

    private HeadStart() {}

    static void of(String command) {
        if (CONNECTING.contains(command)) {
            Thread.ofPlatform().daemon().name("signet-head-start").start(HeadStart::tls);
        }
    }

    private static void tls() {
        try {
            SSLContext.getDefault();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            // only an advance: whoever needs it meets the same error, and can say for what
        }
    }
}
