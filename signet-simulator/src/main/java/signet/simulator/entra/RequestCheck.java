package signet.simulator.entra;

import java.net.URI;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges a token request, in the order told by the package comment. */
final class RequestCheck {
    private static final Pattern GUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern DNS_NAME = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");
    private static final Set<String> SHARED_ENDPOINTS = Set.of("common", "consumers", "organizations");
    private static final Set<String> OPENID_SCOPES = Set.of("openid", "profile", "offline_access", "email");
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String SUFFIX = "/.default";

    private final Entra entra;
    private final Messages messages;
    private final Authorities authorities;
    private final InstantSource clock;
    private final TokenRequest request;
    private final Map<String, String> facts = new HashMap<>();

    RequestCheck(Entra entra, Messages messages, Authorities authorities, InstantSource clock, TokenRequest request) {
        this.entra = entra;
        this.messages = messages;
        this.authorities = authorities;
        this.clock = clock;
        this.request = request;
        facts.put("tenant", request.tenant());
        facts.put("tenantId", request.tenant());
        facts.put("method", request.http().method());
        facts.put("appId", request.clientId().orElse(""));
        facts.put("scope", request.parameter("scope").orElse(""));
        facts.put("grant", request.parameter("grant_type").orElse(""));
    }

    /** Either a refusal, or what the token is made of. */
    record Outcome(Optional<Refusal> refusal, Optional<TokenMint.Order> order) {
        static Outcome refused(Refusal refusal) {
            return new Outcome(Optional.of(refusal), Optional.empty());
        }
    }

    /** Values for {names} in sentences. */
    Map<String, String> facts() {
        return Map.copyOf(facts);
    }

    Outcome judge() {
        Optional<Refusal> refusal = envelope().or(this::tenant).or(this::fields);
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        Tenant tenant = entra.tenant(request.tenant()).orElseThrow();
        facts.put("tenantId", tenant.id());
        Optional<AppRegistration> found = entra.app(tenant, request.clientId().orElseThrow());
        if (found.isEmpty()) {
            return Outcome.refused(refuse("700016"));
        }
        AppRegistration app = found.get();
        facts.put("appName", app.displayName());
        return application(app)
                .or(() -> credential(tenant, app))
                .or(this::scope)
                .or(() -> conditionalAccess(app))
                .map(Outcome::refused)
                .orElseGet(() -> new Outcome(Optional.empty(), Optional.of(order(tenant, app))));
    }

    private Optional<Refusal> envelope() {
        if (!request.http().method().equals("POST")) {
            return Optional.of(refuse("900561"));
        }
        // a body that is no form has no parameters; Entra then misses the first one it looks for
        return request.form().isEmpty() ? missing("grant_type") : Optional.empty();
    }

    private Optional<Refusal> tenant() {
        String name = request.tenant();
        if (SHARED_ENDPOINTS.contains(name)) {
            return Optional.of(refuse("9001023"));
        }
        if (!GUID.matcher(name).matches() && !DNS_NAME.matcher(name).matches()) {
            return Optional.of(refuse("900023"));
        }
        return entra.tenant(name).isPresent() ? Optional.empty() : Optional.of(refuse("90002"));
    }

    private Optional<Refusal> fields() {
        if (request.parameter("grant_type").isEmpty()) {
            return missing("grant_type");
        }
        if (request.form().containsKey("resource")) {
            return Optional.of(refuse("901002"));
        }
        if (!request.parameter("grant_type").get().equals("client_credentials")) {
            return Optional.of(refuse("70003"));
        }
        if (request.clientId().isEmpty()) {
            return missing("client_id");
        }
        boolean ambiguous = request.basic().isPresent()
                && request.parameter("client_id")
                        .filter(id -> !id.equals(request.basic().get().clientId()))
                        .isPresent();
        if (ambiguous) {
            return Optional.of(refuse("7000110"));
        }
        return request.parameter("scope").isEmpty() ? missing("scope") : Optional.empty();
    }

    private Optional<Refusal> missing(String name) {
        facts.put("name", name);
        return Optional.of(refuse("900144"));
    }

