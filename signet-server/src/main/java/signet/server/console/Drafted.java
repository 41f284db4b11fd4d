package signet.server.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import signet.oauth.Cloud;
import signet.oauth.Secret;

/**
 * A form as the blocks the API takes. What the forms do not know, such as pacing, stays as it was stored.
 *
 * @param account    names no credential when it has one of its own
 * @param credential absent for {@code basic} and where a saved one is shared
 */
record Drafted(Map<String, Object> account, Optional<Map<String, Object>> credential) {
    /** The method that takes a token URL and request properties. */
    static final String TOKEN_URL = "oauth2";

    private static final List<String> OF_CREDENTIAL = List.of(
            "method",
            "tenant-id",
            "client-id",
            "client-secret",
            "secret-expires",
            "private-key",
            "private-key-passphrase",
            "certificate",
            "scope",
            "cloud",
            "authority",
            "token-url",
            "request-properties",
            "trust");

    /** What is stored now, masked; empty maps for what is new. */
    record Before(Map<String, Object> account, Map<String, Object> credential) {
        static final Before NOTHING = new Before(Map.of(), Map.of());
    }

    static Drafted mail(Entered entered, Before before) {
        Map<String, Object> account = account(entered, before.account());
        put(account, "address", entered.given("address"));
        put(account, "username", entered.given("username"));
        List<String> senders = new ArrayList<>();
        entered.text("senders")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(senders::add);
        put(account, "senders", Optional.of(senders).filter(list -> !list.isEmpty()));
        account.put("smtp", endpoint(entered));
        if (entered.text("method").equals(TOKEN_URL) && entered.given("use").isEmpty()) {
            // the connection form's own; this form leaves it alone
            put(account, "credential", Optional.ofNullable(before.account().get("credential")));
            return new Drafted(account, Optional.empty());
        }
        return new Drafted(account, credential(entered, before.credential()));
    }

    static Drafted connection(Entered entered, Before before) {
        Map<String, Object> account = account(entered, before.account());
        String user = entered.text("username");
        String address = entered.given("address").orElse(user);
        account.put("address", address);
        put(account, "username", Optional.of(user).filter(name -> !name.isEmpty() && !name.equals(address)));
        put(
                account,
                "properties",
                Optional.of(Entered.lines(entered.text("properties"))).filter(lines -> !lines.isEmpty()));
        account.put(protocol(entered), endpoint(entered));
        return new Drafted(account, credential(entered, before.credential()));
    }

    static String protocol(Entered entered) {
        String word = entered.text("protocol").toLowerCase(Locale.ROOT);
        return List.of("imap", "pop3", "smtp").contains(word) ? word : "imap";
    }

    private static Map<String, Object> account(Entered entered, Map<String, Object> before) {
        Map<String, Object> account = new LinkedHashMap<>(before);
        put(account, "credential", entered.given("use"));
        put(account, "password", secret(entered, "password", before));
        put(account, "trust", entered.given("trust"));
        return account;
    }

    private static Map<String, Object> endpoint(Entered entered) {
        Map<String, Object> endpoint = new LinkedHashMap<>();
        put(endpoint, "host", entered.given("host").map(Drafted::hostName));
        put(
                endpoint,
                "port",
                entered.given("port").or(() -> port(entered.text("host"))).map(Drafted::number));
        put(endpoint, "tls", entered.given("tls"));
        return endpoint;
    }

    /** People put in URLs such as {@code imaps://outlook.office365.com:993/}. */
    private static String hostName(String text) {
        return text.replaceFirst("^[a-z0-9]+://", "").replaceFirst("/.*$", "").replaceFirst(":\\d+$", "");
    }

    private static Optional<String> port(String url) {
        String rest = url.replaceFirst("^[a-z0-9]+://", "").replaceFirst("/.*$", "");
        return rest.matches("[^:]+:\\d+") ? Optional.of(rest.substring(rest.indexOf(':') + 1)) : Optional.empty();
    }

    private static Object number(String text) {
        return text.matches("\\d{1,9}") ? Long.valueOf(text) : text;
    }

