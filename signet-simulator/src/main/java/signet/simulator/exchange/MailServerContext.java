package signet.simulator.exchange;

import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import signet.simulator.Journal;
import signet.simulator.TokenValidator;
import signet.simulator.fault.Faults;

/**
 * What the mail servers share.
 *
 * @param tls asked at each handshake, because the certificate can change
 */
public record MailServerContext(
        Exchange exchange,
        TokenValidator tokens,
        Faults faults,
        Journal journal,
        Supplier<SSLContext> tls,
        ThreadFactory threads,
        InstantSource clock) {}
