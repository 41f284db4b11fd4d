package signet.server.retrieval;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import signet.mail.Cursor;

/**
 * How far a mailbox has been read, and what is still to be done there.
 *
 * @param cursor  IMAP: the UIDVALIDITY and the last UID that is done
 * @param done    POP3: the file names of the messages that are done and still at the server
 * @param pending what the cursor has passed but the mailbox has not yet been changed for
 */
record Progress(MailboxIdentity mailbox, Optional<Cursor> cursor, Set<String> done, Pending pending) {
    Progress {
        done = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(done));
    }

    static Progress none(MailboxIdentity mailbox) {
        return new Progress(mailbox, Optional.empty(), Set.of(), Pending.NOTHING);
    }

    Progress with(Cursor moved) {
        return new Progress(mailbox, Optional.of(moved), done, pending);
    }

    Progress withDone(Set<String> nowDone) {
        return new Progress(mailbox, cursor, nowDone, pending);
    }

    Progress with(Pending nowPending) {
        return new Progress(mailbox, cursor, done, nowPending);
    }

    /**
     * A change to the mailbox that is still to be made.
     *
     * @param names UIDs as decimal numbers, or file names for POP3
     */
    record Pending(AfterRetrieval change, Set<String> names) {
        static final Pending NOTHING = new Pending(AfterRetrieval.KEEP, Set.of());

        Pending {
            names = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(names));
        }

        boolean isNothing() {
            return change.kind() == AfterRetrieval.Kind.KEEP || names.isEmpty();
        }

        Pending and(AfterRetrieval change, Set<String> more) {
            if (change.kind() == AfterRetrieval.Kind.KEEP) {
                return this;
            }
            Set<String> all = new LinkedHashSet<>(names);
            all.addAll(more);
            return new Pending(change, all);
        }
    }
}