    private Optional<Refusal> application(AppRegistration app) {
        if (!app.enabled()) {
            return Optional.of(refuse("7000112"));
        }
        if (!app.servicePrincipal()) {
            return Optional.of(refuse("7000229"));
        }
        boolean credential = request.secret().isPresent() || request.assertion().isPresent();
        return app.publicClient() && credential ? Optional.of(refuse("700025")) : Optional.empty();
    }

    private Optional<Refusal> credential(Tenant tenant, AppRegistration app) {
        if (request.assertion().isPresent()) {
            return assertion(tenant, app, request.assertion().get());
        }
        return request.secret().isPresent() ? secret(app, request.secret().get()) : Optional.of(refuse("7000216"));
    }

    private Optional<Refusal> secret(AppRegistration app, String value) {
        Optional<ClientSecret> known =
                app.secrets().stream().filter(s -> s.value().equals(value)).findFirst();
        if (known.isEmpty()) {
            return Optional.of(refuse("7000215"));
        }
        return clock.instant().isBefore(known.get().expires()) ? Optional.empty() : Optional.of(refuse("7000222"));
    }

    private Optional<Refusal> assertion(Tenant tenant, AppRegistration app, String jwt) {
        Optional<String> type = request.parameter("client_assertion_type");
        if (type.isEmpty()) {
            return missing("client_assertion_type");
        }
        if (!type.get().equals(ASSERTION_TYPE)) {
            return Optional.of(refuse("9002313"));
        }
        return new AssertionCheck(messages, entra.assertionRules(), audiences(tenant), clock)
                .refusal(jwt, app, facts());
    }

    /** The token endpoint or the issuer, with the tenant by any of its names. */
    private Set<String> audiences(Tenant tenant) {
        Set<String> names = new LinkedHashSet<>(tenant.domains());
        names.add(tenant.id());
        names.add(request.tenant());
        Set<String> audiences = new LinkedHashSet<>();
        for (URI authority : authorities.all()) {
            for (String name : names) {
                audiences.add(authority + "/" + name + "/oauth2/v2.0/token");
                audiences.add(authority + "/" + name + "/v2.0");
            }
        }
        return audiences;
    }

    private Optional<Refusal> scope() {
        List<String> scopes = resourceScopes();
        if (scopes.isEmpty() || !scopes.stream().allMatch(s -> s.endsWith(SUFFIX))) {
            return Optional.of(refuse("1002012"));
        }
        if (scopes.size() > 1) {
            return Optional.of(refuse("700022"));
        }
        String resource = resource();
        facts.put("resource", resource);
        if (Resources.isKnown(resource)) {
            return Optional.empty();
        }
        boolean wellFormed = resource.contains("://") || GUID.matcher(resource).matches();
        return Optional.of(refuse(wellFormed ? "500011" : "70011"));
    }

    /** MSAL adds OpenID scopes to every request; they mean nothing without a user. */
    private List<String> resourceScopes() {
        return Arrays.stream(request.parameter("scope").orElse("").trim().split("\\s+"))
                .filter(s -> !OPENID_SCOPES.contains(s))
                .distinct()
                .toList();
    }

    private String resource() {
        String scope = resourceScopes().get(0);
        return scope.substring(0, scope.length() - SUFFIX.length());
    }

    private Optional<Refusal> conditionalAccess(AppRegistration app) {
        Set<String> allowed = app.allowedAddresses();
        boolean outside =
                !allowed.isEmpty() && !allowed.contains(request.http().remote().getHostAddress());
        return app.blocked() || outside ? Optional.of(refuse("53003")) : Optional.empty();
    }

    private TokenMint.Order order(Tenant tenant, AppRegistration app) {
        String audience = entra.tokenShape().audience().orElse(resource());
        // the roles consented to are Exchange's; a token for Graph has none of them
        Set<String> roles = Resources.isExchange(resource()) ? app.roles() : Set.of();
        return new TokenMint.Order(
                tenant, app, audience, roles, request.assertion().isPresent());
    }

    private Refusal refuse(String key) {
        return messages.refusal(key, facts);
    }
}
