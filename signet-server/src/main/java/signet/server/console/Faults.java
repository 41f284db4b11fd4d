package signet.server.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import signet.server.api.Reply;

/** What is wrong with a form: beside the fields where it can be told, else above them. */
final class Faults {
    private final Map<String, List<String>> errors = new LinkedHashMap<>();
    private final Map<String, List<String>> warnings = new LinkedHashMap<>();

    static Faults none() {
        return new Faults();
    }

    static Faults one(String field, String text) {
        Faults faults = new Faults();
        faults.error(field, text);
        return faults;
    }

    /** Of what {@code /v1/check} found. */
    static Faults checked(Reply reply) {
        Faults faults = new Faults();
        if (reply.value().get("findings") instanceof List<?> findings) {
            for (Object each : findings) {
                Map<String, Object> finding = Stored.members(each);
                String field = Drafted.field(String.valueOf(finding.get("pointer")));
                String text = finding.get("summary") + " " + finding.get("remedy");
                if ("error".equals(finding.get("severity"))) {
                    faults.error(field, text.strip());
                } else {
                    faults.warning(field, text.strip());
                }
            }
        }
        return faults;
    }

    /** Of a draft the API refused. */
    static Faults refused(Reply reply) {
        return refused(reply, "");
    }

    /** @param within where in a draft the refused body would stand: {@code /account}, {@code /credential} */
    static Faults refused(Reply reply, String within) {
        Faults faults = new Faults();
        reply.complaints()
                .forEach(complaint -> faults.error(
                        Drafted.field(within + complaint.where().replaceFirst("^#", "")), capital(complaint.detail())));
        if (reply.complaints().isEmpty()) {
            faults.error("", capital(reply.detail()));
        }
        return faults;
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    void error(String field, String text) {
        errors.computeIfAbsent(field, f -> new ArrayList<>()).add(text);
    }

    private void warning(String field, String text) {
        warnings.computeIfAbsent(field, f -> new ArrayList<>()).add(text);
    }

    /** The same about these fields alone. */
    Faults about(Set<String> fields) {
        Faults some = new Faults();
        errors.forEach((field, texts) -> {
            if (fields.contains(field)) {
                texts.forEach(text -> some.error(field, text));
            }
        });
        warnings.forEach((field, texts) -> {
            if (fields.contains(field)) {
                texts.forEach(text -> some.warning(field, text));
            }
        });
        return some;
    }

    boolean wrong() {
        return !errors.isEmpty();
    }

    List<String> errors(String field) {
        return errors.getOrDefault(field, List.of());
    }

    List<String> warnings(String field) {
        return warnings.getOrDefault(field, List.of());
    }

    /** What belongs to no field of the form, errors first. */
    List<String> elsewhere(Set<String> fields) {
        List<String> texts = new ArrayList<>();
        for (Map<String, List<String>> kind : List.of(errors, warnings)) {
            kind.forEach((field, all) -> {
                if (!fields.contains(field)) {
                    texts.addAll(all);
                }
            });
        }
        return texts;
    }
}
