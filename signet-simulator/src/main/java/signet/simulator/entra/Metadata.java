package signet.simulator.entra;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.simulator.http.HttpAnswer;
import signet.simulator.http.HttpRequest;
import signet.simulator.http.Json;

/** OpenID metadata, keys, and instance discovery. */
final class Metadata {
    private final Entra entra;
    private final Authorities authorities;

    Metadata(Entra entra, Authorities authorities) {
        this.entra = entra;
        this.authorities = authorities;
    }

    /** The document asked for; nothing when there is none, or no such tenant. */
    Optional<HttpAnswer> answer(HttpRequest request) {
        List<String> path = request.segments();
        if (path.equals(List.of("common", "discovery", "instance"))) {
            return Optional.of(instances(request));
        }
        Optional<Tenant> tenant = entra.tenant(path.get(0));
        String document = String.join("/", path.subList(1, path.size()));
        return tenant.flatMap(t -> document(t, document)).map(json -> HttpAnswer.json(200, Json.line(json)));
    }

    private Optional<Map<String, Object>> document(Tenant tenant, String name) {
        return switch (name) {
            case "v2.0/.well-known/openid-configuration" -> Optional.of(configuration(tenant));
            case "discovery/v2.0/keys" -> Optional.of(entra.mint().keySet());
            default -> Optional.empty();
        };
    }

    /** OpenID Connect Discovery 1.0 §3, as far as a client without users looks at it. */
    private Map<String, Object> configuration(Tenant tenant) {
        String base = authorities.first() + "/" + tenant.id();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("token_endpoint", base + "/oauth2/v2.0/token");
        json.put(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_post", "private_key_jwt", "client_secret_basic"));
        json.put("jwks_uri", base + "/discovery/v2.0/keys");
        json.put("response_modes_supported", List.of("query", "fragment", "form_post"));
        json.put("subject_types_supported", List.of("pairwise"));
        json.put("id_token_signing_alg_values_supported", List.of("RS256"));
        json.put("response_types_supported", List.of("code", "id_token", "code id_token", "id_token token"));
        json.put("scopes_supported", List.of("openid", "profile", "email", "offline_access"));
        json.put("issuer", base + "/v2.0");
        json.put("authorization_endpoint", base + "/oauth2/v2.0/authorize");
        json.put("tenant_region_scope", "EU");
        json.put("cloud_instance_name", "microsoftonline.com");
        return json;
    }

    private HttpAnswer instances(HttpRequest request) {
        String host = authorities.first().getAuthority();
        String asked = request.query("authorization_endpoint").orElse("https://" + host + "/");
        boolean known = authorities.all().stream().map(URI::getAuthority).anyMatch(a -> asked.contains("//" + a + "/"));
        if (!known) {
            return HttpAnswer.json(
                    400,
                    Json.line(Map.of(
                            "error", "invalid_instance",
                            "error_description", "AADSTS50049: Unknown or invalid instance.",
                            "error_codes", List.of(50049))));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "tenant_discovery_endpoint",
                asked.replace("/authorize", "").replaceAll("/oauth2.*$", "")
                        + "/v2.0/.well-known/openid-configuration");
        json.put("api-version", "1.1");
        json.put(
                "metadata",
                List.of(Map.of("preferred_network", host, "preferred_cache", host, "aliases", List.of(host))));
        return HttpAnswer.json(200, Json.line(json));
    }
}
