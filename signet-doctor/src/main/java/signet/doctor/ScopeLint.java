package signet.doctor;

import static signet.doctor.Code.*;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import signet.oauth.Cloud;

/** The scope of an application's token for mail. At most one finding: the first thing to put right. */
final class ScopeLint {
    private static final Pattern DELEGATED = Pattern.compile(
            "(IMAP|POP)\\.AccessAsUser\\.All|SMTP\\.Send(?!AsApp)|Mail\\.(Send|Read|ReadWrite)|offline_access|\\bopenid\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ENCODED = Pattern.compile("%(3A|2F|20|25)", Pattern.CASE_INSENSITIVE);

    private ScopeLint() {}

    /**
     * @param knownHost whether the login host is the cloud's own, so that a scope of another cloud is wrong
     */
    static List<Finding> microsoft(String place, String scope, Cloud cloud, boolean knownHost) {
        String fix = "Leave scope out, or set it to " + cloud.scope();
        if (scope.isBlank()) {
            return List.of(SCOPE_BLANK.setting(place + "the scope is blank.", fix));
        }
        String value = scope.strip();
        Optional<String> placeholder = Values.placeholder(value);
        if (placeholder.isPresent()) {
            return List.of(EXAMPLE_VALUE.setting(
                    place + "the example value " + placeholder.get() + " was left in the scope.", fix));
        }
        if (resources(value) > 1 && !DELEGATED.matcher(value).find()) {
            return List.of(SCOPE_TWO_RESOURCES.setting(place + "the scope names more than one resource.", fix));
        }
        if (value.toLowerCase(Locale.ROOT).contains("graph.microsoft.")) {
            return List.of(SCOPE_GRAPH.setting(
                    place + "a token for Microsoft Graph is not taken by IMAP, POP3 and SMTP.",
                    fix + "; the permissions are those of \"Office 365 Exchange Online\", not Graph's."));
        }
        if (DELEGATED.matcher(value).find()) {
            return List.of(SCOPE_DELEGATED.setting(
                    place + "\"" + Values.shortened(value) + "\" is a permission of signed-in people;"
                            + " an application gets its own by /.default.",
                    fix + "; what the application may do is set under API permissions (application permissions)."));
        }
        if (ENCODED.matcher(value).find()) {
            return List.of(SCOPE_ENCODED.setting(
                    place + "the scope is percent-encoded already; Signet encodes it itself, once.", fix));
        }
        if (!value.endsWith("/.default")) {
            return List.of(SCOPE_NOT_DEFAULT.setting(
                    place + "\"" + Values.shortened(value) + "\" does not end in /.default.", fix));
        }
        return changed(place, value, cloud, knownHost, fix);
    }

    private static List<Finding> changed(String place, String value, Cloud cloud, boolean knownHost, String fix) {
        // one or two slashes: the resource's address may itself end in one
        if (value.replace("//.default", "/.default").equalsIgnoreCase(cloud.scope())) {
            return List.of();
        }
        boolean other =
                Arrays.stream(Cloud.values()).anyMatch(one -> one.scope().equalsIgnoreCase(value));
        if (other && knownHost) {
            return List.of(SCOPE_OTHER_CLOUD.setting(
                    place + "\"" + value + "\" belongs to another cloud than " + cloud.word() + ".",
                    "Set cloud, and leave scope out: login host, mail host and scope go together."));
        }
        return List.of(scopeChanged(place, value, fix));
    }

    private static Finding scopeChanged(String place, String value, String fix) {
        return SCOPE_CHANGED.setting(
                place + "the scope is \"" + Values.shortened(value)
                        + "\"; it should not be changed under normal operation.",
                fix);
    }

    private static long resources(String scope) {
        return Arrays.stream(scope.split("\\s+"))
                .map(word -> word.contains("://") ? word.replaceFirst("^([^:]+://[^/]+).*$", "$1") : word)
                .distinct()
                .count();
    }
}
