package signet.simulator.fault;

import java.util.Locale;

/** Where in a conversation a fault can sit. Not every stage exists in every protocol. */
public enum Stage {
    /** The connection was accepted; nothing has been said and, with implicit TLS, no handshake made. */
    CONNECT,
    GREETING,
    /** EHLO, CAPABILITY, CAPA. */
    CAPABILITIES,
    /** The reply to STARTTLS or STLS. */
    STARTTLS,
    /** The TLS handshake. */
    TLS,
    /** The final reply to AUTH, AUTHENTICATE, LOGIN or PASS. */
    AUTHENTICATE,
    MAIL,
    RCPT,
    /** The 354 of SMTP DATA. */
    DATA,
    /** While the octets of a message arrive. */
    BODY,
    /** The reply to the final dot, or to the last BDAT: the message has been taken. */
    DOT,
    RSET,
    NAMESPACE,
    LIST,
    SELECT,
    STATUS,
    SEARCH,
    FETCH,
    STORE,
    COPY,
    MOVE,
    EXPUNGE,
    APPEND,
    IDLE,
    STAT,
    UIDL,
    RETR,
    DELE,
    NOOP,
    QUIT,
    /** A token request, before its answer. */
    REQUEST,
    /** The head of an HTTP answer. */
    HEADERS,
    /** Any other command. */
    OTHER;

    /** The name in scenario files and in the control API: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
