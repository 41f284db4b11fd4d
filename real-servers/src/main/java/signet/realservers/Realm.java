package signet.realservers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What Keycloak imports: one realm and the applications registered in it. */
final class Realm {
    static final String NAME = "mail";

    /** A second realm, which is switched off. */
    static final String CLOSED = "closed";

    /** A scope of the name that Microsoft's mail has. */
    private static final String SCOPE = "https://outlook.office365.com/.default";

    /** A registered application: its properties and attributes as Keycloak names them, and whose mail its tokens open. */
    record Client(String id, Map<String, String> properties, Map<String, String> attributes, String mailbox) {}

    private final List<Client> clients = new ArrayList<>();

    /** @param mailbox what the claim of this name holds; empty = there is no such claim */
    Realm secretClient(String id, String secret, int tokenSeconds, String mailbox) {
        return client(id, secret(secret), Map.of("access.token.lifespan", "" + tokenSeconds), mailbox);
    }

    Realm certificateClient(String id, Authority.Pair pair, int tokenSeconds, String mailbox) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("access.token.lifespan", "" + tokenSeconds);
        attributes.put("jwt.credential.certificate", pair.certificateBase64());
        return client(id, Map.of("clientAuthenticatorType", text("client-jwt")), attributes, mailbox);
    }

    Realm disabledClient(String id, String secret) {
        return client(id, with(secret(secret), "enabled", "false"), Map.of(), "");
    }

    /** One that only signs people in. */
    Realm clientForPeople(String id, String secret) {
        return client(id, with(secret(secret), "serviceAccountsEnabled", "false"), Map.of(), "");
    }

    /** One that is said to be unable to keep a secret. */
    Realm publicClient(String id) {
        return client(id, with(Map.of("publicClient", "true"), "serviceAccountsEnabled", "false"), Map.of(), "");
    }

    private static Map<String, String> secret(String secret) {
        return Map.of("clientAuthenticatorType", text("client-secret"), "secret", text(secret));
    }

    private static Map<String, String> with(Map<String, String> properties, String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.put(name, value);
        return all;
    }

    private Realm client(String id, Map<String, String> properties, Map<String, String> attributes, String mailbox) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("clientId", text(id));
        all.put("enabled", "true");
        all.put("publicClient", "false");
        all.put("serviceAccountsEnabled", "true");
        all.put("standardFlowEnabled", "false");
        all.put("optionalClientScopes", "[" + text(SCOPE) + "]");
        all.putAll(properties);
        clients.add(new Client(id, all, attributes, mailbox));
        return this;
    }

    List<String> clientIds() {
        return clients.stream().map(Client::id).toList();
    }

    /** The import file. Every value is ours and needs no JSON escape. */
    String json() {
        return """
                {"realm":"%s","enabled":true,"sslRequired":"all","defaultSignatureAlgorithm":"RS256",
                 "clientScopes":[{"name":"%s","protocol":"openid-connect","attributes":{"include.in.token.scope":"true"}}],
                 "clients":[%s]}
                """.formatted(NAME, SCOPE, clients.stream().map(Realm::json).collect(Collectors.joining(",\n")));
    }

    /** The import file of {@link #CLOSED}. */
    static String closed() {
        return "{\"realm\":\"" + CLOSED + "\",\"enabled\":false}\n";
    }

    private static String json(Client client) {
        Map<String, String> fields = new LinkedHashMap<>(client.properties());
        fields.put(
                "attributes",
                client.attributes().entrySet().stream()
                        .map(e -> text(e.getKey()) + ":" + text(e.getValue()))
                        .collect(Collectors.joining(",", "{", "}")));
        if (!client.mailbox().isEmpty()) {
            fields.put("protocolMappers", """
                    [{"name":"mailbox","protocol":"openid-connect",
                      "protocolMapper":"oidc-hardcoded-claim-mapper","config":{"claim.name":"mailbox","claim.value":"%s",
                      "jsonType.label":"String","access.token.claim":"true"}}]""".formatted(client.mailbox()));
        }
        return fields.entrySet().stream()
                .map(e -> text(e.getKey()) + ":" + e.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String text(String value) {
        return "\"" + value + "\"";
    }
}
