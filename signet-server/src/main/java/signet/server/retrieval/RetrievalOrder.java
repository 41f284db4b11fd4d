package signet.server.retrieval;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to retrieve.
 *
 * @param folder    the mailbox folder, {@code INBOX} in most cases
 * @param selection which of the new messages; the cursor passes the others too
 * @param start     where a first run begins
 * @param limit     most messages in this run
 * @param after     what happens to them in the mailbox
 */
public record RetrievalOrder(
        String folder, Selection selection, RetrievalStart start, OptionalInt limit, AfterRetrieval after) {

    /** Everything new in the inbox, which is left as it is. */
    public static final RetrievalOrder INBOX = new RetrievalOrder(
            "INBOX", Selection.ALL, RetrievalStart.BEGINNING, OptionalInt.empty(), AfterRetrieval.KEEP);

    /**
     * Conditions that all must hold; IMAP only.
     *
     * @param unseen  not yet read by anybody
     * @param since   the server got it on this day or later
     * @param from    text in the From field
     * @param subject text in the Subject field
     */
    public record Selection(
            boolean unseen, Optional<LocalDate> since, Optional<String> from, Optional<String> subject) {
        public static final Selection ALL = new Selection(false, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
