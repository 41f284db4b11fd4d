package signet.doctor;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import signet.oauth.AssertionSettings;
import signet.oauth.Cloud;
import signet.oauth.Method;
import signet.oauth.Secret;

/**
 * A credential as somebody wrote it, before it is known to be usable: the values of {@code signet.yaml} or of an unsaved
 * form, with {@code env:} and {@code file:} resolved.
 *
 * @param tenantId          GUID or domain, for the two Microsoft methods
 * @param privateKey        PEM text, perhaps damaged
 * @param certificate       PEM text, perhaps damaged, perhaps holding a key by mistake
 * @param scope             absent = the cloud's
 * @param authority         absent = the cloud's
 * @param tokenUrl          for {@link Method#REQUEST_PROPERTIES}
 * @param requestProperties for {@link Method#REQUEST_PROPERTIES}, in the order written
 * @param password          for {@link Method#BASIC}
 */
public record CredentialDraft(
        String name,
        Method method,
        Optional<String> tenantId,
        Optional<String> clientId,
        Optional<Secret> clientSecret,
        Optional<LocalDate> secretExpires,
        Optional<Secret> privateKey,
        Optional<Secret> privateKeyPassphrase,
        Optional<Secret> certificate,
        Optional<String> scope,
        Cloud cloud,
        Optional<String> authority,
        Optional<String> tokenUrl,
        Map<String, Secret> requestProperties,
        AssertionSettings assertion,
        boolean allowInsecure,
        Optional<Secret> password) {
    public CredentialDraft {
        requestProperties = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(requestProperties));
    }
}
