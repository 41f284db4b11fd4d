package signet.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import signet.doctor.Catalogue;
import signet.mail.Dialer;
import signet.server.account.Accounts;
import signet.server.account.Logins;
import signet.server.account.RetrySchedule;
import signet.server.account.Roster;
import signet.server.queue.Health;
import signet.server.queue.Limits;
import signet.server.queue.Reception;
import signet.server.queue.Spool;
import signet.server.secret.SecretsKey;
import signet.server.secret.Vault;
import signet.server.settings.ServerSettings;
import signet.server.settings.SettingsReading;
import signet.server.store.SqliteStore;

/**
 * What every part of a server stands on.
 *
 * @param settings as they were at the start
 * @param accounts nobody's until settings are in force
 */
record Ground(
        Server.Plan plan,
        ServerSettings settings,
        Path data,
        SqliteStore store,
        Health health,
        Accounts accounts,
        Logins logins,
        Reception reception,
        Wiring wiring,
        Catalogue catalogue) {

    /**
     * @throws SettingsException when the settings keep a server from starting
     * @throws IOException       when a folder, a key or the database does
     */
    static Ground lay(Server.Plan plan, Endings endings) throws IOException {
        InstantSource clock = plan.clock();
        ServerSettings settings = settings(plan);
        Path data = plan.data().orElse(settings.data()).toAbsolutePath();
        Files.createDirectories(data);
        Health health = new Health();
        Accounts accounts = new Accounts(Roster.EMPTY);
        SqliteStore store =
                SqliteStore.open(data, vault(data, settings), clock, health, name -> giveUpAfter(accounts, name));
        endings.push(store::close);
        Spool spool = new Spool(data.resolve("spool"));
        Reception reception = new Reception(accounts, store.acceptance(), health, spool, Limits.STANDARD, clock);
        Logins logins = new Logins(accounts);
        endings.push(logins::close);
        Wiring wiring = new Wiring(clock, Dialer.DIRECT);
        return new Ground(plan, settings, data, store, health, accounts, logins, reception, wiring, Catalogue.load());
    }

    private static ServerSettings settings(Server.Plan plan) throws SettingsException {
        SettingsReading reading = plan.source().read(List.of());
        return reading.settings()
                .filter(settings -> settings.serving().usable())
                .orElseThrow(() -> new SettingsException(reading.findings()))
                .serving()
                .server();
    }

    private static Vault vault(Path data, ServerSettings settings) throws IOException {
        return SecretsKey.vault(data, settings.secretsKey(), !SqliteStore.exists(data));
    }

    private static Duration giveUpAfter(Accounts accounts, String name) {
        return accounts.current()
                .account(name)
                .map(account -> account.terms().retry())
                .orElse(RetrySchedule.STANDARD)
                .giveUpAfter();
    }

    InstantSource clock() {
        return plan.clock();
    }
}
