package signet.server.watch;

/** Something that runs and may die: the watchdog looks at it. */
public interface Watched {
    /** For logs and metrics: lower case with hyphens. */
    String name();

    /** Whether it runs, is yet to be started, or was ended on purpose. */
    boolean alive();

    /** Called when it is not alive: runs it again. */
    void restart();
}
