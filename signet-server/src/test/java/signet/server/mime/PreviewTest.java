package signet.server.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees of a message: text, names and sizes, whatever it contains. */
class PreviewTest {
    private static Preview read(String message) throws IOException {
        return PreviewReader.read(new ByteArrayInputStream(message.getBytes(StandardCharsets.UTF_8)));
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    @Test
    void plainTextGoesBeforeHtmlAndAttachmentsAreListed() throws IOException {
        Preview preview = read(lines(
                "From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>",
                "To: ann@example.org",
                "Subject: =?utf-8?b?w5xiZXJzaWNodA==?=",
                "X-Other: not shown",
                "Content-Type: multipart/mixed; boundary=a",
                "",
                "--a",
                "Content-Type: multipart/alternative; boundary=b",
                "",
                "--b",
                "Content-Type: text/html",
                "",
                "<p>formatted</p>",
                "--b",
                "Content-Type: text/plain; charset=iso-8859-1",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "Gr=FC=DFe",
                "--b--",
                "--a",
                "Content-Type: application/pdf",
                "Content-Disposition: attachment; filename*=utf-8''%C3%9Cbersicht.pdf",
                "Content-Transfer-Encoding: base64",
                "",
                "aGVsbG8K",
                "--a",
                "Content-Type: message/rfc822",
                "",
                "Subject: inner",
                "",
                "inner text",
                "--a--"));
        assertEquals("Gr\u00fc\u00dfe", preview.text().strip());
        assertEquals(Preview.Source.PLAIN, preview.of());
        assertEquals(
                List.of(
                        new Preview.Field("From", "J\u00fcrgen <j@example.org>"),
                        new Preview.Field("To", "ann@example.org"),
                        new Preview.Field("Subject", "\u00dcbersicht")),
                preview.fields());
        assertEquals(2, preview.attachments().size(), preview.toString());
        assertEquals(
                new Preview.Part(Optional.of("\u00dcbersicht.pdf"), "application/pdf", 6),
                preview.attachments().getFirst());
        assertEquals("message/rfc822", preview.attachments().getLast().type());
        assertEquals(Optional.empty(), preview.trouble());
    }

    @Test
    @Tag("B74")
    void htmlIsReducedToItsWords() throws IOException {
        Preview preview = read(lines(
                "Subject: x",
                "Content-Type: text/html; charset=utf-8",
                "",
                "<html><head><title>T</title><style>p{}</style></head><body onload=alert(1)>",
                "<!-- <p>hidden --> <p>One &amp; two</p><script>alert('3')</script>",
                "<div>three&nbsp;&lt;b&gt; &#8364; &#x41;</div>four<img src=x onerror=alert(1)></body>"));
        assertEquals("One & two three <b> \u20ac A four", preview.text().replaceAll("\\s+", " "), preview.text());
        assertEquals(Preview.Source.HTML, preview.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "&|&",
                "&amp|&amp",
                "a&b;c|a&b;c",
                "&#;|&#;",
                "&#99999999;|&#99999999;",
                "&#1114112;|\ufffd",
                "<|''",
                "<p|''",
                "<!--|''",
                "<script>x|''",
                "</p>x|x",
                "&|&"
            })
    void tornHtmlIsReadToItsEnd(String html, String words) {
        assertEquals(words, HtmlWords.of(html));
    }

    @Test
    @Tag("B74")
    void controlAndDirectionCharactersDoNotCome() throws IOException {
        Preview preview = read(lines(
                "Subject: a\u202egpj.exe\u001b[31m",
                "Content-Type: text/plain; charset=utf-8; name=\"a\u202ecod.exe\"",
                "Content-Disposition: inline",
                "",
                "b\u202e\u0000c"));
        String all = preview.toString();
        assertTrue(all.chars().noneMatch(c -> c == 0x202e || c == 0x1b || c == 0), all);
        assertEquals("a\ufffdgpj.exe\ufffd[31m", preview.fields().getFirst().value());
    }

    @Test
    void limitsEndTheReadingAndSaySo() throws IOException {
        String text = "0123456789 ".repeat(10_000);
        Preview large = read(lines("Subject: x", "", text));
        assertEquals(Preview.LONGEST, large.text().length());
        assertTrue(large.cut());
        StringBuilder deep = new StringBuilder("Subject: x\r\n");
        for (int i = 0; i < 1_000; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        assertTrue(read(deep.toString()).trouble().orElse("").contains("multiparts"), "1,000 inside each other");
        StringBuilder many = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        many.append("--b\r\nContent-Type: image/png\r\n\r\nx\r\n".repeat(2_000)).append("--b--\r\n");
        Preview crowd = read(many.toString());
        assertEquals(Preview.MOST_PARTS, crowd.attachments().size());
        assertTrue(crowd.trouble().orElse("").contains("parts"), crowd.trouble().toString());
        String half = "Subject: x\r\nContent-Type: application/octet-stream\r\n\r\n";
        Preview huge = read(half + "x".repeat(PreviewReader.LOOKED_AT));
        assertTrue(huge.trouble().orElse("").contains("first"), huge.trouble().toString());
    }

    @Test
    void whateverComesIsAPreview() throws IOException {
        String whole = lines(
                "Content-Type: multipart/mixed; boundary=\"a\"",
                "",
                "--a",
                "Content-Type: text/plain; charset=no-such",
                "Content-Transfer-Encoding: base64",
                "",
                "aGVsbG8K!!!",
                "--a",
                "Content-Disposition: attachment; filename=\"",
                "",
                "x",
                "--a--");
        for (int cut = 0; cut <= whole.length(); cut++) {
            read(whole.substring(0, cut));
        }
        Random random = new Random(4711);
        for (int i = 0; i < 2_000; i++) {
            byte[] octets = whole.getBytes(StandardCharsets.US_ASCII);
            for (int j = 0; j < 5; j++) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            PreviewReader.read(new ByteArrayInputStream(octets));
        }
    }
}
