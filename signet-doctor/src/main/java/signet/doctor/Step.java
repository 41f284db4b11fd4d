package signet.doctor;

import java.time.Duration;
import java.util.Locale;
import signet.mail.Stage;

/** One stage of a connection test: how it went, in one line for people, and how long it took. */
public record Step(Stage stage, Status status, String detail, Duration took) {
    public enum Status {
        OK,
        FAILED,
        SKIPPED,
        WARNING;

        /** The name in JSON: lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
