package signet.server.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.doctor.Finding;
import signet.mail.Envelope;
import signet.mail.Stage;
import signet.oauth.Problem;
import signet.server.account.Accounts;
import signet.server.account.Pace;
import signet.server.account.RetrySchedule;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.account.Terms;
import signet.server.queue.NotAcceptedException.Reason;
import signet.server.queue.Submission.Origin;
import signet.server.store.TestStore;

/** What the API brings meets the same rules, and complete content is only copied where it has to change. */
class ReceptionTest {
    private static final String COMPLETE = "From: portal@corp.example\r\nDate: Thu, 26 Nov 2026 10:00:00 +0000\r\n"
            + "Message-ID: <1@corp.example>\r\nSubject: Hi\r\n\r\ntext\r\n";

    @TempDir
    Path folder;

    private TestStore store;
    private Reception reception;

    @BeforeEach
    void start() throws IOException {
        store = TestStore.in(folder.resolve("data"));
        Terms terms = new Terms(
                List.of("portal@corp.example", "*@lists.example"),
                Terms.FromRule.REFUSE,
                Pace.UNLIMITED,
                RetrySchedule.STANDARD,
                Terms.UnconfirmedRule.RESEND);
        Finding finding = new Finding("x", Problem.Severity.ERROR, "x", List.of(), "", Stage.CONFIGURATION);
        Map<String, SendingAccount> accounts = Map.of(
                "portal",
                new SendingAccount(
                        "portal",
                        "portal@corp.example",
                        Optional.empty(),
                        "1",
                        terms,
                        Optional.empty(),
                        List.of(finding)),
                "fetch-only",
                new SendingAccount(
                        "fetch-only", "f@corp.example", Optional.empty(), "1", terms, Optional.empty(), List.of()));
        reception = new Reception(
                new Accounts(new Roster(accounts, List.of())),
                store.store().acceptance(),
                store.health(),
                new Spool(folder.resolve("spool")),
                new Limits(3_000_000, 3, 0),
                InstantSource.system());
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
    }

    private EntryView accept(String account, List<String> senders, String from, String content, String... to)
            throws IOException {
        try (Spool.Incoming incoming = reception.spool().begin()) {
            incoming.write(content.getBytes(StandardCharsets.UTF_8));
            incoming.finish();
            EntryId id = reception
                    .accept(new Offer(
                            account,
                            senders,
                            Envelope.of(from, List.of(to)),
                            incoming,
                            0,
                            Optional.empty(),
                            Optional.empty(),
                            new Origin(Origin.Kind.API, "token", "127.0.0.1")))
                    .id();
            return store.store().view().entry(id).orElseThrow();
        }
    }

    private String content(EntryView entry) throws IOException {
        try (InputStream octets =
                store.store().view().content(entry.id()).orElseThrow().open()) {
            return new String(octets.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aCompleteMessageStaysAsItIs() throws IOException {
        EntryView entry = accept("portal", List.of(), "portal@corp.example", COMPLETE, "a@b.example");
        assertEquals(COMPLETE, content(entry));
        assertEquals("Hi", entry.subject());
        assertEquals(Optional.of("<1@corp.example>"), entry.messageId());
    }

    @Test
    void aLargeMessageWithoutADateGetsOneAndLeavesNothingBehind() throws IOException {
        String body = "0123456789abcde\r\n".repeat(100_000);
        EntryView entry = accept(
                "portal", List.of(), "news@lists.example", "Subject: a\nBcc: x@b.example\n\n" + body, "a@b.example");
        String content = content(entry);
        assertTrue(content.startsWith("Subject: a\nFrom: news@lists.example\r\nDate: "), content.substring(0, 200));
        assertFalse(content.substring(0, 300).contains("Bcc"));
        assertTrue(content.endsWith("\r\n\r\n" + body));
        try (var left = Files.list(folder.resolve("spool"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void recipientsThatAreOneGetOneMessage() throws IOException {
        EntryView entry = accept(
                "portal", List.of(), "portal@corp.example", COMPLETE, "a@b.example", "a@B.Example", "A@b.example");
        assertEquals(
                List.of("a@b.example", "A@b.example"),
                entry.recipients().stream().map(EntryView.Recipient::address).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nobody | portal@corp.example | From: portal@corp.example | a@b.example | NO_SUCH_ACCOUNT",
                "fetch-only | portal@corp.example | From: portal@corp.example | a@b.example | ACCOUNT_DISABLED",
                "portal | ceo@corp.example | From: portal@corp.example | a@b.example | SENDER_NOT_ALLOWED",
                "portal | x y | From: portal@corp.example | a@b.example | BAD_ADDRESS",
                "portal | portal@corp.example | From: ceo@corp.example | a@b.example | SENDER_NOT_ALLOWED",
                "portal | portal@corp.example | Subject: x\\rFrom: ceo@corp.example | a@b.example | SENDER_NOT_ALLOWED",
                "portal | portal@corp.example | Subject: x\\nFrom: ceo@corp.example | a@b.example | SENDER_NOT_ALLOWED",
                "portal | portal@corp.example | From: portal@corp.example | a@b@c | BAD_ADDRESS",
                "portal | portal@corp.example | From: portal@corp.example | a%b@c.example | BAD_ADDRESS",
                "portal | portal@corp.example | what | a@b.example | BAD_MESSAGE"
            })
    void whatBreaksARuleIsNotAccepted(String account, String from, String header, String to, Reason reason) {
        String content = header.replace("\\r", "\r").replace("\\n", "\n") + "\r\n\r\nx\r\n";
        NotAcceptedException refusal =
                assertThrows(NotAcceptedException.class, () -> accept(account, List.of(), from, content, to));
        assertEquals(reason, refusal.reason());
    }

    @Test
    void aCallerMayBeNarrowerThanItsAccount() throws IOException {
        List<String> senders = List.of("news@lists.example");
        accept("portal", senders, "news@lists.example", "From: news@lists.example\r\n\r\nx\r\n", "a@b.example");
        NotAcceptedException refusal = assertThrows(
                NotAcceptedException.class,
                () -> accept("portal", senders, "portal@corp.example", COMPLETE, "a@b.example"));
        assertEquals(Reason.SENDER_NOT_ALLOWED, refusal.reason());
    }

    @Test
    void limitsAreSaid() {
        NotAcceptedException many = assertThrows(
                NotAcceptedException.class,
                () -> accept("portal", List.of(), "portal@corp.example", COMPLETE, "a@b.c", "b@b.c", "c@b.c", "d@b.c"));
        assertEquals(Reason.TOO_MANY_RECIPIENTS, many.reason());
        NotAcceptedException large = assertThrows(
                NotAcceptedException.class,
                () -> accept("portal", List.of(), "portal@corp.example", COMPLETE + "x".repeat(3_000_000), "a@b.c"));
        assertEquals(Reason.TOO_LARGE, large.reason());
        assertTrue(String.valueOf(large.getMessage()).contains("limits.message"));
    }
}
