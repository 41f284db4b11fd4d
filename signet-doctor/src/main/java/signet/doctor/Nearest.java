package signet.doctor;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The known answer most like an unknown one: the cosine of their words, rare words counting more. */
final class Nearest {
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9.]*[a-z0-9]");
    /** Below this the likeness is chance. */
    private static final double NEAR = 0.2;
    /** Of a log only so many refusals are compared. */
    private static final int MOST = 50;

    private final List<Entry> entries;
    private final Map<String, Integer> documents = new HashMap<>();

    private Nearest(List<Entry> entries) {
        this.entries = entries;
        entries.forEach(entry -> words(sample(entry)).forEach(word -> documents.merge(word, 1, Integer::sum)));
    }

    /** The nearest of {@code entries} to any record of {@code text} that refuses something, else to the text as a whole. */
    static Optional<Entry> of(FoldedText text, List<Entry> entries) {
        Nearest nearest = new Nearest(entries.stream()
                .filter(entry -> !entry.speaker().equals("status"))
                .toList());
        List<String> refusals = text.records()
                .filter(record -> Unknown.REFUSAL.matcher(record).find())
                .limit(MOST)
                .toList();
        return (refusals.isEmpty() ? Stream.of(text.folded()) : refusals.stream())
                .flatMap(record -> nearest.to(record).stream())
                .max(Comparator.comparingDouble(Near::score))
                .map(Near::entry);
    }

    private record Near(Entry entry, double score) {}

    private Optional<Near> to(String record) {
        Set<String> asked = words(record);
        double askedWeight = weight(asked);
        return entries.stream()
                .map(entry -> {
                    Set<String> known = words(sample(entry));
                    Set<String> shared = new HashSet<>(known);
                    shared.retainAll(asked);
                    return new Near(entry, weight(shared) / Math.sqrt(askedWeight * weight(known)));
                })
                .filter(near -> near.score() > NEAR)
                .max(Comparator.comparingDouble(Near::score));
    }

    private double weight(Set<String> words) {
        return words.stream()
                .mapToDouble(word -> Optional.ofNullable(documents.get(word))
                        .map(number -> Math.log((entries.size() + 1.0) / number))
                        .orElse(1.0)) // in no answer: a time, a name; it says little
                .map(rarity -> rarity * rarity)
                .sum();
    }

    private static String sample(Entry entry) {
        return entry.sample().toLowerCase(Locale.ROOT);
    }

    private static Set<String> words(String folded) {
        Set<String> words = new HashSet<>();
        Matcher matcher = WORD.matcher(folded);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }
}
