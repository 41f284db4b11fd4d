package signet.cli;

/** Ends a command with one line for the user: what, where, how to fix it. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int FAILED = 1;
    static final int USAGE = 2;

    private final int exitStatus;

    private Failure(int exitStatus, String message) {
        super(message);
        this.exitStatus = exitStatus;
    }

    /** What was tried failed. */
    static Failure failed(String message) {
        return new Failure(FAILED, message);
    }

    /** Wrong usage or configuration. */
    static Failure usage(String message) {
        return new Failure(USAGE, message);
    }

    int exitStatus() {
        return exitStatus;
    }
}
