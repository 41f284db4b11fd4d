package signet.server.api;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Hangs up on a client whose request has not brought its head after the connection's timeout, and on one that takes as long for its
 * TLS handshake. Tomcat alone counts the time since the last octet: an octet a second keeps a connection for hours, and a thousand
 * of them keep everybody else out.
 */
public final class HeadDeadline extends NioEndpoint {
    private static final Logger LOG = System.getLogger("signet.api");

    /** When the request of a connection, or its handshake, began. */
    private final Map<SocketWrapperBase<NioChannel>, Long> begun = Collections.synchronizedMap(new WeakHashMap<>());

    /** For Tomcat, which makes it by its name. */
    public static final class Protocol extends Http11NioProtocol {
        public Protocol() {
            super(new HeadDeadline());
        }
    }

    /** False has the caller close the connection. */
    @Override
    public boolean processSocket(SocketWrapperBase<NioChannel> connection, SocketEvent event, boolean dispatch) {
        if (event == SocketEvent.OPEN_READ && late(connection)) {
            LOG.log(
                    Level.INFO,
                    "too slow: the head of a request did not come in time peer={0}",
                    connection.getRemoteAddr());
            return false;
        }
        return super.processSocket(connection, event, dispatch);
    }

    private boolean late(SocketWrapperBase<NioChannel> connection) {
        long now = System.nanoTime();
        boolean between = connection.getCurrentProcessor() == null
                && connection.getSocket().isHandshakeComplete(); // the first octet of a request has come
        if (between) {
            begun.put(connection, now);
            return false;
        }
        Long since = begun.putIfAbsent(connection, now);
        return since != null && now - since > TimeUnit.MILLISECONDS.toNanos(getConnectionTimeout());
    }
}
