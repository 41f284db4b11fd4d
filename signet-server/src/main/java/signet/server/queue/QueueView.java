package signet.server.queue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.mail.Content;

/** What is in the queue, for people and programs. Reads never wait for writers. */
public interface QueueView {
    /**
     * Entries that fit, the newest first. A text has no index and is looked for during a short time only: the page may then be
     * short, or empty, and yet not the last.
     *
     * @param before those older than this one; absent = from the newest
     * @param limit  1–500; recipients of a listed entry are cut at 20
     */
    Page list(Filter filter, Optional<EntryId> before, int limit) throws IOException;

    /** One entry with every recipient. */
    Optional<EntryView> entry(EntryId id) throws IOException;

    /** Every attempt of an entry that is still kept, the oldest first. */
    List<Attempt> attempts(EntryId id) throws IOException;

    /** The octets as accepted; empty when the entry is unknown or retention has removed them. */
    Optional<Content> content(EntryId id) throws IOException;

    /** How many entries are in each state: kept up to date, not counted. */
    Counts counts() throws IOException;

    /**
     * How many entries are in each state, by its word; counted up to {@value #COUNTED}, which stands for that or more. A state
     * without entries has 0.
     */
    Map<String, Long> states() throws IOException;

    /** So far is counted. */
    int COUNTED = 10_000;

    /**
     * A part of a list.
     *
     * @param next where it goes on, as {@code before} of the next page: everything newer was looked through. Absent at the end. It
     *             need not be the id of an entry
     */
    record Page(List<EntryView> entries, Optional<EntryId> next) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Depth of the queue.
     *
     * @param queued        by account
     * @param held          entries held, for whatever reason
     * @param oldestSeconds age of the oldest pending entry, by account
     */
    record Counts(Map<String, Long> queued, long held, Map<String, Long> oldestSeconds) {}
}
