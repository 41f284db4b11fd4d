package signet.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import signet.mail.TlsMode;
import signet.server.listener.ListenerLimits;
import signet.server.listener.ListenerOptions;
import signet.server.listener.RelayRule;
import signet.server.listener.ServerTls;
import signet.server.settings.ConfiguredListener;

/** Makes what the listener starts with of what is configured. */
public final class ListenerWiring {
    private static final String FOLDER = "tls";

    private ListenerWiring() {}

    /**
     * Options of one listener. Where TLS is on and no certificate is configured, which is right on loopback only, one is made and
     * kept in the data folder: {@code tls/certificate.pem}, so that programs can be told to trust it.
     *
     * @param hostname how it names itself where its settings say nothing
     * @throws IOException when a certificate of our own can be neither made nor read
     */
    public static ListenerOptions options(ConfiguredListener listener, String hostname, Path data, Instant now)
            throws IOException {
        Optional<SSLContext> tls = Optional.empty();
        if (listener.tls() != TlsMode.NONE) {
            tls = Optional.of(
                    listener.identity().isPresent()
                            ? ServerTls.of(
                                    listener.identity().get().key(),
                                    listener.identity().get().chain())
                            : ServerTls.selfMade(data.resolve(FOLDER), now));
        }
        List<RelayRule> relay = listener.relay().stream()
                .map(rule -> new RelayRule(rule.networks(), rule.account()))
                .toList();
        return new ListenerOptions(
                listener.address(),
                listener.port(),
                listener.tls(),
                tls,
                listener.hostname().orElse(hostname),
                relay,
                listener.lineEnds(),
                ListenerLimits.STANDARD);
    }
}
