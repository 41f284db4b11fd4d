package signet.realservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All servers together, wired as a provider wires them, and the folder everything lives in. */
public final class RealServers implements Closeable {
    /** The domain the servers are responsible for. */
    public static final String DOMAIN = "university.example";

    /** Password of every mailbox, for the foreign programs that cannot do OAuth. */
    public static final String PASSWORD = "not-a-real-secret-7";

    public static final String SECRET = "another-made-up-secret-9";

    /** Application with a client secret. */
    public static final String APP_SECRET = "app-secret";

    /** Application with a registered certificate. */
    public static final String APP_CERTIFICATE = "app-certificate";

    /** Application whose tokens live two seconds. */
    public static final String APP_SHORT = "app-short";

    /** Application the identity provider knows and the mail servers do not. */
    public static final String APP_STRANGER = "app-stranger";

    /** Application whose tokens name a mailbox of another domain. */
    public static final String APP_ELSEWHERE = "app-elsewhere";

    /** Application whose tokens name no mailbox. */
    public static final String APP_NAMELESS = "app-nameless";

    /** Application that is switched off. */
    public static final String APP_OFF = "app-off";

    /** Application that may not log in for itself. */
    public static final String APP_PEOPLE_ONLY = "app-people-only";

    /** Application that is registered as one that keeps no secret. */
    public static final String APP_PUBLIC = "app-public";

    /** Application with a secret, by the names Entra ID would give it: its ID and its scope. */
    public static final String APP_GUID_SECRET = "6f1c2a4e-0d3b-4c5a-9e87-11aa22bb33cc";

    /** The same with a certificate. */
    public static final String APP_GUID_CERTIFICATE = "7a2d3b5f-1e4c-4d6b-8f98-22bb33cc44dd";

    /** How many mailboxes there are, box1 and so on. */
    static final int MAILBOXES = 200;

    private static final int TOKEN_SECONDS = 600;

    private final Path folder;
    private final Deque<Closeable> running = new ArrayDeque<>();
    private final Ports ports = new Ports();
    private final Authority authority;
    private final Authority.Pair application;
    private final Authority.Pair unregistered;
    private final Map<String, String> users = new LinkedHashMap<>();
    private final Thread hook = new Thread(this::end, "end-servers");

    private RealServers(Path folder) throws IOException {
        this.folder = folder;
        this.authority = Authority.create(Files.createDirectory(folder.resolve("tls")));
        this.application = authority.applicationPair("application");
        this.unregistered = authority.applicationPair("unregistered");
        for (int i = 1; i <= MAILBOXES; i++) {
            users.put("box" + i + "@" + DOMAIN, PASSWORD);
        }
    }

    /** An empty folder, certificates and users; no server yet. */
    public static RealServers prepare() {
        try {
            // not below the build folder: the servers' own users must get in, and socket paths end at 107 bytes
            Path folder = Files.createTempDirectory("signet-servers-").toRealPath();
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            RealServers servers = new RealServers(folder);
            // a run may be ended with Ctrl-C; servers must not outlive it
            Runtime.getRuntime().addShutdownHook(servers.hook);
            return servers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything but Keycloak, for work with passwords alone. */
    public Dovecot startDovecot() {
        return dovecot("dovecot", Dovecot.Options.choose(ports, true, "plain login"), "https://unused.example");
    }

    /** Starts all servers; takes about 15 s, and 25 s more the first time in a build folder. */
    public Provider startProvider(Path keycloakHome) {
        int port = ports.next();
        Realm realm = new Realm()
                .secretClient(APP_SECRET, SECRET, TOKEN_SECONDS, "anyone@" + DOMAIN)
                .secretClient(APP_SHORT, SECRET, 2, "anyone@" + DOMAIN)
                .secretClient(APP_STRANGER, SECRET, TOKEN_SECONDS, "anyone@" + DOMAIN)
                .secretClient(APP_ELSEWHERE, SECRET, TOKEN_SECONDS, "anyone@elsewhere.example")
                .secretClient(APP_NAMELESS, SECRET, TOKEN_SECONDS, "")
                .secretClient(APP_GUID_SECRET, SECRET, TOKEN_SECONDS, "anyone@" + DOMAIN)
                .disabledClient(APP_OFF, SECRET)
                .clientForPeople(APP_PEOPLE_ONLY, SECRET)
                .publicClient(APP_PUBLIC)
                .certificateClient(APP_GUID_CERTIFICATE, application, TOKEN_SECONDS, "anyone@" + DOMAIN)
                .certificateClient(APP_CERTIFICATE, application, TOKEN_SECONDS, "anyone@" + DOMAIN);
        Keycloak keycloak =
                opened(Keycloak.start(keycloakHome, realm, authority, port, folder.resolve("keycloak.log")));
        String all = "plain login xoauth2 oauthbearer";
        Dovecot dovecot = dovecot("dovecot", Dovecot.Options.choose(ports, true, all), keycloak.issuer());
        Dovecot plainOnly =
                dovecot("plain-only", Dovecot.Options.choose(ports, true, "plain login"), keycloak.issuer());
        Dovecot noTls = dovecot("no-tls", Dovecot.Options.choose(ports, false, all), keycloak.issuer());
        Postfix postfix = opened(Postfix.start(
                folder.resolve("postfix"), Postfix.Listening.choose(ports), authority, dovecot, users.keySet()));
        keycloak.awaitReady();
        String header = Keycloak.decoded(keycloak.tokenBySecret(APP_SECRET, SECRET), 0);
        List<String> known = realm.clientIds().stream()
                .filter(id -> !id.equals(APP_STRANGER))
                .toList();
        TokenKey key = new TokenKey(known, Keycloak.field(header, "kid"), keycloak.publicKeyPem());
        List.of(dovecot, plainOnly, noTls).forEach(each -> each.trustTokensOf(key));
        return new Provider(keycloak, key, dovecot, plainOnly, noTls, postfix);
    }

    /** The running servers, and the key by which the mail servers check tokens. */
    public record Provider(
            Keycloak keycloak, TokenKey key, Dovecot dovecot, Dovecot plainOnly, Dovecot noTls, Postfix postfix) {}

    /** What signs the tokens of these applications. */
    record TokenKey(List<String> clientIds, String keyId, String publicKeyPem) {}

    Dovecot dovecot(String name, Dovecot.Options options, String issuer) {
        return opened(Dovecot.start(folder.resolve(name), options, authority, issuer, users));
    }

    /** Ends {@code server} with the others. */
    <T extends Closeable> T opened(T server) {
        running.push(server);
        return server;
    }

    public Path folder() {
        return folder;
    }

    public Authority authority() {
        return authority;
    }

    /** The pair {@link #APP_CERTIFICATE} has registered. */
    public Authority.Pair application() {
        return application;
    }

    /** A pair nobody has registered. */
    public Authority.Pair unregistered() {
        return unregistered;
    }

    Ports ports() {
        return ports;
    }

    /** Addresses of everyone who has a mailbox. */
    Set<String> users() {
        return users.keySet();
    }

    /** A port nothing listens on. */
    public int closedPort() {
        return ports.next();
    }

    /** Copies what the servers logged into {@code target}. */
    public void keepLogs(Path target) {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            Files.createDirectories(target);
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                String name = folder.relativize(log).toString().replace('/', '-');
                Files.copy(log, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends every server and deletes the folder. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        end();
    }

    private void end() {
        try {
            while (!running.isEmpty()) {
                running.pop().close();
            }
            Files.walkFileTree(folder, new Removal());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes everything; what somebody else deleted meanwhile is as good. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
