package signet.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens against forged requests. Of a session it is a random one; before login it is derived from a random cookie, so that
 * visitors take no memory.
 */
final class Tokens {
    /** The hidden field. */
    static final String FIELD = "csrf";

    private static final String MAC = "HmacSHA256";

    private final Sessions sessions;
    private final byte[] key;

    Tokens(Sessions sessions) {
        this.sessions = sessions;
        this.key = sessions.random().getBytes(StandardCharsets.US_ASCII);
    }

    /** Gives the visitor a cookie when there is none. */
    String ofVisitor(HttpServletRequest request, HttpServletResponse response, Cookies cookies) {
        Optional<String> known =
                Cookies.value(request, cookies.visitor()).filter(value -> value.matches("[A-Za-z0-9_-]{43}"));
        String visitor = known.orElseGet(sessions::random);
        if (known.isEmpty()) {
            cookies.set(response, cookies.visitor(), visitor);
        }
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(visitor.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + MAC, e);
        }
    }

    /** In constant time. */
    static boolean same(String expected, String sent) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }
}
