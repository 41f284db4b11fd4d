package signet.server.api;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.server.canary.Canaries;
import signet.server.canary.CanaryState;
import signet.server.canary.CanaryState.Missed;
import signet.server.canary.CanaryState.Returned;

/** How the messages of an account to itself fare, in JSON and in a sentence. */
final class CanaryShape {
    private CanaryShape() {}

    static Map<String, Object> of(CanaryState state) {
        Optional<Missed> missed = state.missed();
        return Shapes.object(
                "everySeconds", state.every().toSeconds(),
                "ok", state.ok(),
                "text", text(state),
                "at", state.ok().orElse(true) ? state.returned().map(Returned::at) : state.sent(),
                "sent", state.sent(),
                "returned", state.returned().map(Returned::at),
                "tookMs", state.returned().map(back -> back.took().toMillis()),
                "missedSince", missed.map(Missed::since),
                "missed", missed.map(Missed::inARow).orElse(0),
                "reason", missed.map(one -> one.reason().word()),
                "code", missed.map(Missed::code).filter(code -> !code.isEmpty()),
                "underway", state.underway(),
                "next", state.next());
    }

    private static String text(CanaryState state) {
        if (state.unsent().isPresent()) {
            return "The test message was not sent: " + state.unsent().get() + ".";
        }
        if (state.missed().isPresent()) {
            return missed(state.missed().get());
        }
        return state.returned()
                .map(back -> "The test message came back after " + seconds(back.took()) + ".")
                .orElse("No test message has come back yet.");
    }

    private static String missed(Missed missed) {
        String which = missed.inARow() == 1 ? "The test message" : "The last " + missed.inARow() + " test messages";
        String detail = missed.detail().isEmpty() ? "" : ": " + missed.detail().replaceFirst("\\.$", "");
        return switch (missed.reason()) {
            case LOST ->
                which + " did not come back: the provider accepted " + (missed.inARow() == 1 ? "it" : "them")
                        + ", but nothing was found in the INBOX within " + Canaries.LIMIT.toMinutes() + " min.";
            case MAILBOX ->
                which + (missed.inARow() == 1 ? " was" : " were") + " not found, because the mailbox cannot be read"
                        + detail + ".";
            case REFUSED -> which + (missed.inARow() == 1 ? " was" : " were") + " refused" + detail + ".";
        };
    }

    private static String seconds(Duration took) {
        double seconds = took.toMillis() / 1000.0;
        return seconds < 120
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%d min", took.toMinutes());
    }
}
