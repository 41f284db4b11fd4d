package signet.oauth;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What we hold and guard to prove who we are. */
public sealed interface Credential {
    /** Which of the four it is; switch over this. */
    Method method();

    /** User password; no OAuth. */
    record Password(Secret password) implements Credential {
        @Override
        public Method method() {
            return Method.BASIC;
        }
    }

    /**
     * A client secret of an app registration. Not recommended for production.
     *
     * @param expires when the administrator says the secret ends; Entra ID does not tell
     */
    record ClientSecret(
            TokenEndpoint endpoint, String clientId, Secret clientSecret, String scope, Optional<LocalDate> expires)
            implements Credential {
        @Override
        public Method method() {
            return Method.CLIENT_SECRET;
        }
    }

    /** A private key whose certificate is uploaded to an app registration. */
    record Certificate(
            TokenEndpoint endpoint, String clientId, KeyPairPem keyPair, String scope, AssertionSettings assertion)
            implements Credential {
        @Override
        public Method method() {
            return Method.CERTIFICATE;
        }
    }

    /**
     * Request properties for any token endpoint, sent verbatim and in order, percent-encoded once. With a key pair the
     * properties {@code client_assertion_type} and {@code client_assertion} are made for each request.
     */
    record RequestProperties(
            TokenEndpoint endpoint,
            Map<String, Secret> properties,
            Optional<KeyPairPem> keyPair,
            AssertionSettings assertion)
            implements Credential {
        public RequestProperties {
            properties = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        }

        @Override
        public Method method() {
            return Method.REQUEST_PROPERTIES;
        }
    }
}
