package signet.server.listener;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import signet.server.queue.EntryId;
import signet.server.queue.Trace;

/**
 * The Received field (RFC 5321 §4.4). It tells what the client said its name was, its address, and the id under which the message
 * can be found here; not the login's name, which is nobody's business further on.
 *
 * @param protocol the word of RFC 3848 or RFC 6531 §4.3, such as ESMTPSA
 */
record TraceLine(String hello, Peer peer, String host, String protocol) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    static String protocol(boolean extended, boolean tls, boolean login, boolean international) {
        if (!extended) {
            return "SMTP";
        }
        return (international ? "UTF8SMTP" : "ESMTP") + (tls ? "S" : "") + (login ? "A" : "");
    }

    Trace trace(EntryId id, Instant now) {
        String literal = peer.text().indexOf(':') >= 0 ? "[IPv6:" + peer.text() + "]" : "[" + peer.text() + "]";
        String field = "Received: from " + hello + " (" + literal + ")\r\n\t" + Trace.by(host) + " with " + protocol
                + " id " + id + ";\r\n\t" + DATE.format(now) + "\r\n";
        return new Trace(id, host, field);
    }
}
