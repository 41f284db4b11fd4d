package signet.simulator.pop3;

import java.io.IOException;
import signet.simulator.exchange.MailServerContext;
import signet.simulator.fault.Protocol;
import signet.simulator.wire.Listener;

/** A POP3 server on 127.0.0.1. */
public final class Pop3Server implements AutoCloseable {
    private final Listener listener;

    /** @param implicitTls whether TLS begins with the connection; otherwise STLS is offered */
    public Pop3Server(MailServerContext context, boolean implicitTls) {
        this.listener = new Listener(
                context,
                Protocol.POP3,
                implicitTls,
                dialog -> new Pop3Session(dialog, context.exchange().nextOrdinal()).run());
    }

    /**
     * Listens on 127.0.0.1.
     *
     * @param port 0 for a free one
     * @return the port
     */
    public int start(int port) throws IOException {
        return listener.start(port);
    }

    /** Ends all conversations; no thread of the server is left when this returns. */
    @Override
    public void close() {
        listener.close();
    }
}
