package signet.server.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import signet.oauth.Secret;

/**
 * Passwords that were verified in the last minutes, so that a device which logs in for every message does not cost 30 ms each
 * time. Only an HMAC under a key of this process is kept, over login, verifier and password: a changed verifier is another key.
 * Thread-safe.
 */
final class KnownPasswords {
    private static final String ALGORITHM = "HmacSHA256";
    private static final long KEPT = TimeUnit.MINUTES.toNanos(5);
    private static final int MOST = 1_000;

    private final SecretKeySpec key;
    private final Map<String, Long> until = new LinkedHashMap<>(64, 0.75f, true);

    KnownPasswords(SecureRandom random) {
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        key = new SecretKeySpec(octets, ALGORITHM);
    }

    boolean contain(Login login, Secret password, long now) {
        String mark = mark(login, password);
        synchronized (until) {
            Long end = until.get(mark);
            return end != null && end - now > 0;
        }
    }

    void add(Login login, Secret password, long now) {
        String mark = mark(login, password);
        synchronized (until) {
            until.put(mark, now + KEPT);
            var eldest = until.entrySet().iterator();
            while (until.size() > MOST && eldest.hasNext()) {
                eldest.next();
                eldest.remove();
            }
        }
    }

    private String mark(Login login, Secret password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String part : new String[] {login.name(), login.verifier().reveal(), password.reveal()}) {
                byte[] octets = part.getBytes(StandardCharsets.UTF_8);
                mac.update((byte) (octets.length >>> 8)); // where one part ends is part of what is marked
                mac.update((byte) octets.length);
                mac.update(octets);
            }
            return new String(mac.doFinal(), StandardCharsets.ISO_8859_1);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
