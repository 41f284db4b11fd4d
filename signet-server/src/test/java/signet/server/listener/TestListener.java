package signet.server.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import signet.doctor.Finding;
import signet.mail.Envelope;
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
import signet.server.queue.EntryId;
import signet.server.queue.EntryView;
import signet.server.queue.Filter;
import signet.server.queue.Limits;
import signet.server.queue.LineEnds;
import signet.server.queue.Reception;
import signet.server.queue.Spool;
import signet.server.store.TestStore;

/** A listener on loopback with one account, one login and a store of its own. */
final class TestListener implements AutoCloseable {
    static final int LARGEST = 2_000_000;

    static final String PASSWORD = "correct horse";
    /** {@code NUL portal NUL password} in base64. */
    static final String PLAIN =
            java.util.Base64.getEncoder().encodeToString(("\0portal\0" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private static final Secret VERIFIER =
            PasswordHash.of(Secret.of(PASSWORD), new SecureRandom()).line();

    final TestStore store;
    final Accounts accounts;
    final Reception reception;
    final Logins logins;
    final SmtpListener listener;
    private final Set<EntryId> seen = new HashSet<>();

    /** What was accepted. */
    record Kept(EntryView entry, String content) {}

    /** What was accepted since the last call, the oldest first. */
    List<Kept> accepted() throws IOException {
        List<Kept> kept = new ArrayList<>();
        for (EntryView entry :
                store.store().view().list(Filter.ALL, Optional.empty(), 500).entries()) {
            if (seen.add(entry.id())) {
                try (var octets =
                        store.store().view().content(entry.id()).orElseThrow().open()) {
                    kept.addFirst(new Kept(entry, new String(octets.readAllBytes(), StandardCharsets.ISO_8859_1)));
                }
            }
        }
        return kept;
    }

    /** The envelope of the oldest message of the account portal. */
    Envelope envelope() throws IOException {
        return store.store()
                .claims()
                .claim(store.own("portal"), 1, Instant.now())
                .getFirst()
                .envelope();
    }

    /** The one message accepted since the last call. */
    Kept only() throws IOException {
        List<Kept> kept = accepted();
        assertEquals(1, kept.size(), () -> "messages accepted: " + kept);
        return kept.getFirst();
    }

    TestListener(Path folder, ListenerOptions options) throws IOException {
        this(folder, options, Terms.FromRule.REFUSE);
    }

    TestListener(Path folder, ListenerOptions options, Terms.FromRule from) throws IOException {
        store = TestStore.in(folder.resolve("data"), InstantSource.system());
        accounts = new Accounts(roster(from));
        reception = new Reception(
                accounts,
                store.store().acceptance(),
                store.health(),
                new Spool(folder.resolve("spool")),
                new Limits(LARGEST, 1_000, 0),
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
    public void close() throws IOException {
        listener.close();
        logins.close();
        store.close();
    }

    static ListenerLimits limits(int errors, Duration command) {
        return new ListenerLimits(1_000, 50, errors, 100, command, Duration.ofMinutes(10), 10_000);
    }
}
