package signet.server.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One field of a settings form, with the words beside it.
 *
 * @param name     in the form; that of the key in {@code signet.yaml} where there is one
 * @param label    as administrators know it from other products
 * @param help     what to put in and where to find it, in one or two sentences
 * @param choices  of a {@link Kind#CHOICE} or {@link Kind#SELECT}
 * @param required whether it must be filled in; whether it depends, the help says
 */
record Field(String name, Kind kind, String label, String help, List<Choice> choices, boolean required) {
    Field {
        choices = List.copyOf(choices);
    }

    enum Kind {
        TEXT,
        NUMBER,
        EMAIL,
        DATE,
        AREA,
        /** A line that is never shown again. */
        SECRET,
        /** Lines that are never shown again. */
        SECRET_AREA,
        CHOICE,
        SELECT;

        boolean secret() {
            return this == SECRET || this == SECRET_AREA;
        }
    }

    /** One of several values. */
    record Choice(String value, String label, String help) {}

    static Field of(Kind kind, String name, String label, String help) {
        return new Field(name, kind, label, help, List.of(), false);
    }

    static Field choice(Kind kind, String name, String label, String help, Choice... choices) {
        return new Field(name, kind, label, help, List.of(choices), true);
    }

    Field mandatory() {
        return new Field(name, kind, label, help, choices, true);
    }

    /**
     * As the template shows it.
     *
     * @param value    empty for a secret
     * @param kept     what is said in place of a secret's value
     * @param errors   about this field
     * @param warnings about this field
     */
    Map<String, Object> shown(String value, String kept, List<String> errors, List<String> warnings) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", name);
        shown.put("kind", kind.name());
        shown.put("label", label);
        shown.put("help", help);
        shown.put("required", required);
        shown.put("value", kind.secret() ? "" : value);
        shown.put("kept", kept);
        shown.put("errors", errors);
        shown.put("warnings", warnings);
        shown.put("describedBy", name + "-help" + (errors.isEmpty() ? "" : " " + name + "-error"));
        List<Map<String, Object>> options = new ArrayList<>();
        for (Choice choice : choices) {
            Map<String, Object> option = new LinkedHashMap<>();
            option.put("value", choice.value());
            option.put("label", choice.label());
            option.put("help", choice.help());
            option.put("chosen", choice.value().equals(value));
            options.add(option);
        }
        shown.put("options", options);
        return shown;
    }
}
