package signet.server.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.dom.BinaryBody;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.mail.Content;

class MessageWriterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private final MessageWriter writer = new MessageWriter(InstantSource.fixed(NOW));

    private String written(Composition composition) throws IOException {
        var out = new ByteArrayOutputStream();
        writer.write(composition, out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static Message parsed(String octets) throws IOException {
        return Message.Builder.of(new ByteArrayInputStream(octets.getBytes(StandardCharsets.US_ASCII)))
                .build();
    }

    private static String text(Entity entity) throws IOException {
        try (InputStream in = ((TextBody) entity.getBody()).getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Composition with(String subject, String text, Optional<String> html, List<Attachment> attachments) {
        return new Composition(
                "Müller, Jörg <portal@example.org>".replace("Müller, Jörg", "\"Müller, Jörg\""),
                List.of("ann@example.org", "Bob <bob@example.org>"),
                List.of("cc@example.org"),
                List.of("secret@example.org", "ann@example.org"),
                subject,
                text,
                html,
                attachments);
    }

    @Test
    void aPlainMessageHasItsFieldsAndCrlfLineEnds() throws Exception {
        String message = written(with("Grüße aus der Prüfung", "one\ntwo\n", Optional.empty(), List.of()));

        assertFalse(message.replace("\r\n", "").contains("\n"), "every line end is CRLF");
        Message read = parsed(message);
        assertEquals("Grüße aus der Prüfung", read.getSubject());
        assertEquals("portal@example.org", read.getFrom().get(0).getAddress());
        assertEquals("Müller, Jörg", read.getFrom().get(0).getName());
        assertEquals(NOW, read.getDate().toInstant());
        assertTrue(read.getMessageId().endsWith("@example.org>"), read.getMessageId());
        assertEquals("one\r\ntwo\r\n", text(read));
        assertTrue(message.contains("Content-Transfer-Encoding: 7bit\r\n"), message);
    }

    @Test
    void blindCopiesAreInTheEnvelopeOnly() throws Exception {
        Composition composition = with("s", "t", Optional.empty(), List.of());
        assertFalse(written(composition).contains("secret@"));
        assertEquals(
                List.of("ann@example.org", "bob@example.org", "cc@example.org", "secret@example.org"),
                composition.recipients());
    }

    @Test
    void everyHeaderLineFoldsAt78AndNoLineIsLongerThan998() throws Exception {
        String subject = "Überlänge ".repeat(40);
        String message = written(with(subject, "x".repeat(5000), Optional.empty(), List.of()));
        String header = message.substring(0, message.indexOf("\r\n\r\n"));
        header.lines().forEach(line -> assertTrue(line.length() <= 78, line));
        message.lines().forEach(line -> assertTrue(line.length() <= 998, line));
        assertEquals(subject.strip(), parsed(message).getSubject().strip());
        assertEquals("x".repeat(5000), text(parsed(message)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Grüße\n",
                "Привет, мир",
                "trailing blank \nnext",
                "tab\there",
                "a=b=c ü",
                "",
                ".\n..\n",
                "nul\0in it",
                "From x\n"
            })
    void anyTextArrivesAsItWas(String text) throws Exception {
        assertEquals(text.replace("\n", "\r\n"), text(parsed(written(with("s", text, Optional.empty(), List.of())))));
    }

    @Test
    void htmlIsTheSecondAlternative() throws Exception {
        Message read = parsed(written(with("s", "plain", Optional.of("<p>schön</p>"), List.of())));
        assertEquals("multipart/alternative", read.getMimeType());
        List<Entity> parts = ((Multipart) read.getBody()).getBodyParts();
        assertEquals(
                List.of("text/plain", "text/html"),
                parts.stream().map(Entity::getMimeType).toList());
        assertEquals("<p>schön</p>", text(parts.get(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "report.pdf",
                "quo\"te\\.bin",
                "Prüfungsordnung für Fortgeschrittene – Fassung vom 23. November 2026 (endgültig).pdf",
                "レポート.bin",
                "an-ascii-name-that-is-much-too-long-for-a-single-parameter-on-a-line-of-78.bin",
                "100% sure; really.bin"
            })
    void aFileOfAnyNameArrivesByteForByte(String name, @TempDir Path folder) throws Exception {
        byte[] octets = new byte[70_001];
        new java.util.Random(5).nextBytes(octets);
        Path file = Files.write(folder.resolve(name), octets);

        String message = written(with("s", "see file", Optional.empty(), List.of(Attachment.of(file))));

        message.substring(0, message.length()).lines().forEach(line -> assertTrue(line.length() <= 78, line));
        Entity part = ((Multipart) parsed(message).getBody()).getBodyParts().get(1);
        assertEquals(name, part.getFilename());
        try (InputStream in = ((BinaryBody) part.getBody()).getInputStream()) {
            assertArrayEquals(octets, in.readAllBytes());
        }
    }

    @Test
    void anAttachedMessageIsNotEncodedUnlessItWouldBeChanged(@TempDir Path folder) throws Exception {
        Path clean = Files.writeString(folder.resolve("clean.eml"), "Subject: x\r\n\r\nbody\r\n");
        Path bareLf = Files.writeString(folder.resolve("lf.eml"), "Subject: x\n\nbody\n");
        assertEquals("message/rfc822", Attachment.of(clean).type());
        assertEquals("7bit", Attachment.of(clean).encoding());
        assertEquals("application/octet-stream", Attachment.of(bareLf).type());
        assertEquals("base64", Attachment.of(bareLf).encoding());

        String message = written(with("s", "t", Optional.empty(), List.of(Attachment.of(clean))));
        assertTrue(message.contains("\r\n\r\nSubject: x\r\n\r\nbody\r\n"), message);
    }

    @Test
    void aHundredMegabytesPassThroughASmallBuffer() throws Exception {
        Content large = new Content() {
            @Override
            public long size() {
                return 100_000_000;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    private long left = size();

                    @Override
                    public int read() {
                        return left-- > 0 ? 'x' : -1;
                    }

                    @Override
                    public int read(byte[] into, int from, int length) {
                        assertTrue(length <= 64 * 1024, "asked for " + length);
                        int count = (int) Math.min(length, left);
                        left -= count;
                        java.util.Arrays.fill(into, from, from + count, (byte) 'x');
                        return count > 0 ? count : -1;
                    }
                };
            }
        };
        long[] count = {0};
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int octet) {
                count[0]++;
            }

            @Override
            public void write(byte[] octets, int from, int length) {
                count[0] += length;
            }
        };
        writer.write(
                with(
                        "s",
                        "t",
                        Optional.empty(),
                        List.of(new Attachment("x.bin", "application/octet-stream", "base64", large))),
                counting);
        assertTrue(count[0] > 133_000_000, "base64 of it: " + count[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: x@example.org", "a\nb", "a\0b"})
    void aSubjectCannotBecomeAnotherField(String subject) {
        assertThrows(IllegalArgumentException.class, () -> written(with(subject, "t", Optional.empty(), List.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "@example.org", "a@b c", "a@b.example\r\nBcc: c@d.example", "a@b, c@d", "<>"})
    void whatIsNoAddressIsRefused(String address) {
        assertThrows(IllegalArgumentException.class, () -> Addresses.bare(address));
    }
}
