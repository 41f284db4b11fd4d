package signet.simulator.exchange;

/** The folders every mailbox has; only INBOX has the same name in all languages. */
public enum FolderRole {
    INBOX,
    DRAFTS,
    SENT,
    DELETED,
    JUNK,
    ARCHIVE,
    OUTBOX
}
