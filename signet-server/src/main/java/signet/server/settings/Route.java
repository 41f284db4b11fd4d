package signet.server.settings;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import signet.mail.Timeouts;
import signet.oauth.OutgoingProxy;

/**
 * The way to one mail host.
 *
 * @param trust     extra CA certificates
 * @param localName our name in {@code EHLO}; default an address literal
 */
public record Route(
        List<X509Certificate> trust, Optional<OutgoingProxy> proxy, Timeouts timeouts, Optional<String> localName) {}
