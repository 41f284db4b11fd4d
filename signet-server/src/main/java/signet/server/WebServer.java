package signet.server;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.account.Users;
import signet.server.api.ApiOptions;
import signet.server.api.ApiServices;
import signet.server.api.HttpApi;
import signet.server.api.OperatorToken;
import signet.server.console.Console;
import signet.server.console.ConsoleServices;
import signet.server.delivery.Delivery;
import signet.server.delivery.Rest;
import signet.server.store.SqliteStore;
import signet.server.support.LocalParts;

/**
 * Where API and console are found.
 *
 * @param port it listens on
 * @param link path for the first administrator, as long as there is no user
 */
record WebServer(ApiOptions options, int port, Optional<Secret> link) {
    /** Starts API and console. @throws IOException when the port is taken, or what it needs of the data folder cannot be used */
    static WebServer start(Ground ground, MailService mail, Endings endings) throws IOException {
        SqliteStore store = ground.store();
        OperatorToken.ensure(ground.data(), store.apiTokens(), ground.clock().instant());
        ApiOptions options = WebOptions.of(ground.settings().web());
        Users users = store.users();
        Optional<Secret> link = Console.firstLink(users, ground.clock().instant());
        ConsoleServices console = new ConsoleServices(
                people(store, mail.reloader()),
                store.events(),
                ground.clock(),
                ground.plan().version());
        HttpApi api = HttpApi.start(
                options, services(ground, mail), ground.data().resolve("http"), new Console(options, console));
        endings.push(api::close);
        return new WebServer(options, api.port(), link);
    }

    private static ApiServices services(Ground ground, MailService mail) {
        SqliteStore store = ground.store();
        Server.Plan plan = ground.plan();
        return new ApiServices(
                new ApiServices.Queue(ground.reception(), store.pages(), store.verbs()),
                new ApiServices.Sending(
                        ground.accounts(),
                        store.accountStates(),
                        mail.configuring(),
                        delivering(mail.delivery()),
                        mail.canaries()::states),
                new ApiServices.Operation(
                        ground.health(),
                        ground.catalogue(),
                        mail.watch().metrics()::text,
                        () -> mail.terms().get().expiries(),
                        new LocalParts.Place(
                                plan.source(), Optional.of(ground.data()), plan.version(), ground.clock())),
                store.events(),
                new ApiServices.Entrance(store.apiTokens(), store.users(), store.secondFactors()),
                ground.clock());
    }

    private static ApiServices.Delivering delivering(Delivery delivery) {
        return new ApiServices.Delivering() {
            @Override
            public void paused() {
                delivery.wake();
            }

            @Override
            public void resumed(String account) {
                delivery.mended(account);
            }

            @Override
            public Optional<Rest> rest(String account) {
                return delivery.rest(account);
            }
        };
    }

    private static ConsoleServices.People people(SqliteStore store, Reloader reloader) {
        return new ConsoleServices.People(
                store.users(),
                store.secondFactors(),
                () -> reloader.current()
                        .map(settings -> settings.serving().server().console().secondFactorRequired())
                        .orElse(true));
    }

    /** As people write it into the address bar, without a slash at its end. */
    String base() {
        return options.publicUrl()
                .map(String::valueOf)
                .orElseGet(() -> (options.tls().isPresent() ? "https://" : "http://") + host() + ":" + port);
    }

    private String host() {
        InetAddress address = options.address();
        if (address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            return "127.0.0.1";
        }
        String literal = address.getHostAddress();
        return literal.contains(":") ? "[" + literal + "]" : literal;
    }
}
