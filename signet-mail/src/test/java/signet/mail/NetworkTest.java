package signet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import signet.oauth.OutgoingProxy;
import signet.oauth.Trust;

class NetworkTest {
    @Test
    void anotherTrustOrProxyLeavesTheRestAsItIs() {
        X509TrustManager own = Trust.manager(List.of());
        OutgoingProxy proxy =
                new OutgoingProxy(OutgoingProxy.Kind.SOCKS5, "proxy.university.example", 1080, Optional.empty());
        Network standard = Network.standard();
        Network network = standard.trusting(own).through(proxy);

        assertSame(own, network.trust());
        assertEquals(Optional.of(proxy), network.proxy());
        assertEquals(
                standard,
                new Network(
                        standard.trust(),
                        standard.proxy(),
                        network.timeouts(),
                        network.localName(),
                        network.dialer(),
                        network.clock()));
    }
}
