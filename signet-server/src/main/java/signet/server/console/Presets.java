package signet.server.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Cloud;

/** What is filled in already when somebody says whose mail it is. */
final class Presets {
    private static final String CERTIFICATE = "certificate-microsoft-oauth2";

    /** In the order in which they are offered. */
    static final List<Preset> ALL = List.of(
            new Preset(
                    "microsoft",
                    "Microsoft 365",
                    "Worldwide, with a certificate. Almost always the right one.",
                    Optional.of(Cloud.GLOBAL)),
            new Preset("gcc-high", "Microsoft 365 GCC High", "US Government.", Optional.of(Cloud.GCC_HIGH)),
            new Preset("dod", "Microsoft 365 DoD", "US Department of Defense.", Optional.of(Cloud.DOD)),
            new Preset("china", "Microsoft 365 China", "Operated by 21Vianet.", Optional.of(Cloud.CHINA)),
            new Preset("google", "Google", "Gmail or Google Workspace, with an app password.", Optional.empty()),
            new Preset(
                    "other",
                    "Another provider",
                    "Any mail host, with a password or with a token URL.",
                    Optional.empty()));

    private Presets() {}

    /** @param cloud of Microsoft's; empty for others */
    record Preset(String name, String label, String help, Optional<Cloud> cloud) {
        Map<String, Object> shape() {
            return Map.of("name", name, "label", label, "help", help);
        }
    }

    static Optional<Preset> named(String name) {
        return ALL.stream().filter(preset -> preset.name().equals(name)).findFirst();
    }

    static Entered mail(Preset preset) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("method", preset.cloud().isPresent() ? CERTIFICATE : "basic");
        values.put("tls", "starttls");
        values.put("cloud", preset.cloud().orElse(Cloud.GLOBAL).word());
        values.put("scope", preset.cloud().orElse(Cloud.GLOBAL).scope());
        if (preset.cloud().isPresent() || preset.name().equals("google")) {
            values.put("host", preset.cloud().map(Cloud::submissionHost).orElse("smtp.gmail.com"));
            values.put("port", "587");
        }
        return Entered.of(values);
    }

    static Entered connection(Preset preset) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("protocol", "imap");
        values.put("method", preset.name().equals("google") ? "basic" : "oauth2");
        values.put("port", "993");
        values.put("cloud", preset.cloud().orElse(Cloud.GLOBAL).word());
        values.put("scope", preset.cloud().orElse(Cloud.GLOBAL).scope());
        preset.cloud().ifPresent(cloud -> {
            values.put("host", cloud.mailboxHost());
            values.put("token-url", cloud.authority() + "/TENANT_ID/oauth2/v2.0/token");
        });
        if (preset.name().equals("google")) {
            values.put("host", "imap.gmail.com");
        }
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("grant_type", "client_credentials");
        properties.put("client_id", "");
        properties.put("scope", preset.cloud().map(Cloud::scope).orElse(""));
        properties.put("client_secret", "");
        return Entered.of(values).withProperties(properties);
    }
}
