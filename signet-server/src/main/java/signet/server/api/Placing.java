package signet.server.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.doctor.Finding;
import signet.doctor.Report;
import signet.doctor.Step;
import signet.server.settings.Pointing;

/**
 * Which member of a draft a finding is about. Findings name the place in words, as somebody with a file wants it; whoever
 * filled in a form wants the words beside the field.
 */
final class Placing {
    /** In front of everything that was read: a draft is one line. */
    private static final Pattern LINE = Pattern.compile("^draft:\\d+: ");

    private static final Pattern OF_DRAFT = Pattern.compile("^(draft:\\d+: )?((account|credential) draft, )?");

    /** What was made through the API has a name and no lines. */
    private static final Pattern OF_OBJECT = Pattern.compile("^(credentials|accounts)\\.[a-z0-9-]+:\\d+: ");

    private static final Pattern SETTING =
            Pattern.compile("^(account|credential) [^ ,]+, ([A-Za-z0-9_.-]+): (.+)$", Pattern.DOTALL);
    private static final Pattern CREDENTIAL_ALONE = Pattern.compile("^credential [^ ,]+: (.+)$", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("^'((?:account|credential)(?:\\.[A-Za-z0-9_.-]+)?)'");
    private static final Pattern MISSING = Pattern.compile("^'(account|credential)([a-z0-9.-]*)' has no '([a-z-]+)'");
    private static final Pattern UNKNOWN = Pattern.compile("^'([^']+)' is not a key of '([a-z0-9.-]+)'");

    /** Members below which the dots are those of a name. */
    private static final List<String> NAMES = List.of("/credential/request-properties/", "/account/properties/");

    private static final String PROPERTIES = "/account/properties";

    private Placing() {}

    /** @param pointer RFC 6901; empty = about the whole */
    record Placed(String pointer, String text) {}

    static Placed of(Finding finding) {
        String text = LINE.matcher(finding.summary()).replaceFirst("");
        Matcher setting = SETTING.matcher(text);
        if (setting.matches()) {
            return new Placed(pointer(setting.group(1) + "." + setting.group(2)), sentence(setting.group(3)));
        }
        Matcher alone = CREDENTIAL_ALONE.matcher(text);
        if (alone.matches()) {
            return new Placed(ofCode(finding.code(), text).orElse("/credential"), sentence(alone.group(1)));
        }
        return new Placed(named(text).or(() -> ofCode(finding.code(), text)).orElse(""), text);
    }

    private static Optional<String> named(String text) {
        Matcher missing = MISSING.matcher(text);
        if (missing.find()) {
            return Optional.of(pointer(missing.group(1) + missing.group(2) + "." + missing.group(3)));
        }
        Matcher unknown = UNKNOWN.matcher(text);
        if (unknown.find()) {
            return Optional.of(pointer(unknown.group(2) + "." + unknown.group(1)));
        }
        Matcher quoted = QUOTED.matcher(text);
        return quoted.find() ? Optional.of(pointer(quoted.group(1))) : Optional.empty();
    }

    /** What is found out about keys, certificates, assertions and properties does not name the setting. */
    private static Optional<String> ofCode(String code, String text) {
        if (code.startsWith("property-")) {
            return Optional.of(PROPERTIES);
        }
        if (code.startsWith("assertion-") || code.equals("secret-and-assertion")) {
            return Optional.of("/credential/request-properties");
        }
        return Pointing.ofCode(code, text).map(setting -> "/credential/" + setting);
    }

    private static String pointer(String dotted) {
        String pointer = "/" + dotted.replace('.', '/');
        for (String above : NAMES) {
            if (pointer.startsWith(above)) {
                return above + Members.escaped(dotted.substring(above.length() - 1));
            }
        }
        return pointer;
    }

    /** What stood behind a colon begins a line now. */
    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** The report without the name and the line of a draft, which is nobody's. */
    static Report plain(Report report) {
        return new Report(
                report.account(),
                report.protocol(),
                report.ok(),
                report.steps().stream()
                        .map(step -> new Step(step.stage(), step.status(), plain(step.detail()), step.took()))
                        .toList(),
                report.findings().stream().map(Placing::plain).toList());
    }

    private static Finding plain(Finding finding) {
        return new Finding(
                finding.code(),
                finding.severity(),
                plain(finding.summary()),
                finding.causes(),
                finding.remedy(),
                finding.stage(),
                finding.facts());
    }

    private static String plain(String text) {
        return OF_DRAFT.matcher(text).replaceFirst("");
    }

    /** What a finding says of a stored object, ready to stand inside a sentence. */
    static String ofObject(Finding finding) {
        return OF_OBJECT.matcher(finding.summary()).replaceFirst("").replaceFirst("\\.$", "");
    }

    /** Findings of a stored object. */
    static List<Map<String, Object>> shapes(List<Finding> findings) {
        return findings.stream()
                .map(finding -> {
                    Map<String, Object> shape = Shapes.finding(finding);
                    shape.put("summary", OF_OBJECT.matcher(finding.summary()).replaceFirst(""));
                    return shape;
                })
                .toList();
    }

    /** The finding with its place. */
    static Map<String, Object> shape(Finding finding) {
        Placed placed = of(finding);
        Map<String, Object> shape = Shapes.finding(finding);
        shape.put("pointer", "#" + placed.pointer());
        shape.put("summary", placed.text());
        return shape;
    }
}
