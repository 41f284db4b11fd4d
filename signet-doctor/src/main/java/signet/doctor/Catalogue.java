package signet.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import signet.mail.Reply;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenFault;

/**
 * What providers answer: each known answer with its meaning, its causes and its fix. One catalogue serves delivery, the
 * connection test, {@code signet explain}, the console and the documentation.
 *
 * <p>An answer is known by the words in it that do not vary; where several entries fit the same words, the one with more
 * fixed characters wins.
 */
public final class Catalogue {
    private static final String RESOURCE = "catalogue.txt";

    private final List<Entry> entries;

    private Catalogue(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The catalogue that ships with this library. */
    public static Catalogue load() {
        try (InputStream resource =
                Objects.requireNonNull(Catalogue.class.getResourceAsStream(RESOURCE), "no " + RESOURCE)) {
            return new Catalogue(new EntryReader(
                            RESOURCE, new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8)))
                    .entries());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All entries, in the order of the resource. */
    public List<Entry> entries() {
        return entries;
    }

    /** The entry with this id. */
    public Optional<Entry> entry(String id) {
        return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    /** The most specific entry whose words are in {@code text}; where several answers are in it, the root cause. */
    public Optional<Entry> match(String text) {
        return hits(FoldedText.of(text)).stream().findFirst().map(Hit::entry);
    }

    /** The entry for a mail server's reply. */
    public Optional<Entry> match(Reply reply) {
        return match(reply.toString());
    }

    /** The entry for a token endpoint's refusal: by its words, else by its numbers. */
    public Optional<Entry> match(TokenFault fault) {
        Optional<Entry> byWords = match(fault.message());
        if (byWords.isPresent()) {
            return byWords;
        }
        return fault.codes().stream()
                .flatMap(code -> match("AADSTS" + code).stream())
                .findFirst()
                .or(() -> fault.kind() == TokenFault.Kind.THROTTLED ? entry("token-429") : Optional.empty());
    }

    /**
     * Every known answer in a pasted text, such as a log or a Java cause chain: one finding each, the root cause first. Of
     * what is not known, one finding says so and names the nearest known answer.
     */
    public List<Finding> explain(String pasted) {
        FoldedText text = FoldedText.of(pasted);
        List<Finding> findings = new ArrayList<>();
        List<Hit> hits = hits(text);
        Map<String, Long> times =
                hits.stream().collect(Collectors.groupingBy(hit -> hit.entry().id(), Collectors.counting()));
        for (Hit hit : firstOfEach(hits)) {
            findings.add(
                    Details.finding(hit, text, times.getOrDefault(hit.entry().id(), 1L)));
        }
        findings.addAll(Unknown.numbers(text, this));
        if (findings.isEmpty()) {
            findings.add(Unknown.answer(text, entries));
        }
        return List.copyOf(findings);
    }

    private static List<Hit> firstOfEach(List<Hit> hits) {
        Map<String, Hit> first = new LinkedHashMap<>();
        hits.forEach(hit -> first.putIfAbsent(hit.entry().id(), hit));
        return List.copyOf(first.values());
    }

    /** Where entries fit; of overlapping hits only the most specific stays. Errors first, then in the order of stages. */
    private List<Hit> hits(FoldedText text) {
        List<Hit> all = new ArrayList<>();
        for (Entry entry : entries) {
            for (Phrase phrase : entry.phrases()) {
                for (Phrase.Span span : phrase.in(text.folded())) {
                    all.add(new Hit(entry, span, phrase.weight()));
                }
            }
        }
        all.sort(Comparator.comparingInt(Hit::weight).reversed());
        List<Hit> kept = new ArrayList<>();
        for (Hit hit : all) {
            if (kept.stream().noneMatch(other -> other.span().overlaps(hit.span()))) {
                kept.add(hit);
            }
        }
        kept.sort(Comparator.<Hit, Severity>comparing(hit -> hit.entry().severity())
                .thenComparing(hit -> hit.entry().stage())
                .thenComparingInt(hit -> hit.span().start()));
        return kept;
    }

    /** An entry that fits at a place. */
    record Hit(Entry entry, Phrase.Span span, int weight) {}
}
