package signet.mail.imap;

/**
 * What kind of response was read.
 *
 * @param kind      whose turn it is after it
 * @param tag       the tag, for {@link Kind#TAGGED}; else empty
 * @param condition the status, for {@code TAGGED}, {@code STATUS} and {@code BYE}; for a continuation its text
 */
record Answer(Kind kind, String tag, Condition condition) {
    enum Kind {
        /** The end of a command. */
        TAGGED,
        /** The server waits for more of a command. */
        CONTINUATION,
        /** An untagged {@code OK}, {@code NO}, {@code BAD} or {@code PREAUTH}. */
        STATUS,
        /** The server is about to close. */
        BYE,
        /** Anything else; the handler has heard it. */
        OTHER
    }
}
