package signet.server.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import signet.doctor.Catalogue;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Endpoint;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.TlsMode;
import signet.oauth.Secret;
import signet.server.account.Accounts;
import signet.server.account.AddressRange;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.ApiTokens.Token;
import signet.server.account.Expiry;
import signet.server.account.LinkSecret;
import signet.server.account.Pace;
import signet.server.account.PasswordHash;
import signet.server.account.RetrySchedule;
import signet.server.account.Role;
import signet.server.account.Roster;
import signet.server.account.SendingAccount;
import signet.server.account.Terms;
import signet.server.account.Users;
import signet.server.delivery.Rest;
import signet.server.queue.EntryId;
import signet.server.queue.Limits;
import signet.server.queue.Reception;
import signet.server.queue.Spool;
import signet.server.settings.SettingsSource;
import signet.server.store.TestStore;
import signet.server.support.LocalParts;

/** The API over a real store, with the accounts {@code portal} and {@code helpdesk}, and a client for it. */
final class RunningApi implements AutoCloseable {
    static final Limits LIMITS = new Limits(300_000, 10, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Json JSON = new Json(10_000_000);

    final TestStore store;
    final Accounts accounts;
    final StoredConfiguration configuration;
    /** What the calendar says. */
    volatile List<Expiry> expiries = List.of();

    /** What canaries are said to be like. */
    volatile Map<String, signet.server.canary.CanaryState> canaries = Map.of();

    /** What accounts are said to rest for. */
    volatile Map<String, Rest> rests = Map.of();

    final ApiServices services;
    final HttpApi api;

    /** What Tomcat may write to. */
    final Path folder;

    private final SecureRandom random = new SecureRandom();
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningApi(Path folder, ApiOptions options) throws IOException {
        this.folder = folder.resolve("http");
        store = TestStore.in(folder.resolve("data"), InstantSource.system());
        accounts = new Accounts(
                new Roster(Map.of("portal", account("portal"), "helpdesk", account("helpdesk")), List.of()));
        configuration = new StoredConfiguration(store.store().objects());
        Reception reception = new Reception(
                accounts,
                store.store().acceptance(),
                store.health(),
                new Spool(folder.resolve("spool")),
                LIMITS,
                InstantSource.system());
        services = new ApiServices(
                new ApiServices.Queue(
                        reception, store.store().view(), store.store().verbs()),
                new ApiServices.Sending(
                        accounts, store.store().accountStates(), configuration, new Resting(), () -> canaries),
                new ApiServices.Operation(
                        store.health(), Catalogue.load(), () -> "signet_up 1\n", () -> expiries, place(folder)),
                store.store().events(),
                new ApiServices.Entrance(
                        store.store().apiTokens(),
                        store.store().users(),
                        store.store().secondFactors()),
                InstantSource.system());
        api = HttpApi.start(options, services, this.folder);
    }

    /** Nobody delivers here. */
    private final class Resting implements ApiServices.Delivering {
        @Override
        public void paused() {}

        @Override
        public void resumed(String account) {}

        @Override
        public Optional<Rest> rest(String account) {
            return Optional.ofNullable(rests.get(account));
        }
    }

    private static LocalParts.Place place(Path folder) {
        return new LocalParts.Place(
                new SettingsSource(Optional.empty(), folder, name -> Optional.empty(), InstantSource.system()),
                Optional.of(folder.resolve("data")),
                "test",
                InstantSource.system());
    }

    /** What can be asked. */
    List<Route> routes() {
        return Routes.of(services, new EventStreams(services.events(), services.clock()));
    }

    static RunningApi in(Path folder) throws IOException {
        return in(folder, Optional.empty(), List.of());
    }

    static RunningApi in(Path folder, Optional<ApiOptions.Tls> tls, List<AddressRange> behindProxy) throws IOException {
        ApiOptions loopback = ApiOptions.loopback(0);
        return new RunningApi(
                folder, new ApiOptions(loopback.address(), 0, tls, behindProxy, Optional.empty(), PATIENCE));
    }

    static SendingAccount account(String name) {
        String address = name + "@university.example";
        Account mail = new Account(
                name,
                address,
                new Authentication.Password(address, Secret.of("CANARY-account-password")),
                Map.of(Protocol.SMTP, new Endpoint("127.0.0.1", 1, TlsMode.STARTTLS)),
                Network.standard());
        Terms terms = new Terms(
                List.of(address),
                Terms.FromRule.REFUSE,
                Pace.EXCHANGE_ONLINE,
                RetrySchedule.STANDARD,
                Terms.UnconfirmedRule.RESEND);
        return new SendingAccount(name, address, Optional.of("by-cert"), "1", terms, Optional.of(mail), List.of());
    }

    Token create(Secret secret, Set<Scope> scopes, List<String> of, Optional<Instant> expires) throws IOException {
        Token token = new Token(
                EntryId.at(Instant.now(), random).toString(),
                "test",
                scopes,
                of,
                Instant.now(),
                expires,
                Optional.empty(),
                false);
        store.store().apiTokens().create(token, TokenSecret.digest(secret));
        return token;
    }

    /** A token restricted to accounts, or to none in particular. */
    String token(Set<Scope> scopes, String... of) throws IOException {
        Secret secret = TokenSecret.make(random);
        create(secret, scopes, List.of(of), Optional.empty());
        return secret.reveal();
    }

    void consoleUser(String name, Role role) throws IOException {
        Users users = store.store().users();
        byte[] digest = LinkSecret.digest(LinkSecret.make(random).reveal()).orElseThrow();
        users.link(new Users.Link(role, Optional.empty(), Instant.now().plusSeconds(60)), digest, Instant.now());
        PasswordHash hash = PasswordHash.of(Secret.of("four grey herons at noon"), random);
        if (users.redeem(digest, name, hash, Instant.now()).isEmpty()) {
            throw new IOException("the link is not good");
        }
    }

    String operator() throws IOException {
        return token(EnumSet.allOf(Scope.class));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    }

    Reply send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(response.statusCode(), response.headers().map(), response.body());
    }

