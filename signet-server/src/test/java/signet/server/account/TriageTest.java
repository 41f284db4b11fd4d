package signet.server.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.doctor.Catalogue;
import signet.doctor.Entry;
import signet.mail.Disposition;
import signet.mail.Disposition.Step;
import signet.mail.Fault;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.Stage;
import signet.oauth.TokenFault;
import signet.server.account.Outcome.Scope;
import signet.server.account.Outcome.Verdict;
import signet.server.account.Triage.Means;

class TriageTest {
    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final Triage TRIAGE = new Triage(CATALOGUE);
    private static final Triage.Who SHARED = who(Means.CREDENTIAL);
    private static final Pattern REPLY = Pattern.compile("([2-5]\\d\\d)[ -]((?:([245]\\.\\d+\\.\\d+) )?.*)");

    private static Triage.Who who(Means means) {
        return new Triage.Who("portal@contoso.example", means);
    }

    private static Reply reply(String line) {
        Matcher matcher = REPLY.matcher(line);
        assertTrue(matcher.matches(), line);
        return new Reply(
                Protocol.SMTP,
                "MAIL FROM",
                matcher.group(1),
                Optional.ofNullable(matcher.group(3)),
                List.of(matcher.group(2)));
    }

    private static TokenFault token(TokenFault.Kind kind, String message, Optional<Duration> retryAfter) {
        return new TokenFault(
                kind,
                URI.create("https://login.example/t/oauth2/v2.0/token"),
                OptionalInt.of(400),
                Optional.empty(),
                message,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                retryAfter,
                Optional.empty());
    }

    private static Fault fault(Stage stage, Fault.Kind kind, Optional<Reply> reply, Optional<TokenFault> token) {
        return new Fault(Protocol.SMTP, stage, kind, "what failed", reply, token);
    }

    private static Outcome refusedAt(String where, String line) {
        if (List.of("MAIL", "RCPT", "DATA", "DOT").contains(where)) {
            return TRIAGE.recipient(
                    new Disposition(
                            "bob@example.org",
                            Disposition.Kind.REFUSED,
                            Step.valueOf(where),
                            Optional.of(reply(line)),
                            Optional.empty()),
                    SHARED);
        }
        if (where.equals("TOKEN")) {
            TokenFault.Kind kind = line.contains("429") ? TokenFault.Kind.THROTTLED : TokenFault.Kind.REFUSED;
            return TRIAGE.conversation(
                    fault(
                            Stage.TOKEN,
                            Fault.Kind.TOKEN,
                            Optional.empty(),
                            Optional.of(token(kind, line, Optional.empty()))),
                    SHARED);
        }
        Fault.Kind kind = line.startsWith("421") ? Fault.Kind.CLOSED : Fault.Kind.REFUSED;
        return TRIAGE.conversation(
                fault(Stage.valueOf(where), kind, Optional.of(reply(line)), Optional.empty()), SHARED);
    }

    private record Row(String id, String where, Verdict verdict, Scope scope) {}

