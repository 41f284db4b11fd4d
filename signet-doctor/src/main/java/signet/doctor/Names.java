package signet.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Secret;
import signet.oauth.TokenContent;

/** What is known of the names in the catalogue's texts: mailbox, tenant, client, and the application's object. */
final class Names {
    private Names() {}

    static Map<String, String> of(Evidence evidence) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("mailbox", evidence.subject().draft().username());
        Optional<TokenContent> token = evidence.login().content();
        Optional<CredentialDraft> draft = evidence.subject().draft().credential();
        token.flatMap(TokenContent::object).ifPresent(object -> names.put("object", object));
        token.flatMap(TokenContent::tenant)
                .or(() -> evidence.login().tenant().tenant())
                .or(() -> draft.flatMap(CredentialDraft::tenantId))
                .ifPresent(tenant -> names.put("tenant", tenant));
        token.flatMap(TokenContent::application)
                .or(() -> draft.flatMap(Names::client))
                .ifPresent(client -> names.put("client", client));
        return names;
    }

    /** The client ID as it was written: for any method. */
    static Optional<String> client(CredentialDraft draft) {
        return draft.clientId()
                .or(() -> Optional.ofNullable(draft.requestProperties().get("client_id"))
                        .map(Secret::reveal))
                .map(String::strip);
    }
}
