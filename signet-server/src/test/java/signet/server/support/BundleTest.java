package signet.server.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.oauth.Secret;

class BundleTest {
    private static final Bundle.Origin ORIGIN =
            new Bundle.Origin(Instant.parse("2026-11-26T14:00:00Z"), "1.2.3", "By a test");

    private static Map<String, String> written(Bundle bundle) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bundle.writeTo(out);
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private static String file(Map<String, String> files, String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    @Test
    void theFirstPageSaysWhatIsThereWhatWasCutAndWhatIsMissing() throws Exception {
        Bundle bundle = new Bundle(ORIGIN, ShortAddresses.but(List.of()), List.of());
        bundle.add(Part.json("a.json", "about a", Map.of("x", 1)));
        bundle.add(Part.text("b.txt", "about b", "line of text\n".repeat(200_000)));
        bundle.leaveOut(new LeftOut("c.json", "needs a running server"));
        Map<String, String> files = written(bundle);
        String folder = "signet-support-20261126T140000Z/";
        assertEquals(
                List.of(folder + "README.txt", folder + "a.json", folder + "b.txt", folder + "manifest.json"),
                List.copyOf(files.keySet()));
        String page = file(files, folder + "README.txt");
        assertTrue(page.contains("LOOK AT IT BEFORE YOU SEND IT"), page);
        assertTrue(page.contains("  a.json             about a\n"), page);
        assertTrue(page.contains("cut: the first 80659 of 200000 lines\n"), page);
        assertTrue(page.contains("  c.json             needs a running server\n"), page);
        assertFalse(page.contains("defect"), page);
        assertTrue(file(files, folder + "b.txt").length() <= Part.MOST);
        assertTrue(file(files, folder + "b.txt").endsWith("line of text\n"), "cut between lines");
        assertTrue(file(files, folder + "manifest.json").contains("\"cut\" : \"the first 80659"), files.toString());
    }

    @Test
    void aListIsCutBetweenElementsAndStaysJson() {
        List<String> items =
                IntStream.range(0, 3_000).mapToObj(i -> i + "x".repeat(1_000)).toList();
        Part part = Part.list("l.json", "about", items, false);
        assertEquals(
                Optional.of("the first 1038 of 3000"), part.cut().map(cut -> cut.replaceAll("10\\d\\d of", "1038 of")));
        assertTrue(part.size() <= Part.MOST + 10, "size " + part.size());
        List<?> read = (List<?>) JsonText.read(part.text()).orElseThrow();
        assertTrue(read.get(0).toString().startsWith("0x"));
        assertEquals(
                Optional.of("the first 1; there are more"),
                Part.list("l", "a", List.of(1), true).cut());
        assertEquals(Optional.empty(), Part.list("l", "a", List.of(), false).cut());
    }

    /** The last look: should a part hold a secret after all, it goes no further, and somebody is told. */
    @Test
    void aSecretOfTheSettingsIsMaskedInWhateverFormAndSaid() throws Exception {
        String secret = "Sim8Q~oN3.tR34l-xYz";
        String plain = Base64.getEncoder().encodeToString(("\0user\0" + secret).getBytes(StandardCharsets.UTF_8));
        Bundle bundle =
                new Bundle(ORIGIN, ShortAddresses.but(List.of()), List.of(Secret.of(secret), Secret.of("portal")));
        bundle.add(Part.text("a.txt", "about", "AUTH PLAIN " + plain + " by portal"));
        bundle.add(Part.text("b.txt", "about", "nothing, by portal"));
        Map<String, String> files = written(bundle);
        String all = String.join("\n", files.values());
        assertFalse(all.contains(plain.substring(12, 24)), all);
        assertTrue(all.contains("AUTH PLAIN "), all);
        assertTrue(all.contains("by portal"), "a short secret would be told by the mask in its place");
        assertTrue(all.contains("In a.txt a secret of the settings was found"), all);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            RCPT TO:<ann.lee@example.org> NOTIFY=NEVER        | RCPT TO:<a…@example.org> NOTIFY=NEVER
            550 5.1.1 ann@example.org: no such user           | 550 5.1.1 a…@example.org: no such user
            MAIL FROM:<portal@contoso.example>                | MAIL FROM:<portal@contoso.example>
            to Portal@Contoso.example                         | to Portal@Contoso.example
            "john doe"@example.org                            | j…@example.org
            ORCPT=rfc822;ann+2Blee@example.org                | ORCPT=rfc822;a…@example.org
            ann@example.org,bob@example.net                   | a…@example.org,b…@example.net
            <SRS0=ab=cd=example.net=ann@relay.example>        | <S…@relay.example>
            übung@straße.example                              | ü…@straße.example
            535 5.7.3 no address here                         | 535 5.7.3 no address here
            """)
    void addressesAreShortened(String text, String expected) {
        assertEquals(
                expected, ShortAddresses.but(List.of("portal@contoso.example")).in(text));
        assertEquals(text, ShortAddresses.none().in(text));
    }

    @Test
    void inValuesTooButNotInMessageIds() {
        Map<String, Object> value = Map.of(
                "to", List.of("ann@example.org"),
                "message-id", "<4711@example.org>",
                "reply", Optional.of("no ann@example.org"));
        assertEquals(
                Map.of(
                        "to", List.of("a…@example.org"),
                        "message-id", "<4711@example.org>",
                        "reply", Optional.of("no a…@example.org")),
                ShortAddresses.but(List.of()).in((Object) value));
    }
}
