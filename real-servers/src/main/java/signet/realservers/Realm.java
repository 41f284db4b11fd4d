package signet.realservers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Keycloak imports: one realm and the applications registered in it. */
final class Realm {
    static final String NAME = "mail";

    /** A registered application: how it proves itself, how long its tokens live, whose mail they open. */
    record Client(String id, Map<String, String> proof, int tokenSeconds, String mailbox) {}

    private final List<Client> clients = new ArrayList<>();

    Realm secretClient(String id, String secret, int tokenSeconds, String mailbox) {
        clients.add(new Client(id, Map.of("secret", secret), tokenSeconds, mailbox));
        return this;
    }

    Realm certificateClient(String id, Authority.Pair pair, int tokenSeconds, String mailbox) {
        clients.add(new Client(id, Map.of("certificate", pair.certificateBase64()), tokenSeconds, mailbox));
        return this;
    }

    List<String> clientIds() {
        return clients.stream().map(Client::id).toList();
    }

    /** The import file. Every value is ours and needs no JSON escape. */
    String json() {
        return """
                {"realm":"%s","enabled":true,"sslRequired":"all","defaultSignatureAlgorithm":"RS256","clients":[%s]}
                """.formatted(
                NAME, String.join(",\n", clients.stream().map(Realm::json).toList()));
    }

    private static String json(Client client) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("access.token.lifespan", String.valueOf(client.tokenSeconds()));
        String authenticator = "\"clientAuthenticatorType\":\"client-secret\",\"secret\":\""
                + client.proof().get("secret") + "\"";
        String certificate = client.proof().get("certificate");
        if (certificate != null) {
            authenticator = "\"clientAuthenticatorType\":\"client-jwt\"";
            attributes.put("jwt.credential.certificate", certificate);
        }
        String pairs = String.join(
                ",",
                attributes.entrySet().stream()
                        .map(e -> "\"" + e.getKey() + "\":\"" + e.getValue() + "\"")
                        .toList());
        return """
                {"clientId":"%s","enabled":true,"publicClient":false,"serviceAccountsEnabled":true,
                 "standardFlowEnabled":false,%s,"attributes":{%s},
                 "protocolMappers":[{"name":"mailbox","protocol":"openid-connect",
                  "protocolMapper":"oidc-hardcoded-claim-mapper","config":{"claim.name":"mailbox","claim.value":"%s",
                  "jsonType.label":"String","access.token.claim":"true"}}]}""".formatted(client.id(), authenticator, pairs, client.mailbox());
    }
}
