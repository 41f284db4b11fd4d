package signet.server.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VaultTest {
    private static final byte[] CLEAR = "client-secret: s3cr3t".getBytes(StandardCharsets.UTF_8);
    private final Vault vault = new Vault(key(1));

    private static byte[] key(int fill) {
        byte[] key = new byte[Vault.KEY_LENGTH];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    @Test
    void opensWhatItSealed() throws IOException {
        assertArrayEquals(CLEAR, vault.open(vault.seal(CLEAR, "credential/a"), "credential/a"));
    }

    @Test
    void neverSealsTwiceAlikeAndNeverInClear() {
        byte[] once = vault.seal(CLEAR, "credential/a");
        assertFalse(Arrays.equals(once, vault.seal(CLEAR, "credential/a")));
        assertFalse(new String(once, StandardCharsets.ISO_8859_1).contains("s3cr3t"));
    }

    @Test
    void aValueOpensOnlyWhereItBelongs() {
        byte[] sealed = vault.seal(CLEAR, "credential/a");
        assertThrows(IOException.class, () -> vault.open(sealed, "credential/b"));
    }

    @Test
    void everyChangedOctetIsNoticed() {
        byte[] sealed = vault.seal(CLEAR, "credential/a");
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThrows(IOException.class, () -> vault.open(changed, "credential/a"), "octet " + i);
        }
        assertThrows(IOException.class, () -> vault.open(Arrays.copyOf(sealed, 20), "credential/a"));
    }

    @Test
    void anotherKeyIsNamed() {
        Vault other = new Vault(key(2));
        IOException e =
                assertThrows(IOException.class, () -> other.open(vault.seal(CLEAR, "credential/a"), "credential/a"));
        assertTrue(String.valueOf(e.getMessage()).contains(vault.keyId()), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(other.keyId()), e.getMessage());
    }
}
