package signet.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;

/**
 * One row of the catalogue.
 *
 * @param id       the finding's code
 * @param speaker  {@code token}, {@code smtp}, {@code imap} or {@code pop3}; {@code client}: the words of a program, not of a
 *                 server; {@code status}: the bare meaning of an enhanced status code (RFC 3463)
 * @param stage    where the answer usually comes
 * @param phrases  the words by which it is known; any of them
 * @param general  a frame around other answers: it gives way to any other in the same record
 * @param kind     what kind of trouble it is
 * @param hold     what to do with what waits meanwhile
 * @param meaning  one sentence
 * @param causes   the most likely first, each with its proof
 * @param steps    what to do, step by step
 * @param mark     how sure the text is
 * @param sample   the answer as it was seen
 */
public record Entry(
        String id,
        String speaker,
        Stage stage,
        List<Phrase> phrases,
        boolean general,
        Kind kind,
        Hold hold,
        String meaning,
        List<Cause> causes,
        List<String> steps,
        Mark mark,
        String sample) {
    public Entry {
        phrases = List.copyOf(phrases);
        causes = List.copyOf(causes);
        steps = List.copyOf(steps);
    }

    /**
     * Why an answer may have come.
     *
     * @param why   the cause
     * @param proof where to look, or what to run, to see that it is this one
     */
    public record Cause(String why, String proof) {
        /** Both in one sentence. */
        @Override
        public String toString() {
            return why + ": " + proof;
        }
    }

    /** What kind of trouble: who has to act, and how far it reaches. */
    public enum Kind {
        CREDENTIAL,
        PERMISSION,
        POLICY,
        CONFIG,
        RATE,
        QUOTA,
        RECIPIENT,
        MESSAGE,
        SERVER,
        NETWORK,
        /** Nothing is wrong: a greeting, a success. */
        NOTICE;

        /** The name in the catalogue and the documentation. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How sure we are of the answer's words. */
    public enum Mark {
        DOCUMENTED,
        RECORDED,
        FIELD,
        ASSUMED
    }

    /**
     * What to do with what waits.
     *
     * @param parked   nothing changes by itself: park and look again every {@code after}
     * @param after    when to look or try again
     */
    public record Hold(boolean parked, Duration after) {}

    /** What waiting alone may end is a warning. */
    Severity severity() {
        return switch (kind) {
            case CREDENTIAL, PERMISSION, POLICY, CONFIG, RECIPIENT, MESSAGE -> Severity.ERROR;
            case RATE, QUOTA, SERVER, NETWORK -> Severity.WARNING;
            case NOTICE -> Severity.INFO;
        };
    }

    /** Whether a server said it in words of its own, rather than a program or a code alone. */
    public boolean answer() {
        return !speaker.equals("client") && !speaker.equals("status");
    }

    /** The steps as one text. */
    public String fix() {
        StringBuilder text = new StringBuilder();
        for (String step : steps) {
            boolean sentence = !text.isEmpty() && ".:!?".indexOf(text.charAt(text.length() - 1)) >= 0;
            text.append(text.isEmpty() ? "" : sentence ? " " : "; ").append(step);
        }
        return text.toString();
    }

    /** This entry as a finding, with {@code {mailbox}} and the like replaced by what is known. */
    public Finding finding(Stage at, Map<String, String> names) {
        return new Finding(
                id,
                severity(),
                filled(meaning, names),
                causes.stream().map(cause -> filled(cause.toString(), names)).toList(),
                filled(fix(), names),
                at);
    }

    /** What is not known stays a word in capitals, to be replaced by whoever reads it. */
    static String filled(String text, Map<String, String> names) {
        String result = text;
        for (String name : List.of("mailbox", "tenant", "client", "object")) {
            result = result.replace("{" + name + "}", names.getOrDefault(name, word(name)));
        }
        return result;
    }

    private static String word(String name) {
        return switch (name) {
            case "tenant" -> "TENANT_ID";
            case "client" -> "CLIENT_ID";
            case "object" -> "OBJECT_ID";
            default -> name.toUpperCase(Locale.ROOT);
        };
    }
}
