package signet.server.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import signet.oauth.Cloud;

/** What stands in a form over an account that is stored. */
final class StoredSettings {
    private StoredSettings() {}

    /**
     * @param credential that it names
     * @param own        whether the form fills in the credential too
     * @param protocol   of the connection that is shown; empty for the mail settings form
     */
    static Entered entered(
            Map<String, Object> account,
            Optional<Map<String, Object>> credential,
            boolean own,
            Optional<String> protocol) {
        Map<String, Object> settings = Stored.settings(account);
        Map<String, Object> of = credential.map(Stored::settings).orElse(Map.of());
        Map<String, String> values = new LinkedHashMap<>();
        protocol.ifPresent(word -> values.put("protocol", word));
        for (String key : List.of("address", "username", "trust")) {
            text(settings, key).ifPresent(value -> values.put(key, value));
        }
        if (protocol.isPresent() && !values.containsKey("username")) {
            // that form asks for the user name first, and takes the address from it
            text(settings, "address").ifPresent(address -> values.put("username", address));
            values.remove("address");
        }
        if (settings.get("senders") instanceof List<?> senders) {
            values.put("senders", senders.stream().map(String::valueOf).collect(Collectors.joining("\n")));
        }
        if (settings.get("properties") instanceof Map<?, ?> properties) {
            values.put("properties", lines(properties));
        }
        Map<String, Object> endpoint = Stored.members(settings.get(protocol.orElse("smtp")));
        for (String key : List.of("host", "port", "tls")) {
            text(endpoint, key).ifPresent(value -> values.put(key, value));
        }
        if (credential.isPresent() && !own) {
            values.put("use", String.valueOf(credential.get().get("name")));
        }
        credential(of, values);
        Entered entered = Entered.of(values);
        return of.get("request-properties") instanceof Map<?, ?> stored ? entered.withProperties(stored) : entered;
    }

    private static void credential(Map<String, Object> of, Map<String, String> values) {
        values.put("method", text(of, "method").orElse("basic"));
        for (String key : List.of(
                "tenant-id",
                "client-id",
                "secret-expires",
                "certificate",
                "authority",
                "token-url",
                "allow-insecure")) {
            text(of, key).ifPresent(value -> values.put(key, value));
        }
        String cloud = text(of, "cloud").orElse(Cloud.GLOBAL.word());
        values.put("cloud", cloud);
        values.put("scope", text(of, "scope").orElseGet(() -> scope(cloud)));
    }

    private static String scope(String cloud) {
        return Drafted.usualScope(Entered.of(Map.of("cloud", cloud)));
    }

    private static Optional<String> text(Map<String, Object> block, String key) {
        return Optional.ofNullable(block.get(key)).map(String::valueOf);
    }

    private static String lines(Map<?, ?> properties) {
        return properties.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }
}
