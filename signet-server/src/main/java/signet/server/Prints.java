package signet.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import signet.doctor.Successor;
import signet.oauth.PemReader;
import signet.oauth.Secret;
import signet.oauth.Thumbprints;
import signet.server.account.PasswordHash;

/**
 * Names a successor so that it is known again, on disk too: a certificate by its SHA-256, a secret by a hash that cannot be
 * guessed at quickly. Thread-safe.
 */
final class Prints {
    private static final String CERTIFICATE = "certificate:";
    private static final String SECRET = "secret:";

    private final SecureRandom random;
    /** Secrets that were compared once: argon2id takes a tenth of a second. By print. */
    private final Map<String, Secret> known = new ConcurrentHashMap<>();

    Prints(SecureRandom random) {
        this.random = random;
    }

    String of(Successor successor) {
        Optional<String> certificate = certificate(successor);
        if (certificate.isPresent()) {
            return certificate.get();
        }
        Secret secret = successor.clientSecret().orElseThrow();
        String print = SECRET + PasswordHash.of(digest(secret), random).line().reveal();
        known.put(print, secret);
        return print;
    }

    /** Whether {@code print} was made of a certificate. */
    static boolean ofCertificate(String print) {
        return print.startsWith(CERTIFICATE);
    }

    /** Whether {@code print} was made of it. */
    boolean isOf(String print, Successor successor) {
        Optional<String> certificate = certificate(successor);
        if (certificate.isPresent() || successor.clientSecret().isEmpty()) {
            return certificate.equals(Optional.of(print));
        }
        Secret secret = successor.clientSecret().get();
        if (Optional.of(secret).equals(Optional.ofNullable(known.get(print)))) {
            return true;
        }
        boolean same = print.startsWith(SECRET)
                && PasswordHash.parse(print.substring(SECRET.length()))
                        .map(hash -> hash.verify(digest(secret)))
                        .orElse(false);
        if (same) {
            known.put(print, secret);
        }
        return same;
    }

    private static Optional<String> certificate(Successor successor) {
        return successor
                .certificate()
                .flatMap(pem -> PemReader.certificates(pem.reveal()).certificates().stream()
                        .findFirst())
                .map((X509Certificate found) ->
                        CERTIFICATE + Thumbprints.of(found).sha256Hex());
    }

    /** Of one length, however long the secret is. */
    private static Secret digest(Secret secret) {
        try {
            byte[] octets =
                    MessageDigest.getInstance("SHA-256").digest(secret.reveal().getBytes(StandardCharsets.UTF_8));
            return Secret.of(HexFormat.of().formatHex(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
