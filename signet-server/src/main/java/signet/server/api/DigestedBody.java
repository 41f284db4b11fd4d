package signet.server.api;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A body whose SHA-256 is taken while it is read: it tells a repeated request from another one under the same key. */
final class DigestedBody extends DigestInputStream {
    /** @param parameters what else belongs to the request */
    DigestedBody(InputStream in, String parameters) {
        super(in, sha256());
        getMessageDigest().update((parameters + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Once all of it has been read. */
    String digest() {
        return HexFormat.of().formatHex(getMessageDigest().digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
