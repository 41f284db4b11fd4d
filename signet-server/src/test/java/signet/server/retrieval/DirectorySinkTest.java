package signet.server.retrieval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectorySinkTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 262_143, 262_144, 262_145, 3_000_000})
    void everyMessageIsWrittenByteForByteUnderItsName(int size, @TempDir Path folder) throws Exception {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        try (DirectorySink sink = DirectorySink.open(folder)) {
            sink.deliver("7", "1-7.eml", Optional.empty(), new ByteArrayInputStream(octets));
            List<Arrival> arrivals = sink.commit();
            assertEquals(List.of(new Arrival("7", folder.resolve("1-7.eml"), size, Optional.empty())), arrivals);
        }
        assertArrayEquals(octets, Files.readAllBytes(folder.resolve("1-7.eml")));
    }

    @Test
    void aThousandMessagesComeBackInTheirOrder(@TempDir Path folder) throws Exception {
        try (DirectorySink sink = DirectorySink.open(folder)) {
            for (int i = 0; i < 1000; i++) {
                sink.deliver(
                        Integer.toString(i), i + ".eml", Optional.empty(), new ByteArrayInputStream(new byte[i * 50]));
            }
            List<Arrival> arrivals = sink.commit();
            for (int i = 0; i < 1000; i++) {
                assertEquals(Integer.toString(i), arrivals.get(i).uid());
                assertEquals(i * 50L, Files.size(arrivals.get(i).path()));
            }
            assertEquals(0, sink.uncommitted());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 400_000})
    void aMessageCutOffLeavesNoFileOfItsName(int before, @TempDir Path folder) throws Exception {
        InputStream cut = new InputStream() {
            private int left = before;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                if (left == 0) {
                    throw new IOException("connection reset");
                }
                int count = Math.min(left, length);
                left -= count;
                return count;
            }
        };
        try (DirectorySink sink = DirectorySink.open(folder)) {
            assertThrows(IOException.class, () -> sink.deliver("7", "1-7.eml", Optional.empty(), cut));
            assertEquals(List.of(), sink.commit());
        }
        assertFalse(Files.exists(folder.resolve("1-7.eml")));

        DirectorySink.open(folder).close();
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve(".signet-lock")), left.toList());
        }
    }

    @Test
    void aFolderIsOpenOnce(@TempDir Path folder) throws Exception {
        DirectorySink first = DirectorySink.open(folder);
        var refusal = assertThrows(IOException.class, () -> DirectorySink.open(folder));
        assertTrue(refusal.toString().contains("another fetch"), refusal.toString());
        first.close();
        DirectorySink.open(folder).close();
    }

    @Test
    void aDiskThatRefusesFailsTheBatch(@TempDir Path folder) throws Exception {
        try (DirectorySink sink = DirectorySink.open(folder)) {
            Files.createDirectories(folder.resolve("1-7.eml/in-the-way"));
            sink.deliver("7", "1-7.eml", Optional.empty(), new ByteArrayInputStream(new byte[3]));
            assertThrows(IOException.class, sink::commit);
        }
    }
}
