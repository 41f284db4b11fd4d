package signet.server.settings;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import signet.doctor.Quoting;
import signet.oauth.Secret;

/** Walks over a document with its layout beside it and shows what is no secret. For one document. */
final class MaskedYaml {
    static final String MASK = Secret.of("").toString();

    /** Request properties that say which way is taken, not who goes it. */
    private static final Set<String> PUBLIC_PROPERTIES =
            Set.of("grant_type", "client_id", "client_assertion_type", "scope", "resource", "tenant");

    private static final Set<String> IDS = Set.of("tenant-id", "client-id");

    private static final Pattern VARIABLE = Pattern.compile("env:[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern PATH = Pattern.compile("file:[^\\p{Cntrl}]{1,400}");
    private static final Pattern URL =
            Pattern.compile("([a-z0-9+.:-]+://)([^/?#\\s]*@)?([^/?#@\\s]*)([^?#\\s]*)(\\S*)");
    private static final Pattern MEASURE = Pattern.compile("[0-9][0-9A-Za-z .:-]{0,30}");
    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]{8,}");
    private static final int LONGEST_KEY = 100;
    private static final int LONGEST_TEXT = 500;

    private final Values values;
    private final List<ShownSettings.Reference> references = new ArrayList<>();
    private final List<Secret> secrets = new ArrayList<>();

    MaskedYaml(Values values) {
        this.values = values;
    }

    List<ShownSettings.Reference> references() {
        return references;
    }

    List<Secret> secrets() {
        return secrets;
    }

    /** What may be shown of a document, as maps, lists, texts and numbers. */
    Object shown(Yaml yaml, Shape shape) {
        Object shown = shown(yaml, shape, "");
        return shown == null ? Map.of() : shown;
    }

    private @Nullable Object shown(Yaml yaml, Shape shape, String path) {
        if (yaml instanceof Yaml.Text text && text.isNothing()) {
            return null;
        }
        return switch (shape) {
            case Shape.Struct struct -> yaml instanceof Yaml.Entries entries ? block(entries, struct, path) : MASK;
            case Shape.MapOf map -> yaml instanceof Yaml.Entries entries ? entries(entries, map, path) : MASK;
            case Shape.ListOf list -> items(yaml, list, path);
            case Shape.TextOr either ->
                yaml instanceof Yaml.Text ? shown(yaml, either.text(), path) : shown(yaml, either.block(), path);
            case Shape.Text wanted -> yaml instanceof Yaml.Text text ? text(text, wanted.secret(), path) : MASK;
            case Shape.Choice choice -> plain(yaml, choice.words()::contains);
            case Shape.Flag flag -> plain(yaml, Set.of("true", "false")::contains);
            case Shape.Whole whole -> plain(yaml, written -> written.matches("\\d{1,12}"));
            case Shape.Span span ->
                plain(yaml, written -> MEASURE.matcher(written).matches());
            case Shape.Size size ->
                plain(yaml, written -> MEASURE.matcher(written).matches());
            case Shape.Date date ->
                plain(yaml, written -> MEASURE.matcher(written).matches());
        };
    }

