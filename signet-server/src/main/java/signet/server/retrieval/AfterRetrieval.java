package signet.server.retrieval;

import java.util.Optional;

/**
 * What happens to a message in the mailbox once the cursor has passed it.
 *
 * @param folder for {@link Kind#MOVE} only: where to
 */
public record AfterRetrieval(Kind kind, Optional<String> folder) {
    public static final AfterRetrieval KEEP = new AfterRetrieval(Kind.KEEP, Optional.empty());

    public enum Kind {
        KEEP,
        SEEN,
        DELETE,
        MOVE
    }

    /**
     * Reads {@code keep}, {@code seen}, {@code delete} or {@code move:FOLDER}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static AfterRetrieval parse(String text) {
        return switch (text) {
            case "keep" -> KEEP;
            case "seen" -> new AfterRetrieval(Kind.SEEN, Optional.empty());
            case "delete" -> new AfterRetrieval(Kind.DELETE, Optional.empty());
            default -> {
                if (text.startsWith("move:") && text.length() > "move:".length()) {
                    yield new AfterRetrieval(Kind.MOVE, Optional.of(text.substring("move:".length())));
                }
                throw new IllegalArgumentException("\"" + text + "\" is none of keep, seen, delete and move:FOLDER");
            }
        };
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return switch (kind) {
            case KEEP -> "keep";
            case SEEN -> "seen";
            case DELETE -> "delete";
            case MOVE -> "move:" + folder.orElseThrow();
        };
    }
}
