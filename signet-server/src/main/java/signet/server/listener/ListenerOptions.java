package signet.server.listener;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import signet.mail.TlsMode;
import signet.server.queue.LineEnds;

/**
 * One SMTP listener.
 *
 * @param port     0 picks a free one
 * @param tls      the server's identity; needed unless {@code mode} is {@code NONE}
 * @param hostname how it names itself in greeting and trace fields
 */
public record ListenerOptions(
        InetAddress address,
        int port,
        TlsMode mode,
        Optional<SSLContext> tls,
        String hostname,
        List<RelayRule> relay,
        LineEnds lineEnds,
        ListenerLimits limits) {
    public ListenerOptions {
        relay = List.copyOf(relay);
    }

    /** Everything that speaks against these options; a listener with any does not start. */
    public List<String> objections() {
        List<String> objections = new ArrayList<>();
        relay.forEach(rule -> rule.objection(address).ifPresent(objections::add));
        if (mode != TlsMode.NONE && tls.isEmpty()) {
            objections.add("the listener on " + place() + " has tls: " + mode.word() + " and no certificate");
        }
        if (mode == TlsMode.NONE && !address.isLoopbackAddress() && relay.isEmpty()) {
            objections.add("the listener on " + place()
                    + " has tls: none and no relay rule: passwords are only taken under TLS, "
                    + "so nobody could send through it; set tls: starttls with certificate and private-key");
        }
        if (!hostname.matches("[A-Za-z0-9.:\\[\\]_-]{1,255}")) {
            objections.add("the listener on " + place() + " has no usable host name");
        }
        return objections;
    }

    String place() {
        return address.getHostAddress() + ":" + port;
    }
}
