package signet.server.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals octets with AES-256-GCM. A sealed value is {@code version (1 octet) ‖ key id (8) ‖ nonce (12) ‖ ciphertext and tag}; the
 * context is authenticated with it, so that a value moved to another place cannot be opened there. The nonce is random: one key
 * is good for 2^32 values (NIST SP 800-38D §8.3). Thread-safe.
 */
public final class Vault {
    /** Length of the key in octets. */
    public static final int KEY_LENGTH = 32;

    private static final byte VERSION = 1;
    private static final int ID_LENGTH = 8;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;
    private static final int OVERHEAD = 1 + ID_LENGTH + NONCE_LENGTH + TAG_BITS / 8;

    private final SecretKeySpec key;
    private final byte[] id;
    private final SecureRandom random = new SecureRandom();

    /** @param key {@value #KEY_LENGTH} octets */
    public Vault(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key has " + KEY_LENGTH + " octets, this one has " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
        this.id = Arrays.copyOf(sha256(key), ID_LENGTH);
    }

    /** Names the key without telling it: the beginning of its SHA-256 in hex. */
    public String keyId() {
        return HexFormat.of().formatHex(id);
    }

    /** @param context where the value belongs, such as {@code credential/by-cert} */
    public byte[] seal(byte[] clear, String context) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, context, clear, 0, clear.length);
        return ByteBuffer.allocate(OVERHEAD + clear.length)
                .put(VERSION)
                .put(id)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** @throws IOException when it was sealed with another key or for another context, or was changed since */
    public byte[] open(byte[] sealed, String context) throws IOException {
        if (sealed.length < OVERHEAD || sealed[0] != VERSION) {
            throw new IOException("the stored value of " + context + " is none that this version sealed");
        }
        byte[] keyId = Arrays.copyOfRange(sealed, 1, 1 + ID_LENGTH);
        if (!Arrays.equals(keyId, id)) {
            throw new IOException("the stored value of " + context + " needs the key "
                    + HexFormat.of().formatHex(keyId) + ", but server.secrets-key is " + keyId()
                    + ". Put the former key back.");
        }
        int start = 1 + ID_LENGTH + NONCE_LENGTH;
        byte[] nonce = Arrays.copyOfRange(sealed, 1 + ID_LENGTH, start);
        try {
            return crypt(Cipher.DECRYPT_MODE, nonce, context, sealed, start, sealed.length - start);
        } catch (IllegalStateException e) {
            throw new IOException("the stored value of " + context + " was changed or belongs elsewhere", e);
        }
    }

    private byte[] crypt(int mode, byte[] nonce, String context, byte[] text, int offset, int length) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text, offset, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM: " + e.getMessage(), e);
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
