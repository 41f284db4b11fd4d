package signet.server.queue;

import java.io.IOException;

/** A submission was not stored, or is refused before it is looked at. The message says what, which limit, and how to fix it. */
public final class NotAcceptedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public NotAcceptedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public NotAcceptedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why, with the SMTP answer (RFC 5321, RFC 3463) and the HTTP status it becomes. */
    public enum Reason {
        STORAGE_UNHEALTHY("451", "4.3.0", 503),
        DISK_LOW("452", "4.3.1", 507),
        SHUTTING_DOWN("421", "4.3.2", 503),
        BUSY("451", "4.3.2", 503),
        TOO_LARGE("552", "5.3.4", 413),
        TOO_MANY_RECIPIENTS("452", "4.5.3", 422),
        NO_SUCH_ACCOUNT("550", "5.7.1", 404),
        ACCOUNT_DISABLED("451", "4.7.0", 409),
        SENDER_NOT_ALLOWED("550", "5.7.1", 403),
        BAD_ADDRESS("553", "5.1.3", 422),
        BAD_MESSAGE("554", "5.6.0", 422),
        LOOP("554", "5.4.6", 422),
        KEY_REUSED("554", "5.7.0", 422),
        KEY_IN_PROGRESS("451", "4.7.0", 409);

        private final String smtp;
        private final String enhanced;
        private final int http;

        Reason(String smtp, String enhanced, int http) {
            this.smtp = smtp;
            this.enhanced = enhanced;
            this.http = http;
        }

        public String smtp() {
            return smtp;
        }

        public String enhanced() {
            return enhanced;
        }

        public int http() {
            return http;
        }

        /** The name in problem documents and metrics: lower case with hyphens. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
