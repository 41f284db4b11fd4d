package signet.doctor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.mail.Stage;

/** What can be read from the variable parts of a known answer: dates, times, thumbprints, identifiers for support. */
final class Details {
    private static final int REACH = 2_500;
    private static final String GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Map<String, Pattern> SUPPORT = support();

    private static Map<String, Pattern> support() {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        patterns.put("trace-id", insensitive("trace[ _]id\"?\\s*[:=]\\s*\"?(" + GUID + ")"));
        patterns.put("correlation-id", insensitive("correlation[ _]id\"?\\s*[:=]\\s*\"?(" + GUID + ")"));
        patterns.put(
                "timestamp",
                insensitive("timestamp\"?\\s*[:=]\\s*\"?(\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z?)"));
        patterns.put("thumbprint", insensitive("thumbprint of key used by client:\\s*'?([0-9a-f]{40}|[0-9a-f]{64})"));
        patterns.put("application", insensitive("app(?:lication)?(?: with identifier| id)? '(" + GUID + ")'"));
        return Collections.unmodifiableMap(patterns);
    }

    /** What a mail server's own words name; never looked for beyond them. */
    private static final Map<String, Pattern> ANSWER = answer();

    private static Map<String, Pattern> answer() {
        String host = "(?:[a-z0-9-]+\\.){2,8}[a-z]{2,18}";
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        patterns.put("server", insensitive("\\[(?:hostname=)?(" + host + ")(?: [^\\[\\]]{1,80})?\\]"));
        patterns.put("server-time", insensitive("\\[" + host + " (\\d{4}-\\d\\d-\\d\\dT[\\d:.]{8,20}Z)"));
        patterns.put("server-id", insensitive("\\[" + host + " \\d{4}-[\\d:.TZ-]{10,30} ([0-9a-f]{8,32})\\]"));
        patterns.put("exception", insensitive("STOREDRV\\.[a-z.]{1,40}exception:([a-z.]{1,120})"));
        patterns.put("challenge-status", insensitive("\"status\":\"([a-z0-9_]{1,40})\""));
        patterns.put("challenge-scope", insensitive("\"scope\":\"([^\"\\s]{1,200})\""));
        patterns.put("wait", insensitive("backoff time:\\s*(\\d{1,9}) milliseconds"));
        return Collections.unmodifiableMap(patterns);
    }

    private Details() {}

    private static Pattern insensitive(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    /** The finding for a hit in a pasted text that was found {@code times} times in it. */
    static Finding finding(Catalogue.Hit hit, FoldedText text, long times) {
        int at = hit.span().start();
        String record = text.flat().substring(text.recordStart(at), text.recordEnd(at));
        Finding finding =
                finding(hit.entry(), around(text, hit), record, hit.entry().stage(), Map.of());
        if (times < 2) {
            return finding;
        }
        Map<String, String> facts = new LinkedHashMap<>(finding.facts());
        facts.put("times", Long.toString(times));
        return finding.with(finding.causes(), facts);
    }

    /** The finding for {@code entry}, met in {@code words} at {@code stage}. */
    static Finding finding(Entry entry, String words, Stage stage, Map<String, String> names) {
        return finding(entry, words, words, stage, names);
    }

    private static Finding finding(Entry entry, String text, String record, Stage stage, Map<String, String> names) {
        Finding finding = entry.finding(stage, names);
        Map<String, String> facts = new LinkedHashMap<>();
        List<String> causes = new ArrayList<>();
        if (entry.id().equals("aadsts-700027-expired") || entry.id().equals("aadsts-50012")) {
            KeyDates.read(text).ifPresent(dates -> dates.addTo(causes, facts));
        }
        if (entry.id().equals("aadsts-700024")) {
            AssertionTimes.read(text).ifPresent(times -> times.addTo(causes, facts));
        }
        boolean token = entry.speaker().equals("token");
        if (token) {
            // the library's own prefix, as "[Correlation ID: …] AADSTS…", stands before the answer
            read(SUPPORT, record, facts);
            read(SUPPORT, text, facts);
        } else {
            read(ANSWER, record, facts);
            Greeting.server(record).ifPresent(server -> facts.putIfAbsent("server", server));
        }
        causes.addAll(finding.causes());
        return finding.with(causes, facts);
    }

    private static void read(Map<String, Pattern> patterns, String text, Map<String, String> facts) {
        patterns.forEach((name, pattern) -> {
            Matcher matcher = pattern.matcher(text);
            if (matcher.find()) {
                facts.put(name, value(name, matcher.group(1)));
            }
        });
    }

    private static String value(String name, String text) {
        return name.equals("wait") ? text + " ms" : name.equals("thumbprint") ? text.toUpperCase(Locale.ROOT) : text;
    }

    /** From the hit to the next answer of the token endpoint, or as far as one answer's sentences reach. */
    private static String around(FoldedText text, Catalogue.Hit hit) {
        int end = Math.min(text.flat().length(), hit.span().end() + REACH);
        int next = text.folded().indexOf("aadsts", hit.span().end());
        return text.flat().substring(hit.span().start(), next < 0 ? end : Math.min(next, end));
    }
}
