package signet.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.simulator.exchange.Folder;
import signet.simulator.exchange.FolderRole;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.StoredMessage;
import signet.simulator.exchange.Submission;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Protocol;
import signet.simulator.fault.Stage;

/** Messages of an account to itself, by a whole server beside the simulated provider. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT) // they wait for loops of a second, each with a server of its own
class CanaryTest {
    private static final String ADDRESS = "portal@contoso.example";

    @TempDir
    Path folder;

    private final Ahead clock = new Ahead();
    private Premises premises;

    /** The system's time, and more when a test says so. */
    private static final class Ahead implements InstantSource {
        private volatile Duration by = Duration.ZERO;

        @Override
        public Instant instant() {
            return InstantSource.system().instant().plus(by);
        }

        synchronized void advance(Duration more) {
            by = by.plus(more);
        }
    }

    @BeforeEach
    void provider() throws IOException {
        premises = new Premises(folder, clock);
        settings("imap", "");
    }

    @AfterEach
    void end() throws IOException {
        premises.close();
    }

    private void settings(String protocol, String section) throws IOException {
        int port = protocol.equals("imap")
                ? premises.simulator().imapsPort()
                : premises.simulator().pop3sPort();
        premises.settings(
                "    " + protocol + ": {host: localhost, port: " + port + ", tls: implicit}\n"
                        + "    canary: {every: 5m}\n",
                section);
    }

    private Mailbox mailbox() {
        return premises.simulator().exchange().mailbox(ADDRESS).orElseThrow();
    }

    private Folder inbox() {
        return mailbox().folder(FolderRole.INBOX);
    }

    private List<Submission> canaries() {
        return premises.submissions().stream()
                .filter(submission -> text(submission).contains("Subject: Canary "))
                .toList();
    }

    private List<Submission> alerts(String subject) {
        return premises.submissions().stream()
                .filter(submission -> text(submission).contains("Subject: [Signet] " + subject))
                .toList();
    }

    private static String text(Submission submission) {
        return new String(submission.content().octets(), UTF_8);
    }

    /** Something a test waits for. */
    @FunctionalInterface
    private interface Condition {
        boolean met() throws IOException;
    }

    private static void await(RunningServer server, String what, Condition condition) throws Exception {
        Semaphore news = new Semaphore(0);
        var following = server.following(news::release);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(45);
            while (!condition.met()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("not within 45 s: " + what + "; " + server.get("/v1/accounts/portal"));
                }
                if (news.tryAcquire(200, TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            }
        } finally {
            following.close();
        }
    }

    private static void awaitEvents(RunningServer server, EventKind kind, int count) throws Exception {
        await(server, count + " " + kind.word(), () -> server.events(kind).size() >= count);
    }

    private static String account(RunningServer server) throws IOException {
        return server.get("/v1/accounts/portal");
    }

    private static void awaitMetric(RunningServer server, String line) throws Exception {
        await(server, line, () -> server.get("/metrics").contains(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3"})
    void comesBackIsMeasuredAndLeavesNothing(String protocol) throws Exception {
        settings(protocol, "");
        inbox().append(
                        "From: a@b.example\r\nSubject: Canary of the mine\r\n\r\nHello\r\n".getBytes(UTF_8),
                        Set.of(),
                        clock.instant());
        try (RunningServer server = premises.start()) {
            awaitEvents(server, EventKind.CANARY_RETURNED, 1);
            Event returned = server.events(EventKind.CANARY_RETURNED).getFirst();
            long took = Long.parseLong(returned.facts().getOrDefault("took-ms", ""));
            assertTrue(took > 0 && took < 40_000, returned.toString());
            assertEquals(protocol, returned.facts().getOrDefault("protocol", ""));
            assertFalse(returned.facts().containsKey("missed-since"), returned.toString());

            assertEquals(1, inbox().messages().size(), "its own is gone, the other one is there");
            StoredMessage other = inbox().messages().getFirst();
            assertTrue(other.flags().isEmpty(), "and is not marked: " + other.flags());
            await(
                    server,
                    "removed from the queue",
                    () -> server.get("/v1/messages").contains("\"messages\":[]"));

            awaitMetric(server, "signet_canary_ok{account=\"portal\"} 1.0");
            String metrics = server.get("/metrics");
            assertEquals(took / 1000.0, metric(metrics, "signet_canary_seconds{account=\"portal\"}"), 0.0001);
            double at = metric(metrics, "signet_canary_last_success_timestamp_seconds{account=\"portal\"}");
            assertEquals((double) clock.instant().getEpochSecond(), at, 60);
            assertEquals(1, metric(metrics, "signet_canary_results_total{account=\"portal\",result=\"returned\"}"));
            assertEquals(1, metric(metrics, "signet_accepted_total{account=\"portal\",origin=\"canary\"}"));

            String shown = account(server);
            assertTrue(shown.contains("\"canary\":{"), shown);
            assertTrue(shown.contains("The test message came back after "), shown);
            assertTrue(shown.contains("\"tookMs\":" + took), shown);
            assertEquals(1, canaries().size());
            assertEquals(List.of(), server.events(EventKind.CANARY_MISSED));

            clock.advance(Duration.ofMinutes(6));
            awaitEvents(server, EventKind.CANARY_RETURNED, 2);
            assertEquals(2, canaries().size());
        }
    }

    private static double metric(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .orElseThrow(() -> new AssertionError(name + " in " + metrics));
    }

    @Test
    void oneThatIsLostIsToldOnceAndSoIsItsReturn() throws Exception {
        settings("imap", "alerts: {email: {to: ops@elsewhere.example, through: portal}}\n");
        premises.simulator().exchange().policies().delivering(false);
        try (RunningServer server = premises.start()) {
            await(server, "one is accepted", () -> canaries().size() == 1 && accepted(server));
            assertEquals(List.of(), server.events(EventKind.CANARY_MISSED), "it may still come");
            clock.advance(Duration.ofMinutes(10));
            awaitEvents(server, EventKind.CANARY_MISSED, 1);
            Event missed = server.events(EventKind.CANARY_MISSED).getFirst();
            assertEquals("lost", missed.facts().getOrDefault("reason", ""));
            assertEquals("1", missed.facts().getOrDefault("in-a-row", ""));
            await(
                    server,
                    "the alert",
                    () -> alerts("mail of account 'portal' does not come back").size() == 1);
            assertTrue(account(server).contains("did not come back: the provider accepted it"), account(server));
            awaitMetric(server, "signet_canary_ok{account=\"portal\"} 0.0");
            String waiting = server.get("/v1/messages");
            assertTrue(entries(waiting) >= 1, "the one that was missed is kept: " + waiting);

            await(server, "the next", () -> canaries().size() == 2 && accepted(server));
            // the third is sent before it is known that the second is lost
            premises.simulator().exchange().policies().delivering(true);
            // the first one comes after all: it is nobody's any more, and is removed
            inbox().append(canaries().getFirst().content().octets(), Set.of(), clock.instant());
            clock.advance(Duration.ofMinutes(11));
            awaitEvents(server, EventKind.CANARY_MISSED, 2);
            assertEquals(
                    "2", server.events(EventKind.CANARY_MISSED).get(1).facts().getOrDefault("in-a-row", ""));
            waiting = server.get("/v1/messages");
            assertTrue(entries(waiting) <= 2, "and no other but the one under way: " + waiting);

            awaitEvents(server, EventKind.CANARY_RETURNED, 1);
            assertEquals(
                    missed.facts().getOrDefault("sent", ""),
                    server.events(EventKind.CANARY_RETURNED).getFirst().facts().getOrDefault("missed-since", ""));
            clock.advance(Duration.ofMinutes(2)); // alert mails are gathered
            await(
                    server,
                    "the good news",
                    () -> alerts("mail of account 'portal' comes back again").size() == 1);
            assertEquals(
                    1, alerts("mail of account 'portal' does not come back").size(), "one incident, one alert");
            assertEquals(List.of(), inbox().messages(), "nothing of ours is left");
            awaitMetric(server, "signet_canary_ok{account=\"portal\"} 1.0");
        }
    }

    private static int entries(String messages) {
        return messages.split("\"kind\":\"canary\"", -1).length - 1;
    }

    private static boolean accepted(RunningServer server) throws IOException {
        return server.get("/v1/messages").contains("\"state\":\"delivered\"");
    }

    @Test
    void aMailboxThatCannotBeReadIsNamedWithTheDoctorsFinding() throws Exception {
        mailbox().imapEnabled(false);
        try (RunningServer server = premises.start()) {
            await(server, "one is accepted", () -> canaries().size() == 1 && accepted(server));
            clock.advance(Duration.ofMinutes(11));
            awaitEvents(server, EventKind.CANARY_MISSED, 1);
            Event missed = server.events(EventKind.CANARY_MISSED).getFirst();
            assertEquals("mailbox", missed.facts().getOrDefault("reason", ""));
            assertFalse(missed.facts().getOrDefault("code", "").isEmpty(), missed.toString());
            assertFalse(missed.facts().getOrDefault("remedy", "").isEmpty(), missed.toString());
            assertTrue(account(server).contains("because the mailbox cannot be read"), account(server));
            assertTrue(
                    account(server).contains("\"code\":\"" + missed.facts().getOrDefault("code", "") + "\""),
                    account(server));
            assertFalse(inbox().messages().isEmpty());

            mailbox().imapEnabled(true);
            clock.advance(Duration.ofMinutes(6));
            awaitEvents(server, EventKind.CANARY_RETURNED, 1);
            assertEquals(List.of(), inbox().messages(), "the late one is removed too");
        }
    }

    @Test
    void oneTheProviderDoesNotTakeIsNoSecondAlarm() throws Exception {
        premises.simulator()
                .faults()
                .add(Fault.at(Protocol.SMTP, Stage.DOT, Effect.say("451 4.3.0 Temporary server error")));
        try (RunningServer server = premises.start()) {
            await(
                    server,
                    "it is tried",
                    () -> server.events(EventKind.ATTEMPTED).size() >= 1);
            clock.advance(Duration.ofMinutes(11));
            await(server, "given up", () -> account(server).contains("The test message was not sent"));
            assertTrue(account(server).contains("the provider did not take it within 10 min"), account(server));
            awaitMetric(server, "signet_canary_ok{account=\"portal\"} 0.0");
            assertEquals(List.of(), server.events(EventKind.CANARY_MISSED));
            for (int i = 0; i < 3; i++) {
                clock.advance(Duration.ofMinutes(11));
                int sent = i + 2;
                await(
                        server,
                        "another one",
                        () -> server.events(EventKind.ACCEPTED).size() >= sent);
                String queue = server.get("/v1/messages");
                assertTrue(entries(queue) <= 1, "no pile: " + queue);
            }
            premises.simulator().faults().clear();
            clock.advance(Duration.ofMinutes(11));
            awaitEvents(server, EventKind.CANARY_RETURNED, 1);
            assertFalse(
                    server.events(EventKind.CANARY_RETURNED).getFirst().facts().containsKey("missed-since"));
        }
    }

    @Test
    void oneThatIsRefusedForGoodIsMissed() throws Exception {
        premises.simulator()
                .faults()
                .add(Fault.at(Protocol.SMTP, Stage.RCPT, Effect.say("550 5.1.1 No such user here")));
        try (RunningServer server = premises.start()) {
            awaitEvents(server, EventKind.CANARY_MISSED, 1);
            Event missed = server.events(EventKind.CANARY_MISSED).getFirst();
            assertEquals("refused", missed.facts().getOrDefault("reason", ""));
            assertTrue(missed.facts().getOrDefault("detail", "").contains("No such user here"), missed.toString());
            assertTrue(account(server).contains("No such user here"), account(server));
        }
    }

    @Test
    void anAccountThatIsPausedSendsNoneAndOneWhenItGoesOn() throws Exception {
        try (RunningServer server = premises.start()) {
            awaitEvents(server, EventKind.CANARY_RETURNED, 1);
            server.ask("POST", "/v1/accounts/portal/pause", "");
            for (int i = 0; i < 5; i++) {
                clock.advance(Duration.ofMinutes(30));
                String before = server.get("/v1/accounts/portal");
                await(
                        server,
                        "it is looked at",
                        () -> !server.get("/v1/accounts/portal").equals(before));
            }
            assertEquals(1, canaries().size());
            assertTrue(server.get("/v1/messages").contains("\"messages\":[]"), "and nothing waits");
            server.ask("POST", "/v1/accounts/portal/resume", "");
            clock.advance(Duration.ofMinutes(2));
            awaitEvents(server, EventKind.CANARY_RETURNED, 2);
            assertEquals(2, canaries().size(), "none is caught up on");
        }
    }

    @Test
    void aRestartForgetsTheOneUnderWayAndRemembersTheMiss() throws Exception {
        premises.simulator().exchange().policies().delivering(false);
        try (RunningServer server = premises.start()) {
            await(server, "one is accepted", () -> canaries().size() == 1 && accepted(server));
            clock.advance(Duration.ofMinutes(11));
            awaitEvents(server, EventKind.CANARY_MISSED, 1);
            await(server, "the next is under way", () -> canaries().size() == 2);
        }
        assertTrue(Files.readString(folder.resolve("data/canaries.notes")).contains("missed portal "));
        clock.advance(Duration.ofDays(1));
        premises.simulator().exchange().policies().delivering(true);
        canaries().forEach(late -> inbox().append(late.content().octets(), Set.of(), clock.instant()));
        try (RunningServer server = premises.start()) {
            assertTrue(account(server).contains("did not come back"), account(server));
            awaitEvents(server, EventKind.CANARY_RETURNED, 1);
            Event returned = server.events(EventKind.CANARY_RETURNED).getFirst();
            assertTrue(returned.facts().containsKey("missed-since"), returned.toString());
            assertTrue(
                    Long.parseLong(returned.facts().getOrDefault("took-ms", "")) < 40_000,
                    "the new one's time: " + returned);
            assertEquals(3, canaries().size(), "one for a day's absence");
            assertEquals(1, server.events(EventKind.CANARY_MISSED).size(), "the one under way does not count");
            assertEquals(List.of(), inbox().messages(), "and those that came meanwhile are removed");
            await(
                    server,
                    "removed from the queue",
                    () -> server.get("/v1/messages").contains("\"messages\":[]"));
        }
    }

    @Test
    void oneThatComesWithinTheLimitIsInTime() throws Exception {
        premises.simulator().exchange().policies().delivering(false);
        try (RunningServer server = premises.start()) {
            await(server, "one is accepted", () -> canaries().size() == 1 && accepted(server));
            clock.advance(Duration.ofMinutes(4));
            inbox().append(canaries().getFirst().content().octets(), Set.of(), clock.instant());
            awaitEvents(server, EventKind.CANARY_RETURNED, 1);
            long took = Long.parseLong(
                    server.events(EventKind.CANARY_RETURNED).getFirst().facts().getOrDefault("took-ms", ""));
            assertTrue(took > 240_000 && took < 400_000, "took " + took);
            assertTrue(account(server).contains("came back after 4 min"), account(server));
        }
    }

    @Test
    void settingsThatNoLongerWantItEndIt() throws Exception {
        try (RunningServer server = premises.start()) {
            awaitEvents(server, EventKind.CANARY_RETURNED, 1);
            awaitMetric(server, "signet_canary_ok{account=\"portal\"}");
            premises.settings("", "");
            assertTrue(server.reload().taken());
            await(server, "no canary", () -> account(server).contains("\"canary\":null"));
            await(server, "no metric", () -> !server.get("/metrics").contains("signet_canary_ok{"));
        }
    }
}
