package signet.server.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.mail.TlsMode;
import signet.oauth.Problem;
import signet.oauth.Secret;
import signet.server.account.Accounts;
import signet.server.account.AddressRange;
import signet.server.account.Login;
import signet.server.account.Logins;
import signet.server.account.Pace;
import signet.server.account.PasswordHash;
import signet.server.account.RetrySchedule;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.account.Terms;
import signet.server.queue.Acceptance;
import signet.server.queue.EntryId;
import signet.server.queue.Health;
import signet.server.queue.Limits;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.Reception;
import signet.server.queue.Spool;
import signet.server.queue.Submission;

/** A listener on loopback with one account, one login and a queue in memory. */
final class TestListener implements AutoCloseable {
    static final String PASSWORD = "correct horse";
    /** {@code NUL portal NUL password} in base64. */
    static final String PLAIN = java.util.Base64.getEncoder()
            .encodeToString(("\0portal\0" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private static final Secret VERIFIER =
            PasswordHash.of(Secret.of(PASSWORD), new SecureRandom()).line();

    final Queue queue = new Queue();
    final Health health = new Health();
    final Accounts accounts;
    final Reception reception;
    final Logins logins;
    final SmtpListener listener;

    /** What was accepted. */
    static final class Queue implements Acceptance {
        final ConcurrentLinkedQueue<Accepted> entries = new ConcurrentLinkedQueue<>();
        final java.util.concurrent.atomic.AtomicInteger expected = new java.util.concurrent.atomic.AtomicInteger();

        record Accepted(EntryId id, Submission submission, String content) {}

        @Override
        public Acceptance.Accepted accept(Submission submission) throws NotAcceptedException {
            EntryId id = submission.id().orElseGet(this::newId);
            try (var octets = submission.content().open()) {
                entries.add(new Accepted(
                        id, submission, new String(octets.readAllBytes(), StandardCharsets.ISO_8859_1)));
            } catch (IOException e) {
                throw new NotAcceptedException(
                        NotAcceptedException.Reason.STORAGE_UNHEALTHY, "unreadable: " + e.getMessage(), e);
            }
            return new Acceptance.Accepted(id, false);
        }

        @Override
        public void expecting(int change) {
            expected.addAndGet(change);
        }

        Accepted only() {
            if (entries.size() != 1) {
                throw new AssertionError("expected one message, there are " + entries.size());
            }
            return entries.element();
        }
    }

    TestListener(Path folder, ListenerOptions options) throws IOException {
        this(folder, options, Terms.FromRule.REFUSE);
    }

    TestListener(Path folder, ListenerOptions options, Terms.FromRule from) throws IOException {
        accounts = new Accounts(roster(from));
        reception = new Reception(
                accounts,
                queue,
                health,
                new Spool(folder.resolve("spool")),
                new Limits(100_000, 1_000, 0),
                InstantSource.system());
        logins = new Logins(accounts);
        listener = SmtpListener.start(options, reception, accounts, logins, InstantSource.system());
    }

    static Roster roster(Terms.FromRule from) {
        Map<String, SendingAccount> byName = new LinkedHashMap<>();
        for (String name : List.of("office", "portal")) {
            byName.put(name, account(name, from));
        }
        return new Roster(
                byName,
                List.of(new Login(
                        "portal", List.of("alias"), VERIFIER, List.of("office", "portal"), List.of(), List.of())));
    }

    /** Sends as itself and as anybody at lists.example; has a finding instead of a way to a server, which keeps no mail out. */
    static SendingAccount account(String name, Terms.FromRule from) {
        return new SendingAccount(
                name,
                name + "@corp.example",
                Optional.empty(),
                "1",
                new Terms(
                        List.of(name + "@corp.example", "*@" + name + ".lists.example"),
                        from,
                        Pace.UNLIMITED,
                        RetrySchedule.STANDARD,
                        Terms.UnconfirmedRule.RESEND),
                Optional.empty(),
                List.of(finding()));
    }

    private static Finding finding() {
        return new Finding(
                "certificate-expired",
                Problem.Severity.ERROR,
                "the certificate has expired",
                List.of(),
                "put in a new one",
                Stage.CONFIGURATION);
    }

    static ListenerOptions open() {
        return options(TlsMode.NONE, Optional.empty(), List.of(loopback("portal")), ListenerLimits.STANDARD);
    }

    static ListenerOptions closed(TlsMode mode, Optional<SSLContext> tls) {
        return options(mode, tls, List.of(), ListenerLimits.STANDARD);
    }

    static RelayRule loopback(String account) {
        return new RelayRule(List.of(AddressRange.parse("127.0.0.0/8").orElseThrow()), account);
    }

    static ListenerOptions options(
            TlsMode mode, Optional<SSLContext> tls, List<RelayRule> relay, ListenerLimits limits) {
        return new ListenerOptions(
                InetAddress.getLoopbackAddress(), 0, mode, tls, "mx.signet.example", relay, LineEnds.REJECT, limits);
    }

    int port() {
        return listener.port();
    }

    @Override
    public void close() {
        listener.close();
        logins.close();
    }

    static ListenerLimits limits(int errors, Duration command) {
        return new ListenerLimits(1_000, 50, errors, 100, command, Duration.ofMinutes(10), 10_000);
    }
}
