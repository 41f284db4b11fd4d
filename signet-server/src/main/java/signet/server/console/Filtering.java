package signet.server.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The filter of the queue as it stands in an address or a form: the API's parameters, empty ones left out. */
record Filtering(Map<String, String> fields) {
    private static final List<String> NAMES = List.of("state", "held", "account", "recipient", "q", "since");

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    static Filtering of(Form form) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : NAMES) {
            form.text(name).ifPresent(value -> fields.put(name, value));
        }
        return new Filtering(fields);
    }

    boolean none() {
        return fields.isEmpty();
    }

    /** As the API's bodies have it. */
    Map<String, Object> body() {
        return new LinkedHashMap<>(query());
    }

    /** As the API's addresses have it: a day is its beginning in UTC. */
    Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>(fields);
        query.computeIfPresent("since", (name, day) -> DAY.matcher(day).matches() ? day + "T00:00:00Z" : day);
        return query;
    }

    /** The address of a page with this filter and more. */
    String at(String path, Map<String, String> more) {
        List<String> pairs = new ArrayList<>();
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putAll(more);
        all.forEach((name, value) -> pairs.add(encoded(name) + "=" + encoded(value)));
        return pairs.isEmpty() ? path : path + "?" + String.join("&", pairs);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** In words, for a question: {@code state failed, account portal}. */
    String words() {
        List<String> words = new ArrayList<>();
        fields.forEach((name, value) -> words.add(
                switch (name) {
                    case "q" -> "text “" + value + "”";
                    case "since" -> "accepted since " + value;
                    default -> name + " " + value;
                }));
        return none() ? "every message" : "messages with " + String.join(", ", words);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(fields.get(name));
    }
}
