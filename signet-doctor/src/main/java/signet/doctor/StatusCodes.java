package signet.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Enhanced status codes (RFC 3463) as they stand in replies ({@code 550 5.1.1}), in reports (RFC 3464: {@code Status: 5.1.1})
 * and in logs of mail servers ({@code dsn=5.1.1}, {@code #5.1.1}). A bare {@code 5.1.1} may be anything, such as a version.
 */
final class StatusCodes {
    private static final Pattern CODE = Pattern.compile(
            "(?:(?<![\\d.])[245]\\d\\d[ -]#?|(?<!\\w)status: ?|(?<!\\w)dsn=|#)([245])\\.(\\d{1,3}\\.\\d{1,3})(?![\\d.]*\\d)");
    private static final String ANY = "x.";

    private StatusCodes() {}

    /** The entries that stand for a code, by what follows the first digit. */
    static Map<String, Entry> byDetail(List<Entry> entries) {
        Map<String, Entry> statuses = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.speaker().equals("status")) {
                entry.phrases().forEach(phrase -> statuses.put(detail(phrase), entry));
            }
        }
        return Map.copyOf(statuses);
    }

    private static String detail(Phrase phrase) {
        String code = phrase.pieces().get(0);
        if (!code.startsWith(ANY)) {
            throw new IllegalStateException("the status \"" + code + "\" is not \"x.subject.detail\"");
        }
        return code.substring(ANY.length());
    }

    static List<Catalogue.Hit> hits(FoldedText text, Map<String, Entry> statuses) {
        List<Catalogue.Hit> hits = new ArrayList<>();
        Matcher matcher = CODE.matcher(text.folded());
        while (matcher.find()) {
            Phrase.Span span = new Phrase.Span(matcher.start(), matcher.end());
            Optional.ofNullable(statuses.get(matcher.group(2)))
                    .filter(entry -> !matcher.group(1).equals("2") || entry.kind() == Entry.Kind.NOTICE)
                    .ifPresent(entry -> hits.add(
                            new Catalogue.Hit(entry, span, matcher.group(2).length())));
        }
        return hits;
    }
}
