package signet.server.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the known word that somebody probably meant. */
public final class NearWord {
    /** What is shorter begins too many words. */
    private static final int LEAST_BEGINNING = 4;

    private NearWord() {}

    /**
     * The nearest of {@code known} within a third of the word's length, at least one and at most three changes; else the only one
     * that begins with it.
     */
    public static Optional<String> of(String word, Collection<String> known) {
        return near(word, known).or(() -> begun(word, known));
    }

    private static Optional<String> begun(String word, Collection<String> known) {
        List<String> longer =
                known.stream().filter(candidate -> candidate.startsWith(word)).toList();
        return word.length() >= LEAST_BEGINNING && longer.size() == 1 ? Optional.of(longer.get(0)) : Optional.empty();
    }

    private static Optional<String> near(String word, Collection<String> known) {
        int allowed = Math.clamp(word.length() / 3, 1, 3);
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= allowed)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** "Did you mean 'x'?", or {@code otherwise} when nothing is near. */
    static String question(String word, Collection<String> known, String otherwise) {
        return of(word, known).map(near -> "Did you mean '" + near + "'?").orElse(otherwise);
    }

    /** Insertions, deletions, replacements and swaps of neighbours, each counted as one (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
