package signet.server.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Endpoint;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.TlsMode;
import signet.oauth.Secret;
import signet.server.account.Accounts;
import signet.server.account.Incident;
import signet.server.account.Outcome.Scope;
import signet.server.account.Pace;
import signet.server.account.RetrySchedule;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.account.Terms;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.event.Recorded;
import signet.server.queue.EntryId;
import signet.server.queue.Limits;
import signet.server.queue.Reception;
import signet.server.queue.Spool;
import signet.server.store.TestStore;

/** A real store with two accounts, {@code portal} and {@code reports}, and a clock that moves by hand. */
final class Desk implements AutoCloseable {
    final MovableTime time = new MovableTime();
    final TestStore store;
    final Accounts accounts =
            new Accounts(new Roster(Map.of("portal", account("portal"), "reports", account("reports")), List.of()));
    private final Path folder;

    Desk(Path folder) throws IOException {
        this.folder = folder;
        store = TestStore.in(folder.resolve("data"), time);
    }

    EventLog events() {
        return store.store().events();
    }

    Reception reception() throws IOException {
        return new Reception(
                accounts,
                store.store().acceptance(),
                store.health(),
                new Spool(folder.resolve("data").resolve("spool")),
                Limits.STANDARD,
                time);
    }

    static SendingAccount account(String name) {
        String address = name + "@university.example";
        return new SendingAccount(
                name,
                address,
                Optional.of("by-cert"),
                "1",
                new Terms(
                        List.of(address),
                        Terms.FromRule.REFUSE,
                        Pace.UNLIMITED,
                        RetrySchedule.STANDARD,
                        Terms.UnconfirmedRule.RESEND),
                Optional.of(new Account(
                        name,
                        address,
                        new Authentication.Password(address, Secret.of("never-used")),
                        Map.of(Protocol.SMTP, new Endpoint("127.0.0.1", 9, TlsMode.NONE)),
                        Network.standard())),
                List.of());
    }

    /** Stores that a recipient came into a final state. */
    void ended(EventKind kind, String account, EntryId entry, String recipient) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("attempt", "x");
        facts.put("reply", "250 2.0.0 OK");
        events().append(Event.recipient(kind, account, entry.toString(), recipient, facts));
    }

    /** Parks an account by an incident of its own, as delivery does. */
    Incident park(String account) throws IOException {
        return store.store()
                .accountStates()
                .open(
                        new Incident(
                                EntryId.at(time.instant(), new java.security.SecureRandom())
                                        .toString(),
                                Scope.ACCOUNT,
                                account,
                                "aadsts-7000222",
                                "AADSTS7000222: The provided client secret keys for app 'x' are expired.\r\nTrace ID: t-1",
                                time.instant(),
                                time.instant().plus(Duration.ofMinutes(10)),
                                0,
                                Optional.empty()),
                        List.of(account));
    }

    List<Recorded> all(Set<EventKind> kinds) throws IOException {
        return events().after(0, 100_000).stream()
                .filter(event -> kinds.contains(event.event().kind()))
                .toList();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
