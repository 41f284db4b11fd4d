package signet.server.mime;

/**
 * Finds where a header ends while it comes in: behind the first empty line (RFC 5322 §2.1). CRLF, bare CR and bare LF each end
 * a line, because each becomes CRLF when the message is sent on.
 */
public final class HeaderEnd {
    private int lineStart;
    private int looked;

    /**
     * Looks at {@code octets[0..limit)}; earlier calls have seen the beginning of the same octets.
     *
     * @param complete whether nothing more follows
     * @return the index behind the empty line, or -1 when it is not there yet
     */
    public int find(byte[] octets, int limit, boolean complete) {
        while (true) {
            int i = looked;
            while (i < limit && octets[i] != '\r' && octets[i] != '\n') {
                i++;
            }
            looked = i;
            if (i == limit || (octets[i] == '\r' && i + 1 == limit && !complete)) {
                return -1;
            }
            boolean two = octets[i] == '\r' && i + 1 < limit && octets[i + 1] == '\n';
            boolean empty = i == lineStart;
            lineStart = i + (two ? 2 : 1);
            looked = lineStart;
            if (empty) {
                return lineStart;
            }
        }
    }
}
