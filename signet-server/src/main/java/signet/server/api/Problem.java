package signet.server.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import signet.doctor.Finding;
import signet.server.queue.NotAcceptedException;

/**
 * Why a request was not done (RFC 9457).
 *
 * @param word   the last part of the type's URI
 * @param detail what, where, which limit, how to fix it
 * @param errors the members, parameters or headers that are wrong
 * @param findings what is wrong with settings
 */
record Problem(int status, String word, String detail, List<Wrong> errors, List<Finding> findings) {
    private static final String TYPE = "https://signetmail.github.io/problems/";

    Problem {
        errors = List.copyOf(errors);
        findings = List.copyOf(findings);
    }

    static Problem of(int status, String word, String detail) {
        return new Problem(status, word, detail, List.of(), List.of());
    }

    static Problem of(NotAcceptedException refused) {
        String message = String.valueOf(refused.getMessage());
        return of(refused.reason().http(), refused.reason().word(), message);
    }

    /** The same answer for what does not exist and for what belongs to others. */
    static Problem notFound() {
        return of(404, "not-found", "there is nothing here, or nothing you may see");
    }

    Map<String, Object> shape() {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("type", TYPE + word);
        shape.put("title", title());
        shape.put("status", status);
        shape.put("detail", detail);
        if (!errors.isEmpty()) {
            shape.put("errors", errors.stream().map(Wrong::shape).toList());
        }
        if (!findings.isEmpty()) {
            shape.put("findings", Shapes.findings(findings));
        }
        return shape;
    }

    private String title() {
        String words = word.replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /**
     * One thing that is wrong.
     *
     * @param kind  {@code pointer} into the body (RFC 6901, as a fragment), {@code parameter} or {@code header}
     * @param where which one
     */
    record Wrong(String kind, String where, String detail) {
        static Wrong member(String pointer, String detail) {
            return new Wrong("pointer", "#" + pointer, detail);
        }

        static Wrong parameter(String name, String detail) {
            return new Wrong("parameter", name, detail);
        }

        static Wrong header(String name, String detail) {
            return new Wrong("header", name, detail);
        }

        private Map<String, Object> shape() {
            Map<String, Object> shape = new LinkedHashMap<>();
            shape.put(kind, where);
            shape.put("detail", detail);
            return shape;
        }
    }
}
