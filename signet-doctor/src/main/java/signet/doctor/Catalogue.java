package signet.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import signet.mail.Reply;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenFault;

/**
 * What providers answer: each known answer with its meaning, its causes and its fix. One catalogue serves delivery, the
 * connection test, {@code signet explain}, the console and the documentation.
 *
 * <p>An answer is known by the words in it that do not vary; where several entries fit the same words, the one with more
 * fixed characters wins. Beside the answers the catalogue has what mail programs say of themselves and what an enhanced status
 * code means where nobody knows the words.
 */
public final class Catalogue {
    private static final String RESOURCE = "catalogue.txt";

    private final List<Entry> entries;
    private final Map<String, Entry> statuses;

    private Catalogue(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.statuses = StatusCodes.byDetail(entries);
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

    /**
     * The most specific entry whose words are in {@code text}; where several answers are in it, the root cause. What a program
     * or a status code alone says is no answer: {@link #explain} has it.
     */
    public Optional<Entry> match(String text) {
        return hits(FoldedText.of(text)).stream()
                .map(Hit::entry)
                .filter(Entry::answer)
                .filter(entry -> entry.kind() != Entry.Kind.NOTICE)
                .findFirst();
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
        for (Hit hit : firstOfEach(hits)) {
            findings.add(Details.finding(hit, text, times(hit.entry(), hits, text)));
        }
        findings.addAll(Unknown.numbers(text, this));
        if (findings.isEmpty() || Unknown.refusalBeside(hits, text)) {
            findings.add(0, Unknown.answer(text, entries));
        }
        return List.copyOf(findings);
    }

    private static Collection<Hit> firstOfEach(List<Hit> hits) {
        Map<String, Hit> first = new LinkedHashMap<>();
        hits.forEach(hit -> first.putIfAbsent(hit.entry().id(), hit));
        return first.values();
    }

    /** In how many records: one answer may show an entry by its words and by its link. */
    private static long times(Entry entry, List<Hit> hits, FoldedText text) {
        return hits.stream()
                .filter(hit -> hit.entry().equals(entry))
                .map(hit -> text.recordStart(hit.span().start()))
                .distinct()
                .count();
    }

    /**
     * Where entries fit; of overlapping hits only the most specific stays, and a frame gives way to what stands in the same
     * record. Errors first, then in the order of stages.
     */
    private List<Hit> hits(FoldedText text) {
        List<Hit> all = new ArrayList<>();
        for (Entry entry : entries) {
            for (Phrase phrase : entry.phrases()) {
                for (Phrase.Span span : phrase.in(text.folded())) {
                    all.add(new Hit(entry, span, phrase.weight()));
                }
            }
        }
        all.addAll(StatusCodes.hits(text, statuses));
        all.sort(Comparator.comparingInt(Hit::weight).reversed());
        NavigableMap<Integer, Hit> places = new TreeMap<>();
        for (Hit hit : all) {
            if (free(places, hit.span())) {
                places.put(hit.span().start(), hit);
            }
        }
        List<Hit> kept = withoutFrames(List.copyOf(places.values()), text);
        kept.sort(Comparator.<Hit, Severity>comparing(hit -> hit.entry().severity())
                .thenComparing(hit -> hit.entry().stage())
                .thenComparingInt(hit -> rank(hit.entry()))
                .thenComparingInt(hit -> hit.span().start()));
        return kept;
    }

    /** What is placed does not overlap, so only the two neighbours can be in the way. */
    private static boolean free(NavigableMap<Integer, Hit> places, Phrase.Span span) {
        Map.Entry<Integer, Hit> before = places.floorEntry(span.start());
        Map.Entry<Integer, Hit> after = places.ceilingEntry(span.start());
        return (before == null || !before.getValue().span().overlaps(span))
                && (after == null || !after.getValue().span().overlaps(span));
    }

    private static List<Hit> withoutFrames(List<Hit> hits, FoldedText text) {
        Map<Integer, Integer> best = new HashMap<>();
        hits.forEach(hit -> best.merge(text.recordStart(hit.span().start()), rank(hit.entry()), Math::min));
        List<Hit> kept = new ArrayList<>();
        for (Hit hit : hits) {
            int rank = rank(hit.entry());
            int bestHere = best.getOrDefault(text.recordStart(hit.span().start()), rank);
            if (rank == bestHere) {
                kept.add(hit);
            }
        }
        return kept;
    }

    /** What says more comes first: an answer, a frame around answers, a program's words, a code alone. */
    private static int rank(Entry entry) {
        return switch (entry.speaker()) {
            case "client" -> 2;
            case "status" -> 3;
            default -> entry.general() ? 1 : 0;
        };
    }

    /** An entry that fits at a place. */
    record Hit(Entry entry, Phrase.Span span, int weight) {}
}
