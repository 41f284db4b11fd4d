package signet.server.console;

import java.util.List;

/**
 * Fields of a form that belong together.
 *
 * @param id     of the element, and what the style sheet knows it by: {@code for-certificate} is seen with that method only
 * @param folded shown on demand: what is seldom needed
 * @param button of the group itself; empty = none
 */
record Group(String id, String legend, String note, boolean folded, String button, List<Field> fields) {
    Group {
        fields = List.copyOf(fields);
    }

    static Group of(String id, String legend, String note, Field... fields) {
        return new Group(id, legend, note, false, "", List.of(fields));
    }

    Group onDemand() {
        return new Group(id, legend, note, true, button, fields);
    }

    /** @param what a form's {@code do}: {@code certificate} or {@code look} */
    Group with(String what) {
        return new Group(id, legend, note, folded, what, fields);
    }
}
