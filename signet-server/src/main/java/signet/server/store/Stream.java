package signet.server.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Conditions on entries of which an index serves the leading ones, newest first.
 *
 * @param number the column of the entry's number in the table that is walked
 */
record Stream(String tables, String number, String condition, List<Object> values) {
    /** Every entry. */
    static final Stream ALL = new Stream("1 = 1", List.of());

    Stream {
        values = List.copyOf(values);
    }

    Stream(String condition, List<Object> values) {
        this("entry", "n", condition, values);
    }

    Stream and(String more, Object... moreValues) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(List.of(moreValues));
        return new Stream(tables, number, condition + " and " + more, all);
    }

    /** Those with a text in subject, Message-ID, sender or a recipient. */
    Stream containing(String text) {
        String pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return and(
                "(subject like ? escape '\\' or message_id like ? escape '\\' or sender like ? escape '\\'"
                        + " or exists (select 1 from recipient r where r.entry = entry.n and r.address like ? escape '\\'))",
                pattern,
                pattern,
                pattern,
                pattern);
    }

    /** The beginning of a query; goes on with values for upper and lower bound and what comes after the order. */
    String select() {
        return "select distinct " + number + " from " + tables + " where " + condition + " and " + number + " < ? and "
                + number + " >= ? order by " + number + " desc ";
    }
}
