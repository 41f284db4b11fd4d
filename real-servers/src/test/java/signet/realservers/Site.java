package signet.realservers;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The running servers as tests use them: an unused mailbox each, the command, the other programs. */
final class Site implements Closeable {
    private final RealServers servers;
    private final RealServers.Provider provider;
    private final Path secretFile;
    private final Path passwordFile;
    private final AtomicInteger boxes = new AtomicInteger();
    private final AtomicInteger folders = new AtomicInteger();

    /** A mailbox no other test touches. */
    record Box(String local, Maildir maildir) {
        String address() {
            return local + "@" + RealServers.DOMAIN;
        }

        void await(int messages) {
            Pause.until(messages + " messages in " + local, Duration.ofSeconds(60), () -> maildir.count() >= messages);
        }
    }

    private Site(RealServers servers, RealServers.Provider provider) {
        this.servers = servers;
        this.provider = provider;
        this.secretFile = servers.folder().resolve("secret.txt");
        this.passwordFile = servers.folder().resolve("password.txt");
        writeSecret(secretFile, RealServers.SECRET);
        writeSecret(passwordFile, RealServers.PASSWORD);
    }

    private static void writeSecret(Path file, String secret) {
        Authority.write(file, secret);
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path secretFile() {
        return secretFile;
    }

    Path passwordFile() {
        return passwordFile;
    }

    static Site start() {
        RealServers servers = RealServers.prepare();
        try {
            return new Site(servers, servers.startProvider(Path.of(System.getProperty("signet.keycloak"))));
        } catch (RuntimeException e) {
            end(servers);
            throw e;
        }
    }

    private static void end(RealServers servers) {
        servers.keepLogs(Path.of(System.getProperty("signet.logs")));
        servers.close();
    }

    RealServers servers() {
        return servers;
    }

    Keycloak keycloak() {
        return provider.keycloak();
    }

    Dovecot dovecot() {
        return provider.dovecot();
    }

    RealServers.Provider provider() {
        return provider;
    }

    Postfix.Listening smtp() {
        return provider.postfix().ports();
    }

    Box box() {
        String local = "box" + boxes.incrementAndGet();
        return new Box(local, new Maildir(dovecot().maildir(local)));
    }

    /** A new empty folder. */
    Path folder() {
        try {
            return Files.createDirectory(servers.folder().resolve("work-" + folders.incrementAndGet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The three mail hosts with STARTTLS or implicit TLS. */
    Setup mail(Setup setup, String tls) {
        boolean implicit = tls.equals("implicit");
        return setup.endpoint("smtp", "localhost", implicit ? smtp().implicit() : smtp().submission(), tls)
                .endpoint(
                        "imap",
                        "localhost",
                        implicit ? dovecot().imaps() : dovecot().imap(),
                        tls)
                .endpoint(
                        "pop3",
                        "localhost",
                        implicit ? dovecot().pop3s() : dovecot().pop3(),
                        tls);
    }

    /** The packaged command with this set-up as its file; the name of the subcommand comes first. */
    Command signet(Setup setup, String subcommand) {
        return signet(setup.yaml(), subcommand);
    }

    /** The packaged command with a file of several accounts. */
    Command signet(Map<String, Setup> setups, String subcommand) {
        return signet(Setup.yaml(setups), subcommand);
    }

    private Command signet(String yaml, String subcommand) {
        Path file = folder().resolve("signet.yaml");
        Authority.write(file, yaml);
        return Command.of(System.getProperty("signet.command"), subcommand, "-f", file.toString());
    }

    /** Fetches everything into a new folder and returns the files, in the order of their names. */
    List<Path> fetch(Setup setup, String protocol) {
        Path into = folder();
        signet(setup, "fetch")
                .with("--protocol", protocol, "--start", "beginning", "--into", into)
                .run()
                .orFail();
        return letters(into);
    }

    static List<Path> letters(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end(servers);
    }
}