    Reply get(String path, String token) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + token).build());
    }

    Reply delete(String path, String token) throws IOException, InterruptedException {
        return send(request(path)
                .header("Authorization", "Bearer " + token)
                .DELETE()
                .build());
    }

    Reply json(String method, String path, String token, Object body) throws IOException, InterruptedException {
        return text(method, path, token, "application/json", JSON.text(body));
    }

    Reply text(String method, String path, String token, String type, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    /** Hands in a small message and gives its id. */
    String submit(String account, String recipient) throws IOException, InterruptedException {
        Reply reply = json("POST", "/v1/messages", operator(), message(account, recipient));
        if (reply.status() != 202) {
            throw new IOException("not accepted: " + reply.status() + " " + reply.text());
        }
        return reply.text("id");
    }

    static Map<String, Object> message(String account, String recipient) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("account", account);
        message.put("to", List.of(recipient));
        message.put("subject", "Exam results");
        message.put("text", "All passed.");
        return message;
    }

    /** A member of an object that has to be there. */
    static Object member(Map<?, ?> object, String name) {
        return Objects.requireNonNull(object.get(name), name);
    }

    static Map<String, Object> with(Map<String, Object> message, String name, Object value) {
        Map<String, Object> other = new LinkedHashMap<>(message);
        other.put(name, value);
        return other;
    }

    @Override
    public void close() throws IOException {
        api.close();
        store.close();
    }

    /** What came back. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, Map<String, List<String>> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()).stream()
                    .findFirst();
        }

        Map<?, ?> object() {
            return (Map<?, ?>) JSON.read(new java.io.ByteArrayInputStream(body));
        }

        String text(String member) {
            return String.valueOf(object().get(member));
        }

        Object member(String name) {
            return Objects.requireNonNull(object().get(name), name);
        }
    }
}
