package signet.realservers;

import java.io.IOException;
import java.nio.file.Path;

/** Starts all servers, prints where they are, and ends them when standard input ends. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        try (RealServers servers = RealServers.prepare()) {
            RealServers.Provider provider =
                    servers.startProvider(Path.of(arguments[0]).toAbsolutePath());
            System.out.printf(
                    "folder %s%nca %s%ntoken-url %s%n",
                    servers.folder(),
                    servers.authority().caFile(),
                    provider.keycloak().tokenUrl());
            System.out.printf("clients %s %s%n", RealServers.APP_SECRET, RealServers.APP_CERTIFICATE);
            System.out.printf(
                    "imap %d imaps %d pop3 %d pop3s %d%n",
                    provider.dovecot().imap(),
                    provider.dovecot().imaps(),
                    provider.dovecot().pop3(),
                    provider.dovecot().pop3s());
            System.out.printf("smtp %s%n", provider.postfix().ports());
            awaitEnd();
        }
    }

    private static void awaitEnd() throws IOException {
        int read;
        do {
            read = System.in.read();
        } while (read >= 0);
    }
}
