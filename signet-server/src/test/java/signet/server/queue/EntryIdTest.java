package signet.server.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryIdTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void isTheBase32OfTheOctets() {
        // 00112233-4455-6677-8899-aabbccddeeff through `xxd -r -p | base32`
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        assertEquals("aaisem2ekvthpcezvk54zxpo74", new EntryId(uuid).toString());
        assertEquals(Optional.of(new EntryId(uuid)), EntryId.parse("aaisem2ekvthpcezvk54zxpo74"));
    }

    @Test
    void everyIdIsReadBack() {
        for (int i = 0; i < 1_000; i++) {
            EntryId id = EntryId.at(Instant.ofEpochMilli(1_790_000_000_000L + i * 977L), random);
            assertEquals(Optional.of(id), EntryId.parse(id.toString()));
        }
    }

    @Test
    void isAUuidOfVersion7AndSortsByTime() {
        EntryId early = EntryId.at(Instant.parse("2026-11-26T10:00:00Z"), random);
        EntryId late = EntryId.at(Instant.parse("2026-11-26T10:00:00.001Z"), random);
        assertEquals(7, early.uuid().version());
        assertEquals(2, early.uuid().variant());
        assertTrue(early.compareTo(late) < 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "aaisem2ekvthpcezvk54zxpo7",
                "aaisem2ekvthpcezvk54zxpo744",
                "AAISEM2EKVTHPCEZVK54ZXPO74",
                "aaisem2ekvthpcezvk54zxpo75", // spare bits set
                "aaisem2ekvthpcezvk54zxpo1a",
                "../../etc/passwd/../../etc"
            })
    void whatIsNoIdIsNoId(String text) {
        assertEquals(Optional.empty(), EntryId.parse(text));
    }
}
