package signet.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.simulator.exchange.StoredMessage;

class SendAndFetchTest extends WithProvider {
    private List<Path> files(Path directory) throws Exception {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> path.toString().endsWith(".eml")).sorted().toList();
        }
    }

    private Run fetch(Path into, String... more) {
        return provider.run(
                Stream.concat(Stream.of("fetch", "--account", "help", "--into", into.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Tag("P10")
    @Tag("P12")
    @Tag("F14")
    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3"})
    void aMailWithAnAttachmentGoesOutAndComesBackByteForByte(String protocol) throws Exception {
        Path attachment = Files.write(folder.resolve("Prüfbericht.pdf"), new byte[100_000]);
        Run sent = provider.runWith(
                "Grüße\n",
                "send",
                "--account",
                "portal",
                "--to",
                "help@contoso.example",
                "--subject",
                "Prüfung",
                "--body",
                "-",
                "--attach",
                attachment.toString(),
                "--json");
        assertEquals(0, sent.status(), sent.err());
        Map<String, Object> result = JSONObjectUtils.parse(sent.out());
        assertEquals(true, result.get("ok"));

        Path into = folder.resolve("in");
        Run fetched = fetch(into, "--protocol", protocol, "--json");
        assertEquals(0, fetched.status(), fetched.err());
        Map<String, Object> line = JSONObjectUtils.parse(fetched.out());
        assertEquals(result.get("messageId"), line.get("messageId"));
        assertEquals("Prüfung", line.get("subject"));
        assertEquals(Set.of("path", "uid", "messageId", "from", "subject", "date", "size"), line.keySet());
        StoredMessage stored = provider.inbox("help").messages().get(0);
        try (var octets = stored.content().open()) {
            assertArrayEquals(
                    octets.readAllBytes(), Files.readAllBytes(files(into).get(0)));
        }
    }

    @Test
    void aRawMessageIsSentAsItIs() throws Exception {
        String message = "From: portal@contoso.example\r\nSubject: raw\r\nX-Own:   kept  as is\r\n\r\n.dot\r\nend\r\n";
        Path file = Files.writeString(folder.resolve("raw.eml"), message);
        assertEquals(
                0,
                provider.run("send", "--account", "portal", "--to", "help@contoso.example", "--raw", file.toString())
                        .status());
        assertEquals(
                0,
                provider.runWith(message, "send", "--account", "portal", "--to", "help@contoso.example", "--raw", "-")
                        .status());
        fetch(folder.resolve("in"));
        for (Path fetched : files(folder.resolve("in"))) {
            assertTrue(Files.readString(fetched).endsWith(message), Files.readString(fetched));
        }
        assertEquals(2, files(folder.resolve("in")).size());
    }

    @Test
    void aRefusedRecipientIsShownWithTheProvidersReply() throws Exception {
        Run run = provider.run(
                "send",
                "--account",
                "portal",
                "--from",
                "shared@contoso.example",
                "--to",
                "help@contoso.example",
                "--subject",
                "s",
                "--body",
                "b");
        assertEquals(1, run.status());
        assertTrue(run.out().contains("refused by localhost:"), run.out());
        assertTrue(
                run.out().contains("SendAs")
                        || run.out().contains("5.7.60")
                        || run.out().contains("5.2.252"),
                run.out());
    }

    @Test
    void aSecondRunFetchesOnlyWhatIsNew() throws Exception {
        provider.fill("help", 450);
        Path into = folder.resolve("in");
        assertTrue(fetch(into).out().startsWith("450 messages fetched"));
        assertTrue(fetch(into).out().startsWith("0 messages fetched"));
        for (Path file : files(into)) {
            Files.delete(file);
        }
        provider.fill("help", 1);
        assertTrue(fetch(into).out().startsWith("1 message fetched"));
        long uidValidity = provider.inbox("help").uidValidity();
        assertEquals(List.of(into.resolve(uidValidity + "-451.eml")), files(into));
    }

    @Test
    void byPop3FilesAreNamedByTheDigestOfTheUidl() throws Exception {
        List<byte[]> messages = provider.fill("help", 250);
        Path into = folder.resolve("in");
        Run first = fetch(into, "--protocol", "pop3");
        assertEquals(0, first.status(), first.err());
        assertEquals(messages.size(), files(into).size());
        files(into)
                .forEach(file ->
                        assertTrue(file.getFileName().toString().matches("[0-9a-f]{32}\\.eml"), file::toString));
        assertTrue(fetch(into, "--protocol", "pop3").out().startsWith("0 messages"));
        provider.fill("help", 2);
        Run deleting = fetch(into, "--protocol", "pop3", "--after", "delete");
        assertTrue(deleting.out().startsWith("2 messages"), deleting.out());
        assertEquals(250, provider.inbox("help").count());
    }

    @Test
    void theFolderOfAnotherMailboxIsRefused() {
        Path into = folder.resolve("in");
        assertEquals(0, fetch(into).status());
        Run other = provider.run("fetch", "--account", "portal", "--into", into.toString());
        assertEquals(2, other.status());
        assertTrue(other.err().contains("use another folder"), other.err());
        assertEquals(2, fetch(into, "--protocol", "pop3").status());
    }

    @ParameterizedTest
    @CsvSource({"seen,3", "delete,0", "move:Done,0"})
    void theMailboxIsChangedOnlyAfterTheCursorPassed(String after, int left) throws Exception {
        provider.fill("help", 3);
        provider.mailbox("help").create("Done");
        Path into = folder.resolve("in");
        Run run = fetch(into, "--after", after);
        assertEquals(0, run.status(), run.err());
        assertEquals(3, files(into).size());
        assertEquals(left, provider.inbox("help").count());
        if (after.equals("seen")) {
            provider.inbox("help").messages().forEach(message -> assertTrue(message.has("\\Seen")));
        }
        if (after.startsWith("move")) {
            assertEquals(3, provider.mailbox("help").folder("Done").count());
        }
        assertFalse(Files.readString(into.resolve(".signet-cursor")).contains("pending"));
    }

    @Test
    void aChangeThatFailedIsMadeUpForByTheNextRun() throws Exception {
        provider.fill("help", 3);
        Path into = folder.resolve("in");
        Run failed = fetch(into, "--after", "move:Missing");
        assertEquals(1, failed.status(), failed.out());
        assertEquals(3, files(into).size());
        assertTrue(Files.readString(into.resolve(".signet-cursor")).contains("still-to: move:Missing"));

        provider.mailbox("help").create("Missing");
        assertEquals(0, fetch(into).status());
        assertEquals(3, provider.mailbox("help").folder("Missing").count());
        assertEquals(0, provider.inbox("help").count());
    }

    @Test
    void aCommandThatFailsStopsTheRunBeforeItsMessage() throws Exception {
        provider.fill("help", 3);
        Path into = folder.resolve("in");
        Path log = folder.resolve("log");
        Run failed = fetch(into, "--exec", "echo >> " + log + "; ! grep -q 'number 1' ");
        assertEquals(1, failed.status(), failed.out());
        assertEquals(2, Files.readAllLines(log).size());
        assertTrue(failed.err().contains("status 1"), failed.err());

        Run second = fetch(into, "--json", "--exec", "test -s ");
        assertEquals(0, second.status(), second.err());
        assertEquals(2, second.out().lines().count(), "the one that failed and the one after it");
    }

    @Test
    void selectionAndStartAndLimitAreHonoured() throws Exception {
        provider.fill("help", 20);
        Path into = folder.resolve("a");
        assertTrue(fetch(into, "--limit", "7").out().startsWith("7 messages"));
        assertTrue(fetch(into).out().startsWith("13 messages"));
        assertTrue(fetch(folder.resolve("b"), "--start", "now").out().startsWith("0 messages"));
        provider.fill("help", 1);
        assertTrue(fetch(folder.resolve("b"), "--start", "now").out().startsWith("1 message "));
        assertTrue(fetch(folder.resolve("c"), "--subject", "number 19").out().startsWith("1 message "));
        assertTrue(fetch(folder.resolve("d"), "--start", "2026-11-24").out().startsWith("0 messages"));
        assertTrue(fetch(folder.resolve("e"), "--start", "2026-11-23").out().startsWith("21 messages"));
    }

    @Test
    void aRenumberedMailboxIsReadAnewAndItIsSaid() throws Exception {
        provider.fill("help", 2);
        Path into = folder.resolve("in");
        fetch(into);
        provider.inbox("help").uidValidity(4711);
        Run run = fetch(into);
        assertTrue(run.err().contains("UIDVALIDITY"), run.err());
        assertTrue(run.err().contains("4711"), run.err());
        assertEquals(4, files(into).size());
    }

    @Test
    void aMessageLargerThanTheMemoryForSmallOnesIsStreamed() throws Exception {
        byte[] octets =
                ("Subject: large\r\n\r\n" + "0123456789abcdef\r\n".repeat(200_000)).getBytes(StandardCharsets.US_ASCII);
        provider.inbox("help").append(octets, Set.of(), Instant.EPOCH);
        fetch(folder.resolve("in"));
        assertArrayEquals(octets, Files.readAllBytes(files(folder.resolve("in")).get(0)));
    }
}