    private Map<String, @Nullable Object> block(Yaml.Entries entries, Shape.Struct struct, String path) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        entries.entries().forEach((key, entry) -> {
            Optional<Shape> shape =
                    Optional.ofNullable(struct.fields().get(key)).map(Shape.Field::shape);
            String at = path.isEmpty() ? key : path + "." + key;
            // a key that is not known may be a known one misspelt, and what it holds a secret
            shown.put(cut(key), shape.isPresent() ? shown(entry.value(), shape.get(), at) : MASK);
        });
        return shown;
    }

    private Map<String, @Nullable Object> entries(Yaml.Entries entries, Shape.MapOf map, String path) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        boolean request = path.endsWith(".request-properties") || path.equals("request-properties");
        boolean mail = path.endsWith(".properties") || path.equals("properties");
        entries.entries().forEach((key, entry) -> {
            Shape shape = map.value();
            if (request || mail) {
                boolean open = request ? PUBLIC_PROPERTIES.contains(key) : ShownSettings.mayShowProperty(key);
                shape = new Shape.Text("", !open);
            }
            shown.put(cut(key), shown(entry.value(), shape, path + "." + key));
        });
        return shown;
    }

    private @Nullable Object items(Yaml yaml, Shape.ListOf list, String path) {
        if (yaml instanceof Yaml.Items items) {
            List<@Nullable Object> shown = new ArrayList<>();
            items.items().forEach(item -> shown.add(shown(item, list.item(), path)));
            return shown;
        }
        return list.orSingle() ? shown(yaml, list.item(), path) : MASK;
    }

    /** One of our own words, or the mask: what stands at the wrong place may be anything. */
    private Object plain(Yaml yaml, java.util.function.Predicate<String> harmless) {
        if (!(yaml instanceof Yaml.Text text) || !harmless.test(text.text())) {
            return MASK;
        }
        String written = text.text();
        if (written.equals("true") || written.equals("false")) {
            return Boolean.valueOf(written);
        }
        return written.matches("0|[1-9]\\d{0,11}") ? (Object) Long.valueOf(written) : written;
    }

    private Object text(Yaml.Text text, boolean secret, String path) {
        String written = text.text();
        boolean variable = VARIABLE.matcher(written).matches();
        if (variable || PATH.matcher(written).matches()) {
            if (!variable) {
                reference(path, written.substring("file:".length()));
            }
            boolean webhook = key(path).equals("webhook");
            if (secret || webhook) {
                // of a webhook's URL the path is the secret
                values.secret(text, path, Owners.FILE)
                        .map(value -> webhook ? value.replaceFirst("^[a-z]+://[^/?#]*/?", "") : value)
                        .ifPresent(this::keep);
            }
            return written;
        }
        if (!secret) {
            return open(written, path);
        }
        keep(literal(written));
        return MASK;
    }

    private static String key(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private void reference(String path, String name) {
        try {
            references.add(new ShownSettings.Reference(path, values.directory().resolve(name)));
        } catch (InvalidPathException e) {
            return; // complained of where the settings are read
        }
    }

    /** A text that ought to be no secret. */
    private String open(String written, String path) {
        if (written.contains("PRIVATE KEY") || TOKEN.matcher(written).find()) {
            keep(written);
            return MASK;
        }
        if (IDS.contains(key(path)) && Quoting.mayBeSecret(written)) {
            return MASK; // the field beside it is the secret's
        }
        if (written.contains("-----BEGIN CERTIFICATE-----")) {
            return "(certificates in PEM)";
        }
        if (key(path).equals("command")) {
            int blank = written.indexOf(' ');
            return blank < 0 ? written : written.substring(0, blank) + " " + MASK;
        }
        if (written.contains("://")) {
            return url(written, key(path).equals("webhook"));
        }
        return written.length() > LONGEST_TEXT ? written.substring(0, LONGEST_TEXT) + "…" : written;
    }

    /** Without a password in it; a webhook's path is a password, too. */
    private String url(String written, boolean webhook) {
        Matcher url = URL.matcher(written);
        if (!url.matches()) {
            keep(written);
            return MASK;
        }
        String login = url.group(2) == null ? "" : MASK + "@";
        if (url.group(2) != null) {
            keep(url.group(2).replaceFirst("^[^:]*:", "").replaceFirst("@$", ""));
        }
        boolean hidesPath = webhook && url.group(4).length() > 1;
        if (hidesPath) {
            keep(url.group(4).substring(1));
        }
        return url.group(1)
                + login
                + url.group(3)
                + (hidesPath ? "/" + MASK : url.group(4))
                + (url.group(5).isEmpty() ? "" : "?" + MASK);
    }

    private static String literal(String written) {
        return written.startsWith("literal:") ? written.substring("literal:".length()) : written;
    }

    private void keep(String secret) {
        secrets.add(Secret.of(secret));
    }

    private static String cut(String key) {
        return Quoting.of(key, LONGEST_KEY);
    }
}
