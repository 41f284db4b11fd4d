package signet.doctor;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a value looks like, judged by its form alone. */
final class Values {
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    /** Entra ID's older endpoint; others have no GUID there. */
    private static final Pattern V1 = Pattern.compile("/" + GUID.pattern() + "/oauth2/token");

    private static final Pattern DOMAIN = Pattern.compile(
            "(?=.{3,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])");
    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s@<>\",;:]+@[^\\s@<>\",;:]+|\"[^\"]+\"@[^\\s@<>\",;:]+");
    private static final Pattern EXAMPLE = Pattern.compile(
            "…|\\.\\.\\.|<[^>]*>|\\{[^}]*}|x{8}-?x{4}|0{8}-0{4}-0{4}-0{4}-0{12}"
                    + "|\\byour[ _-]?(own[ _-]?)?(tenant|client|app|application|directory|secret|organi[sz]ation|company)"
                    + "|\\b(tenant|client|app|application|directory|object)[ _-]?(id|name)\\b"
                    + "|change[ _-]?me|replace[ _-]?me|^(todo|undefined|null|none|n/a|x{3,}|tenant|client|example)$",
            Pattern.CASE_INSENSITIVE);
    private static final List<String> LOGIN_HOSTS = List.of(
            "login.microsoftonline.com",
            "login.microsoftonline.us",
            "login.partner.microsoftonline.cn",
            "login.chinacloudapi.cn",
            "login.windows.net",
            "login.microsoft.com",
            "sts.windows.net");
    private static final List<String> MAIL_DOMAINS =
            List.of("office365.com", "outlook.com", "office.com", "office365.us", "apps.mil", "outlook.cn", "live.com");

    private Values() {}

    static boolean isGuid(String value) {
        return GUID.matcher(value).matches();
    }

    static boolean isDomain(String value) {
        return DOMAIN.matcher(value).matches();
    }

    static boolean isAddress(String value) {
        return ADDRESS.matcher(value).matches();
    }

    /** The placeholder left in {@code value}, such as {@code TENANT_ID} or {@code <tenant>}. */
    static Optional<String> placeholder(String value) {
        var matcher = EXAMPLE.matcher(value.strip());
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    /** The same for a value that may hold any character by chance: only a whole placeholder counts. */
    static Optional<String> placeholderAlone(String value) {
        return placeholder(value).filter(found -> value.strip().length() <= found.length() + 12);
    }

    static Optional<URI> url(String value) {
        try {
            URI url = new URI(value.strip());
            return url.getScheme() == null || url.getHost() == null ? Optional.empty() : Optional.of(url);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.startsWith("127.") || name.equals("::1") || name.equals("[::1]");
    }

    /** Whether {@code url} is Entra ID's, or speaks its paths as a stand-in does. */
    static boolean isMicrosoftLogin(URI url) {
        String path = url.getPath() == null ? "" : url.getPath();
        return LOGIN_HOSTS.contains(url.getHost().toLowerCase(Locale.ROOT))
                || path.contains("/oauth2/v2.0/")
                || V1.matcher(path).matches();
    }

    /** Whether {@code url} is at one of Entra ID's own hosts. */
    static boolean isMicrosoftHost(URI url) {
        return LOGIN_HOSTS.contains(url.getHost().toLowerCase(Locale.ROOT));
    }

    /** Whether {@code host} is one of Microsoft's for mail. */
    static boolean isMicrosoftMail(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return MAIL_DOMAINS.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain))
                || name.endsWith(".mx.microsoft");
    }

    /** The first characters of a long value, for a message; a mask where it may be a secret. */
    static String shortened(String value) {
        return Quoting.of(value, 60);
    }
}
