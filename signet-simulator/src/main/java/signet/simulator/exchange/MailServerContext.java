package signet.simulator.exchange;

import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLContext;
import signet.simulator.Journal;
import signet.simulator.TokenValidator;
import signet.simulator.fault.Faults;

/** What the mail servers share. */
public record MailServerContext(
        Exchange exchange,
        TokenValidator tokens,
        Faults faults,
        Journal journal,
        SSLContext tls,
        ThreadFactory threads,
        InstantSource clock) {}