    private static Optional<Map<String, Object>> credential(Entered entered, Map<String, Object> before) {
        String method = entered.text("method");
        if (entered.given("use").isPresent() || method.equals("basic") || method.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> block = new LinkedHashMap<>(before);
        OF_CREDENTIAL.forEach(block::remove);
        if (!method.equals(before.get("method"))) {
            block.remove("next"); // it follows what was there
        }
        block.put("method", method);
        put(block, "trust", entered.given("trust"));
        Function<String, Optional<Object>> secret = name -> secret(entered, name, before);
        if (method.equals(TOKEN_URL)) {
            put(block, "token-url", entered.given("token-url"));
            Map<String, String> properties = entered.requestProperties();
            if (secret.apply("private-key").isPresent()) {
                properties.remove("client_secret", ""); // the form's own line; a pair takes its place
            }
            put(block, "request-properties", Optional.of(properties).filter(lines -> !lines.isEmpty()));
            put(block, "allow-insecure", entered.given("allow-insecure").map("true"::equals));
        } else {
            put(block, "tenant-id", entered.given("tenant-id"));
            put(block, "client-id", entered.given("client-id"));
            put(block, "cloud", entered.given("cloud").filter(word -> !word.equals(Cloud.GLOBAL.word())));
            put(block, "authority", entered.given("authority"));
            put(block, "scope", entered.given("scope").filter(scope -> !scope.equals(usualScope(entered))));
        }
        if (method.equals("client-secret-microsoft-oauth2")) {
            put(block, "client-secret", secret.apply("client-secret"));
            put(block, "secret-expires", entered.given("secret-expires"));
        } else {
            pair(block, entered, before);
        }
        return Optional.of(block);
    }

    /** A passphrase belongs to its key: with a new key the stored one is of no use. */
    private static void pair(Map<String, Object> block, Entered entered, Map<String, Object> before) {
        put(block, "private-key", secret(entered, "private-key", before));
        Map<String, Object> kept = entered.secret("private-key").isPresent() ? Map.of() : before;
        put(block, "private-key-passphrase", secret(entered, "private-key-passphrase", kept));
        put(block, "certificate", entered.given("certificate"));
    }

    static String usualScope(Entered entered) {
        for (Cloud cloud : Cloud.values()) {
            if (cloud.word().equals(entered.text("cloud"))) {
                return cloud.scope();
            }
        }
        return Cloud.GLOBAL.scope();
    }

    private static Optional<Object> secret(Entered entered, String name, Map<String, Object> before) {
        return entered.secret(name)
                .<Object>map(Secret::reveal)
                .or(() -> before.containsKey(name) ? Optional.of(Entered.HIDDEN) : Optional.empty());
    }

    private static void put(Map<String, Object> block, String key, Optional<?> value) {
        value.ifPresentOrElse(present -> block.put(key, present), () -> block.remove(key));
    }

    /** With OAuth a password is ignored; it is told, and not stored. */
    Map<String, Object> accountToStore(Entered entered, String credentialName) {
        Map<String, Object> stored = new LinkedHashMap<>(account);
        if (credential.isPresent()) {
            stored.put("credential", credentialName);
        }
        if (stored.containsKey("credential")) {
            stored.remove("password");
        }
        return stored;
    }

    /** As {@code /v1/check} and {@code /v1/tests} take it. */
    Map<String, Object> body(Optional<String> accountName, Optional<String> credentialName) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("account", account);
        credential.ifPresent(block -> body.put("credential", block));
        Map<String, Object> stored = new LinkedHashMap<>();
        accountName.ifPresent(name -> stored.put("account", name));
        credentialName.filter(name -> credential.isPresent()).ifPresent(name -> stored.put("credential", name));
        if (!stored.isEmpty()) {
            body.put("stored", stored);
        }
        return body;
    }

    /** The form's field a JSON pointer into such a body means; empty for none in particular. */
    static String field(String pointer) {
        String[] parts = pointer.replaceFirst("^#?/", "").split("/", -1);
        if (parts.length < 2) {
            return "";
        }
        String key = parts[1];
        if (parts[0].equals("account")) {
            return switch (key) {
                case "smtp", "imap", "pop3" -> parts.length > 2 ? parts[2] : "host";
                case "credential" -> "method";
                default -> key;
            };
        }
        return key;
    }
}
