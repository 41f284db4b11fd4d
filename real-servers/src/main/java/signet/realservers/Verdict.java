package signet.realservers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import signet.realservers.LogReading.Story;

/** Compares what the clients know, what the provider got, and what the delivery log says. */
final class Verdict {
    private static final String ELSEWHERE = "@elsewhere.example";

    private final ClientBooks books;
    /** How often the provider got something, by address; reports are those to the senders' domain. */
    private final Map<String, Integer> delivered;

    private final LogReading log;
    private final List<String> wrong = new ArrayList<>();
    private int lost;
    private int duplicates;
    private int unexplained;
    private int failed;
    private int reports;

    private Verdict(ClientBooks books, Map<String, Integer> delivered, LogReading log) {
        this.books = books;
        this.delivered = delivered;
        this.log = log;
    }

    static KillReport of(ClientBooks books, Map<String, Integer> delivered, LogReading log) {
        Verdict verdict = new Verdict(books, delivered, log);
        verdict.wrong.addAll(log.complaints);
        verdict.acknowledged();
        verdict.refused();
        verdict.deliveries();
        verdict.entries();
        return new KillReport(
                books.acknowledged.size(),
                verdict.lost,
                verdict.duplicates,
                verdict.unexplained,
                log.doubts(),
                verdict.failed,
                verdict.reports,
                books.refused.size(),
                verdict.wrong);
    }

    /** Delivered, or failed with a report: I1. */
    private void acknowledged() {
        for (String id : new TreeSet<>(books.acknowledged)) {
            String address = id + ELSEWHERE;
            Story story = log.byRecipient.get(address);
            boolean refusedByProvider = story != null && story.failed.containsKey(address);
            if (!delivered.containsKey(address) && !refusedByProvider) {
                lost++;
                wrong.add("lost: " + id);
            }
            if (story == null || story.receptions != 1 || story.ends(address) != 1) {
                wrong.add("log: " + id + " has "
                        + (story == null
                                ? "no record"
                                : story.receptions + " receptions, " + story.ends(address) + " ends"));
            }
        }
    }

    /** What was not accepted is not delivered: I4. */
    private void refused() {
        for (String id : new TreeSet<>(books.refused)) {
            if (delivered.containsKey(id + ELSEWHERE) || log.byRecipient.containsKey(id + ELSEWHERE)) {
                wrong.add("refused, and delivered all the same: " + id);
            }
        }
    }

    /** Nothing comes twice but after a recorded doubt. */
    private void deliveries() {
        for (Map.Entry<String, Integer> each : delivered.entrySet()) {
            String address = each.getKey();
            if (address.equals(ClientBooks.SENDER)) {
                continue; // reports to the common address: counted by their entries
            }
            Story story = log.byRecipient.get(address);
            int most = log.most(address);
            int certain = story == null ? 1 : Math.max(1, most - story.doubts);
            duplicates += Math.max(0, each.getValue() - certain);
            if (story != null && each.getValue() > most) {
                unexplained += each.getValue() - most;
                wrong.add("came " + each.getValue() + " times, at most " + most + " by the log: " + address);
            }
            if (story == null) {
                wrong.add("delivered, and not in the log: " + address);
            }
        }
    }

    /** Exactly one report for a message of one failed recipient, between one and their number for more, else none. */
    private void entries() {
        Map<String, Integer> made = new HashMap<>();
        Map<String, Integer> least = new HashMap<>();
        Map<String, Integer> most = new HashMap<>();
        for (Map.Entry<String, Story> each : log.entries.entrySet()) {
            Story story = each.getValue();
            if (story.otherEnds > 0) {
                wrong.add("log: " + each.getKey() + " expired or was cancelled");
            }
            if (story.report) {
                report(story, made);
            } else {
                failed += story.failed.size();
                least.merge(story.from, Math.min(story.failed.size(), 1), Integer::sum);
                most.merge(story.from, story.failed.size(), Integer::sum);
            }
        }
        for (Map.Entry<String, Integer> each : most.entrySet()) {
            int count = made.getOrDefault(each.getKey(), 0);
            reports += count;
            if (count < least.getOrDefault(each.getKey(), 0) || count > each.getValue()) {
                wrong.add("reports to " + each.getKey() + ": " + count + " for " + each.getValue()
                        + " failed recipients");
            }
        }
    }

    private void report(Story story, Map<String, Integer> made) {
        for (String to : union(story)) {
            made.merge(to, 1, Integer::sum);
            if (story.delivered.containsKey(to) && !delivered.containsKey(to)) {
                wrong.add("a report is delivered by the log and not at the provider: " + to);
            }
        }
    }

    private static Set<String> union(Story story) {
        Set<String> all = new TreeSet<>(story.delivered.keySet());
        all.addAll(story.failed.keySet());
        return all;
    }
}
