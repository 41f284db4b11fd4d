package signet.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import signet.doctor.CredentialDraft;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.oauth.OutgoingProxy;
import signet.oauth.Secret;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.Route;

/**
 * Tells whether an account is still the same: a digest of all that matters for a session. It covers secrets, so it is keyed with
 * a random key of this process; nobody can try out passwords on it.
 */
final class Generations {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 16;

    private final SecretKeySpec key;

    Generations() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
    }

    String of(ConfiguredAccount account) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            add(mac, account.draft().address());
            add(mac, account.draft().username());
            add(mac, account.terms().toString());
            add(mac, String.valueOf(account.usable()));
            Optional<Endpoint> endpoint =
                    Optional.ofNullable(account.draft().endpoints().get(Protocol.SMTP));
            add(mac, endpoint.map(e -> e + " " + e.tls().word()).orElse("none"));
            add(mac, account.draft().password());
            add(mac, Optional.ofNullable(account.routes().get(Protocol.SMTP)));
            if (account.credential().isPresent()) {
                add(mac, account.credential().get());
            }
            return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(), LENGTH));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static void add(Mac mac, ConfiguredCredential credential) throws CertificateEncodingException {
        CredentialDraft draft = credential.draft();
        add(mac, draft.toString()); // every setting, secrets as masks; they follow one by one
        for (Optional<Secret> secret : List.of(
                draft.clientSecret(),
                draft.privateKey(),
                draft.privateKeyPassphrase(),
                draft.certificate(),
                draft.password())) {
            add(mac, secret);
        }
        draft.requestProperties().values().forEach(value -> add(mac, value.reveal()));
        add(mac, String.valueOf(credential.credential().isPresent()));
        add(mac, credential.trust());
        proxy(mac, credential.proxy());
    }

    private static void add(Mac mac, Optional<?> value) throws CertificateEncodingException {
        add(mac, String.valueOf(value.isPresent()));
        if (value.isPresent() && value.get() instanceof Secret secret) {
            add(mac, secret.reveal());
        } else if (value.isPresent() && value.get() instanceof Route route) {
            add(mac, route.trust());
            proxy(mac, route.proxy());
            add(mac, route.timeouts() + " " + route.localName());
        }
    }

    private static void proxy(Mac mac, Optional<OutgoingProxy> proxy) throws CertificateEncodingException {
        add(mac, proxy.toString());
        add(mac, proxy.flatMap(OutgoingProxy::login).map(OutgoingProxy.Login::password));
    }

    private static void add(Mac mac, List<X509Certificate> certificates) throws CertificateEncodingException {
        add(mac, String.valueOf(certificates.size()));
        for (X509Certificate certificate : certificates) {
            add(mac, HexFormat.of().formatHex(certificate.getEncoded()));
        }
    }

    /** With its length in front, so that no two lists of texts look alike. */
    private static void add(Mac mac, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).array());
        mac.update(octets);
    }
}
