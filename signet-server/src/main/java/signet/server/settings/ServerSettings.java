package signet.server.settings;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.account.AddressRange;

/**
 * API, console and storage.
 *
 * @param web        where the API listens
 * @param data       the folder of database and messages
 * @param secretsKey what {@code secrets-key} says, as written; absent = a file in the data folder
 * @param node       our name in ownerships and delivery logs
 * @param console    how people log in
 */
public record ServerSettings(Web web, Path data, Optional<Secret> secretsKey, String node, Console console) {
    /** The node's name where none is written. */
    public static final String DEFAULT_NODE = "main";

    /**
     * @param identity    absent = HTTP without TLS, on loopback or behind a proxy only
     * @param behindProxy whose forwarded addresses are believed
     * @param publicUrl   how people reach this server, without a slash at its end
     */
    public record Web(
            InetAddress address,
            int port,
            Optional<TlsIdentity> identity,
            List<AddressRange> behindProxy,
            Optional<URI> publicUrl) {
        public static final int DEFAULT_PORT = 8625;

        public Web {
            behindProxy = List.copyOf(behindProxy);
        }
    }

    /** @param secondFactorRequired whether everybody needs a second factor, or may have one */
    public record Console(boolean secondFactorRequired) {
        static final Console STANDARD = new Console(false);
    }

    /** What is read when a server starts only; the rest is taken over while it runs. */
    public ServerSettings atStart() {
        return new ServerSettings(web, data, secretsKey, node, Console.STANDARD);
    }

    /** What holds where nothing is written; relative paths start at {@code folder}. */
    static ServerSettings standard(Path folder) {
        Web web = new Web(Loopback.address(), Web.DEFAULT_PORT, Optional.empty(), List.of(), Optional.empty());
        return new ServerSettings(web, folder.resolve("data"), Optional.empty(), DEFAULT_NODE, Console.STANDARD);
    }
}