    /** Where an entry's sample is met, and what must follow. */
    private static List<Row> rows() throws IOException {
        String entries;
        try (InputStream in = Objects.requireNonNull(
                TriageTest.class.getResourceAsStream("consequences.txt"), "no consequences.txt")) {
            entries = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        return entries.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\\|"))
                .map(cells -> new Row(
                        cells[0].strip(),
                        cells[1].strip(),
                        Verdict.valueOf(cells[2].strip()),
                        Scope.valueOf(cells[3].strip())))
                .toList();
    }

    @Test
    void everyAnswerOfTheCatalogueHasItsConsequence() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            Entry entry = CATALOGUE.entry(row.id()).orElseThrow(() -> new AssertionError(row.id()));
            String sample = row.id().endsWith("-challenge") ? "535 " + entry.sample() : entry.sample();
            Outcome outcome = refusedAt(row.where(), sample);
            if (!outcome.code().equals(row.id())
                    || outcome.verdict() != row.verdict()
                    || outcome.scope() != row.scope()) {
                wrong.add(row + " became " + outcome);
            }
            Optional<Duration> after = Optional.of(entry.hold().after());
            if (!outcome.after().equals(after)) {
                wrong.add(row.id() + " waits " + outcome.after());
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean metByDelivery(Entry entry) {
        boolean refusal = entry.kind() != Entry.Kind.NOTICE;
        return refusal && (entry.speaker().equals("smtp") || entry.speaker().equals("token"));
    }

    @Test
    void anAnswerAboutRecipientOrMessageFailsOnlyWithACodeThatSaysForGood() {
        for (Entry entry : CATALOGUE.entries()) {
            boolean aboutTheMail = entry.kind() == Entry.Kind.RECIPIENT || entry.kind() == Entry.Kind.MESSAGE;
            if (aboutTheMail && metByDelivery(entry)) {
                String now = entry.sample().replaceFirst("^5\\d\\d[ -]", "451 ");
                Outcome outcome = refusedAt("RCPT", now);
                assertTrue(outcome.verdict() != Verdict.FAILED, entry.id() + ": " + outcome);
            }
        }
    }

    @Test
    void whatAsksForLessSlowsTheLanesDownWhateverItsWords() {
        assertTrue(TRIAGE.asksForLess(refusedAt("DOT", "432 4.3.2 Concurrent connections limit exceeded.")));
        assertTrue(
                TRIAGE.asksForLess(refusedAt("DOT", "421 4.4.2 Message submission rate for this client has exceeded")));
        assertTrue(TRIAGE.asksForLess(refusedAt("MAIL", "421 4.7.0 slow down")));
        assertFalse(TRIAGE.asksForLess(refusedAt("DOT", "550 5.1.90 Your message can't be sent")));
    }

    @Test
    void noAnswerOfTheCatalogueThatDeliveryCanMeetIsLeftOut() throws IOException {
        Set<String> met = CATALOGUE.entries().stream()
                .filter(TriageTest::metByDelivery)
                .map(Entry::id)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(met, rows().stream().map(Row::id).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void noAnswerAboutCredentialsRightsOrLimitsEverFailsARecipientWhereverItComes() {
        for (Entry entry : CATALOGUE.entries()) {
            boolean aboutTheMail = entry.kind() == Entry.Kind.RECIPIENT || entry.kind() == Entry.Kind.MESSAGE;
            if (aboutTheMail || !metByDelivery(entry)) {
                continue;
            }
            for (Step step : Step.values()) {
                String line = entry.sample().matches("[45]\\d\\d.*") ? entry.sample() : "550 " + entry.sample();
                Outcome outcome = refusedAt(step.name(), line);
                assertTrue(outcome.verdict() != Verdict.FAILED, entry.id() + " at " + step + ": " + outcome);
                assertTrue(outcome.scope() != Scope.CREDENTIAL, entry.id() + " at " + step + ": " + outcome);
            }
        }
    }

    @ParameterizedTest
    @Tag("F17")
    @Tag("F18")
    @Tag("F19")
    @Tag("F24")
    @Tag("F25")
    @Tag("F26")
    @Tag("F31")
    @CsvSource(
            delimiter = '|',
            value = {
                "GREETING     | 554 5.3.2 no                                          | WAIT   | ACCOUNT",
                "GREETING     | 421 4.3.0 closing                                     | WAIT   | UPSTREAM",
                "CAPABILITIES | 502 5.5.1 no EHLO here                                | WAIT   | ACCOUNT",
                "TLS          | 454 4.7.0 not just now                                | WAIT   | ACCOUNT",
                "AUTHENTICATE | 454 4.7.0 Temporary authentication failure            | WAIT   | ACCOUNT",
                "AUTHENTICATE | 535 something nobody knows                            | PARK   | ACCOUNT",
                "MAIL | 421 4.7.0 slow down                                           | WAIT   | ACCOUNT",
                "MAIL | 451 4.7.500 Server busy. Please try again later               | WAIT   | ACCOUNT",
                "MAIL | 451 4.4.0 later                                               | LATER  | MESSAGE",
                "MAIL | 452 4.3.1 Insufficient system resources                       | LATER  | MESSAGE",
                "MAIL | 530 Authentication required                                   | PARK   | ACCOUNT",
                "MAIL | 501 5.1.7 Invalid address                                     | FAILED | MESSAGE",
                "MAIL | 552 5.3.4 Message size exceeds fixed maximum message size     | FAILED | MESSAGE",
                "MAIL | 553 5.7.1 Sender address rejected: not owned by user          | HOLD   | SENDER",
                "MAIL | 550 5.1.8 Access denied, bad outbound sender                  | HOLD   | SENDER",
                "MAIL | 550 something                                                 | LATER  | MESSAGE",
                "RCPT | 450 4.2.1 busy                                                | LATER  | RECIPIENT",
                "RCPT | 450 4.7.1 Greylisted                                          | LATER  | RECIPIENT",
                "RCPT | 452 4.5.3 Too many recipients                                 | WAIT   | RECIPIENT",
                "RCPT | 550 5.1.1 User unknown                                        | FAILED | RECIPIENT",
                "RCPT | 550 no such user                                              | FAILED | RECIPIENT",
                "RCPT | 550 5.2.2 his mailbox is full                                 | FAILED | RECIPIENT",
                "RCPT | 550 5.4.1 Recipient address rejected: Access denied           | FAILED | RECIPIENT",
                "RCPT | 550 5.7.54 Unable to relay                                    | LATER  | RECIPIENT",
                "RCPT | 535 5.7.8 what                                                | PARK   | ACCOUNT",
                "RCPT | 503 5.5.1 Bad sequence                                        | LATER  | RECIPIENT",
                "DATA | 554 5.5.1 no valid recipients                                 | LATER  | MESSAGE",
                "DOT  | 552 size                                                      | FAILED | MESSAGE",
                "DOT  | 550 5.6.11 bare linefeeds                                     | FAILED | MESSAGE",
                "DOT  | 554 5.2.2 mailbox full; STOREDRV.Submission                   | WAIT   | ACCOUNT",
                "DOT  | 550 5.2.0 daily limit                                         | WAIT   | ACCOUNT",
                "DOT  | 550 5.1.20 Multiple From addresses are not allowed            | FAILED | MESSAGE",
                "DOT  | 554 5.4.6 loop                                                | FAILED | MESSAGE",
                "DOT  | 550 5.7.1 looks like spam                                     | LATER  | MESSAGE",
                "DOT  | 554 no                                                        | LATER  | MESSAGE",
                "DOT  | 421 4.4.2 Message submission rate has exceeded the configured limit | WAIT | ACCOUNT",
            })
    void whatNobodyHasWordsForIsJudgedByStatusCodeAndStage(String where, String line, Verdict verdict, Scope scope) {
        Outcome outcome = refusedAt(where, line);
        assertEquals(verdict + " " + scope, outcome.verdict() + " " + outcome.scope(), outcome.toString());
    }

    @ParameterizedTest
    @Tag("F16")
    @Tag("F20")
    @Tag("F21")
    @CsvSource({
        "CONFIGURATION, PARK, ACCOUNT",
        "UNKNOWN_HOST, WAIT, UPSTREAM",
        "NETWORK, WAIT, UPSTREAM",
        "TIMEOUT, WAIT, UPSTREAM",
        "TLS, PARK, UPSTREAM",
        "MECHANISM, PARK, ACCOUNT",
        "CLOSED, WAIT, UPSTREAM",
        "PROTOCOL, WAIT, UPSTREAM",
        "ATTACK, PARK, UPSTREAM",
    })
    void aConversationThatCouldNotBeHadBlamesNoEntry(Fault.Kind kind, Verdict verdict, Scope scope) {
        Outcome outcome = TRIAGE.conversation(fault(Stage.CONNECT, kind, Optional.empty(), Optional.empty()), SHARED);
        assertEquals(verdict, outcome.verdict());
        assertEquals(scope, outcome.scope());
        assertTrue(outcome.explanation().contains("what failed"));
    }

    @ParameterizedTest
    @CsvSource({
        "CONFIGURATION, PARK, CREDENTIAL",
        "REFUSED, PARK, CREDENTIAL",
        "THROTTLED, WAIT, TOKEN_SERVICE",
        "UNAVAILABLE, WAIT, TOKEN_SERVICE",
        "UNREACHABLE, WAIT, TOKEN_SERVICE",
        "PROTOCOL, WAIT, TOKEN_SERVICE",
    })
    void withoutATokenTheCredentialOrItsEndpointIsMeant(TokenFault.Kind kind, Verdict verdict, Scope scope) {
        Optional<TokenFault> token = Optional.of(token(kind, "in words of nobody", Optional.of(Duration.ofSeconds(7))));
        Outcome outcome = TRIAGE.conversation(fault(Stage.TOKEN, Fault.Kind.TOKEN, Optional.empty(), token), SHARED);
        assertEquals(verdict, outcome.verdict());
        assertEquals(scope, outcome.scope());
        if (verdict == Verdict.WAIT) {
            assertEquals(Optional.of(Duration.ofSeconds(7)), outcome.after());
        }
    }

    @Test
    @Tag("F11")
    void aRefusedLoginStopsTheAccountAloneWhereTheCredentialIsItsOwnOrWorksForOthers() {
        Fault fault = fault(
                Stage.AUTHENTICATE,
                Fault.Kind.REFUSED,
                Optional.of(reply("535 5.7.3 Authentication unsuccessful")),
                Optional.empty());
        assertEquals(
                Scope.CREDENTIAL,
                TRIAGE.conversation(fault, who(Means.CREDENTIAL)).scope());
        assertEquals(
                Scope.ACCOUNT,
                TRIAGE.conversation(fault, who(Means.PROVEN_CREDENTIAL)).scope());
        assertEquals(Scope.ACCOUNT, TRIAGE.conversation(fault, who(Means.OWN)).scope());
    }

    @Test
    @Tag("F29")
    void aDotWithoutAnAnswerIsNeitherSuccessNorFailure() {
        Disposition lost = new Disposition(
                "bob@example.org",
                Disposition.Kind.UNCONFIRMED,
                Step.DOT,
                Optional.empty(),
                Optional.of(fault(Stage.SEND, Fault.Kind.NETWORK, Optional.empty(), Optional.empty())));
        assertEquals(Verdict.UNCONFIRMED, TRIAGE.recipient(lost, SHARED).verdict());
    }

    @Test
    @Tag("F28")
    void aConversationThatBreaksBeforeTheDotBurnsAnAttemptUnlessTheServerAskedForLess() {
        assertEquals(Verdict.LATER, broken(Fault.Kind.NETWORK, Optional.empty()).verdict());
        assertEquals(
                Verdict.LATER,
                broken(Fault.Kind.CLOSED, Optional.of("421 4.3.0 bye")).verdict());
        assertEquals(
                Verdict.WAIT,
                broken(Fault.Kind.CLOSED, Optional.of("421 4.7.0 too fast")).verdict());
        assertEquals(
                Scope.STORAGE,
                broken(Fault.Kind.CONFIGURATION, Optional.empty()).scope());
    }

    private static Outcome broken(Fault.Kind kind, Optional<String> line) {
        Optional<Reply> said = line.map(TriageTest::reply);
        return TRIAGE.recipient(
                new Disposition(
                        "bob@example.org",
                        Disposition.Kind.NOT_TRIED,
                        Step.DATA,
                        Optional.empty(),
                        Optional.of(fault(Stage.SEND, kind, said, Optional.empty()))),
                SHARED);
    }

    @Test
    @Tag("F33")
    void whatTheServerCouldNotHaveTakenFailsWithoutBeingSent() {
        Disposition ours = new Disposition(
                "bob@example.org",
                Disposition.Kind.REFUSED,
                Step.MAIL,
                Optional.of(reply("554 5.6.3 the message is 8-bit but the server does not offer 8BITMIME")),
                Optional.of(fault(Stage.SEND, Fault.Kind.REFUSED, Optional.empty(), Optional.empty())));
        Outcome outcome = TRIAGE.recipient(ours, SHARED);
        assertEquals(Verdict.FAILED, outcome.verdict());
        assertEquals(Scope.MESSAGE, outcome.scope());
    }

    @Test
    void explanationsNameTheMailboxAndTheFix() {
        Outcome outcome = refusedAt(
                "AUTHENTICATE", CATALOGUE.entry("smtp-535-5.7.3").orElseThrow().sample());
        assertTrue(outcome.explanation().contains("portal@contoso.example"), outcome.explanation());
    }
}
