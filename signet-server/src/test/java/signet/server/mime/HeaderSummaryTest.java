package signet.server.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeaderSummaryTest {
    private static HeaderSummary read(String message) {
        return HeaderSummary.read(message.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void foldedAndEncodedFieldsAreReadAsPeopleReadThem() {
        HeaderSummary summary = read("""
                From: =?UTF-8?Q?J=C3=B6rg?= <j@example.org>
                Subject: =?UTF-8?B?R3LDvMOfZQ==?=
                 and more
                DATE: Mon, 23 Nov 2026 11:00:00 +0100
                Message-Id: <1@example.org>

                Subject: not this
                """.replace("\n", "\r\n"));
        assertEquals(Optional.of("Jörg <j@example.org>"), summary.from());
        assertEquals(Optional.of("Grüße and more"), summary.subject());
        assertEquals(Optional.of(Instant.parse("2026-11-23T10:00:00Z")), summary.date());
        assertEquals(Optional.of("<1@example.org>"), summary.messageId());
    }

    @Test
    void rawUtf8AndMissingFieldsAreNoTrouble() {
        HeaderSummary summary = read("Subject: Grüße\nDate: yesterday\n\nbody");
        assertEquals(Optional.of("Grüße"), summary.subject());
        assertEquals(Optional.empty(), summary.date());
        assertEquals(Optional.empty(), summary.from());
    }

    @Test
    void noOctetsMakeItThrow() {
        var random = new java.util.Random(11);
        for (int i = 0; i < 2000; i++) {
            byte[] octets = new byte[random.nextInt(200)];
            random.nextBytes(octets);
            assertNotNull(HeaderSummary.read(octets));
            byte[] named =
                    ("Date: " + new String(octets, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
            assertNotNull(HeaderSummary.read(named));
            byte[] word = ("Subject: =?utf-8?q?" + new String(octets, StandardCharsets.ISO_8859_1) + "?=")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertNotNull(HeaderSummary.read(word));
        }
    }
}
