package signet.server.console;

/** Ends a visit with an error page. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    /** @param detail what, where, how to fix it */
    Refusal(int status, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
    }

    View view() {
        return View.error(status, title, String.valueOf(getMessage()));
    }
}
