package signet.server.queue;

/**
 * The line a listener adds to a message (RFC 5321 §4.4).
 *
 * @param id       the id the entry will have; it stands in the line
 * @param host     who we are in such lines; one with this name is already in the header when a message goes in a circle
 * @param received the whole field with its line end
 */
public record Trace(EntryId id, String host, String received) {
    /** How a trace field of this host names itself. */
    public static String by(String host) {
        return "by " + host + " (Signet)";
    }
}
