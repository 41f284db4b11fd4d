package signet.simulator.imap;

import java.io.IOException;
import signet.simulator.exchange.MailServerContext;
import signet.simulator.fault.Protocol;
import signet.simulator.wire.Listener;

/** An IMAP server on 127.0.0.1. */
public final class ImapServer implements AutoCloseable {
    private final Listener listener;

    /** @param implicitTls whether TLS begins with the connection; otherwise STARTTLS is offered */
    public ImapServer(MailServerContext context, boolean implicitTls) {
        this.listener = new Listener(
                context,
                Protocol.IMAP,
                implicitTls,
                dialog -> new ImapSession(dialog, context.exchange().nextOrdinal()).run());
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
