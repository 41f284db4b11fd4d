package signet.server.settings;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import signet.mail.TlsMode;
import signet.server.queue.LineEnds;

/**
 * A door for programs that speak SMTP. Without TLS or with a certificate of our own making it is open on loopback only.
 *
 * @param identity absent with {@code tls: none}, and on loopback where Signet is to make a certificate
 * @param relay    who may send without login
 * @param hostname how it names itself in greeting and trace fields; absent = this machine's name
 * @param lineEnds what happens to a message with a bare CR or LF
 */
public record ConfiguredListener(
        InetAddress address,
        int port,
        TlsMode tls,
        Optional<TlsIdentity> identity,
        List<RelayRule> relay,
        Optional<String> hostname,
        LineEnds lineEnds) {
    /** The port where none is written: no right is needed for it. */
    public static final int DEFAULT_PORT = 2525;

    public ConfiguredListener {
        relay = List.copyOf(relay);
    }
}
