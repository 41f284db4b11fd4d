package signet.simulator.entra;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A refused request, before it becomes an answer.
 *
 * @param key the line of {@code entra-messages.properties}
 * @param status HTTP status
 * @param error OAuth error code (RFC 6749 §5.2)
 * @param sentence begins {@code AADSTS…: }
 */
record Refusal(String key, int status, String error, String sentence) {
    private static final Pattern CODE = Pattern.compile("AADSTS(\\d+)");

    /** The numbers in the sentence, in order: {@code error_codes}. */
    List<Long> codes() {
        return CODE.matcher(sentence)
                .results()
                .map(m -> Long.valueOf(m.group(1)))
                .distinct()
                .toList();
    }

    /** The same with {names} filled in; a name without a value stays as it is. */
    Refusal filled(Map<String, String> values) {
        String text = Pattern.compile("\\{(\\w+)}")
                .matcher(sentence)
                .replaceAll(m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), m.group())));
        return new Refusal(key, status, error, text);
    }
}
