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
 * @param speaker  {@code token}, {@code smtp}, {@code imap} or {@code pop3}
 * @param stage    where the answer usually comes
 * @param phrases  the words by which it is known; any of them
 * @param kind     what kind of trouble it is
 * @param hold     what to do with what waits meanwhile
 * @param meaning  one sentence
 * @param causes   the most likely first, each with its proof
 * @param fix      what to do
 * @param mark     how sure the text is
 * @param sample   the answer as it was seen
 */
public record Entry(
        String id,
        String speaker,
        Stage stage,
        List<Phrase> phrases,
        Kind kind,
        Hold hold,
        String meaning,
        List<String> causes,
        String fix,
        Mark mark,
        String sample) {
    public Entry {
        phrases = List.copyOf(phrases);
        causes = List.copyOf(causes);
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
        NETWORK;

        /** Whether waiting alone may end it. */
        boolean passes() {
            return switch (this) {
                case RATE, QUOTA, SERVER, NETWORK -> true;
                case CREDENTIAL, PERMISSION, POLICY, CONFIG, RECIPIENT, MESSAGE -> false;
            };
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

    Severity severity() {
        return kind.passes() ? Severity.WARNING : Severity.ERROR;
    }

    /** This entry as a finding, with {@code {mailbox}} and the like replaced by what is known. */
    public Finding finding(Stage at, Map<String, String> names) {
        return new Finding(
                id,
                severity(),
                filled(meaning, names),
                causes.stream().map(cause -> filled(cause, names)).toList(),
                filled(fix, names),
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
