package signet.mail;

import java.time.Duration;

/**
 * Hears how a connection comes about. The doctor turns what it hears into steps and evidence; delivery needs none of it.
 * Called on the thread that makes the connection, in order, never while a lock is held.
 */
public interface SessionListener {
    SessionListener NONE = new SessionListener() {};

    /** {@code stage} begins. */
    default void began(Stage stage) {}

    /**
     * {@code stage} succeeded.
     *
     * @param detail one line for people: the address, the protocol and cipher, the greeting, the mechanism
     */
    default void passed(Stage stage, String detail, Duration took) {}

    /** {@code stage} failed; the same fault is thrown. */
    default void failed(Stage stage, Fault fault, Duration took) {}

    /** A fact worth keeping as evidence. */
    default void fact(Fact fact) {}

    /** A masked line of the conversation. */
    default void line(Direction direction, String masked) {}

    enum Direction {
        CLIENT,
        SERVER
    }
}
