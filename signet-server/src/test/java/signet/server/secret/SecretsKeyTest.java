package signet.server.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.oauth.Secret;

class SecretsKeyTest {
    private static final String HEX = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
    private static final String BASE64 = "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=";

    @TempDir
    Path folder;

    private static String refusal(Executable start) {
        return String.valueOf(assertThrows(IOException.class, start).getMessage());
    }

    @Test
    void isMadeAtTheFirstStartForTheOwnerAloneAndStays() throws IOException {
        Vault first = SecretsKey.vault(folder.resolve("data"), Optional.empty(), true);
        Path file = folder.resolve("data/secrets.key");

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        byte[] sealed = first.seal(new byte[] {1, 2, 3}, "x");
        assertArrayEquals(
                new byte[] {1, 2, 3},
                SecretsKey.vault(folder.resolve("data"), Optional.empty(), true).open(sealed, "x"));
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            assertEquals(List.of(file), files.toList(), "nothing is left of the making");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HEX, BASE64, "ABEiM0RVZneImaq7zN3u_wARIjNEVWZ3iJmqu8zd7v8", " " + BASE64 + "\n"})
    void mayBeGivenInHexOrBase64(String written) throws IOException {
        String id = SecretsKey.vault(folder, Optional.of(Secret.of(HEX)), true).keyId();

        assertEquals(
                id,
                SecretsKey.vault(folder, Optional.of(Secret.of(written)), true).keyId());
        assertFalse(Files.exists(folder.resolve("secrets.key")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0011", "CANARYCANARYCANARYCANARYCANARYCANARY", BASE64 + "AAAA", HEX + "00"})
    @Tag("B60")
    void anotherLengthOrFormIsRefusedWithoutRepeatingIt(String written) {
        String message = refusal(() -> SecretsKey.vault(folder, Optional.of(Secret.of(written)), true));

        assertTrue(message.contains("32 octets"), message);
        assertTrue(message.contains("server.secrets-key"), message);
        assertTrue(written.isEmpty() || !message.contains(written), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
    @Tag("B60")
    void aFileOthersMayReadStopsTheStartAndSaysHowToCorrectIt(String permissions) throws IOException {
        SecretsKey.vault(folder, Optional.empty(), true);
        Path file = folder.resolve("secrets.key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        String message = refusal(() -> SecretsKey.vault(folder, Optional.empty(), true));

        assertTrue(message.contains("chmod 600 " + file), message);
    }

    @Test
    @Tag("B60")
    void aLostKeyIsNotReplacedWhereSomethingIsSealedWithIt() {
        String message = refusal(() -> SecretsKey.vault(folder, Optional.empty(), false));

        assertTrue(message.contains("secrets.key is missing"), message);
        assertFalse(Files.exists(folder.resolve("secrets.key")));
    }

    @Test
    @Tag("B60")
    void aDamagedFileIsNotReplaced() throws IOException {
        Path file = folder.resolve("secrets.key");
        Files.writeString(file, "half a ke");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        String message = refusal(() -> SecretsKey.vault(folder, Optional.empty(), true));

        assertTrue(message.contains(file.toString()), message);
        assertEquals("half a ke", Files.readString(file));
    }

    @Test
    @Tag("B60")
    void aValueSealedWithAnotherKeyNamesTheKeyItNeeds() throws IOException {
        Vault former = SecretsKey.vault(folder, Optional.empty(), true);
        byte[] sealed = former.seal(new byte[1], "credential/c");
        Vault other = SecretsKey.vault(folder, Optional.of(Secret.of(HEX)), true);

        String message = refusal(() -> other.open(sealed, "credential/c"));

        assertTrue(message.contains(former.keyId()), message);
        assertTrue(message.contains("server.secrets-key"), message);
    }

    @Test
    void twoThatStartAtOnceHaveOneKey() throws Exception {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        CountDownLatch ready = new CountDownLatch(4);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    try {
                        ready.countDown();
                        ready.await();
                        ids.add(SecretsKey.vault(folder, Optional.empty(), true).keyId());
                    } catch (IOException | InterruptedException e) {
                        ids.add(e.toString());
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(1, ids.size(), ids::toString);
    }
}
