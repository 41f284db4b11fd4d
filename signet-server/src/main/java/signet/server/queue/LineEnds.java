package signet.server.queue;

/** What happens to a message with a bare CR or LF in it. */
public enum LineEnds {
    /** It is refused: such octets are how one message is made to look like two to the next server. */
    REJECT,
    /** Each bare CR or LF becomes CRLF, for programs that cannot do better. The end of the message is found first. */
    NORMALIZE
}
