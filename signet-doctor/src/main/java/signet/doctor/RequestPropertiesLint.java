package signet.doctor;

import static signet.doctor.Code.*;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.oauth.Cloud;
import signet.oauth.Secret;

/**
 * Method {@code oauth2}: the token URL and the request properties, which are sent verbatim. What only Entra ID wants is asked
 * only of Entra ID's endpoint.
 */
final class RequestPropertiesLint {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final CredentialDraft draft;
    private final List<Finding> findings = new ArrayList<>();

    RequestPropertiesLint(CredentialDraft draft) {
        this.draft = draft;
    }

    List<Finding> findings() {
        Optional<URI> url = tokenUrl();
        boolean microsoft = url.isPresent() && Values.isMicrosoftLogin(url.get());
        for (String name : draft.requestProperties().keySet()) {
            if (property(name).isEmpty()) {
                findings.add(REQUEST_PROPERTY_BLANK.setting(
                        at("request-properties." + name) + "the value is empty.", "Give it a value or remove it."));
            }
        }
        required("grant_type", "client_credentials");
        property("grant_type").ifPresent(this::grantType);
        proof();
        if (microsoft) {
            microsoft(url.get());
        }
        return findings;
    }

    private Optional<URI> tokenUrl() {
        String text = draft.tokenUrl().map(String::strip).orElse("");
        String place = at("token-url");
        if (text.isEmpty()) {
            findings.add(TOKEN_URL_MISSING.setting(
                    place + "there is no token URL.",
                    "For Microsoft 365: https://login.microsoftonline.com/…/oauth2/v2.0/token with your tenant ID."));
            return Optional.empty();
        }
        Optional<String> placeholder = Values.placeholder(text);
        if (placeholder.isPresent()) {
            findings.add(EXAMPLE_VALUE.setting(
                    place + "the example value " + placeholder.get() + " was left in the URL.",
                    "Put the Directory (tenant) ID in its place; it stands on the app registration's Overview page."));
            return Optional.empty();
        }
        Optional<URI> url = Values.url(text);
        if (url.isEmpty() || !List.of("http", "https").contains(url.get().getScheme())) {
            findings.add(TOKEN_URL_MALFORMED.setting(
                    place + "\"" + Values.shortened(text) + "\" is no URL.", "Write it with https:// and the host."));
            return Optional.empty();
        }
        boolean loopback = Values.isLoopback(url.get().getHost());
        if ("http".equals(url.get().getScheme()) && !(draft.allowInsecure() && loopback)) {
            findings.add(TOKEN_URL_INSECURE.setting(
                    place + "the token URL is http: secrets and tokens would go over the network unencrypted.",
                    "Use https. Only for a test on this machine: allow-insecure: true with a loopback address."));
        }
        return url;
    }

    private void microsoft(URI url) {
        String path = url.getPath() == null ? "" : url.getPath();
        String[] parts = path.replaceFirst("^/", "").split("/");
        if (path.endsWith("/oauth2/token")) {
            findings.add(TOKEN_URL_V1.setting(
                    at("token-url") + "this is the v1 endpoint.", "Use …/oauth2/v2.0/token with scope."));
        } else if (!path.endsWith("/oauth2/v2.0/token") || parts.length != 4) {
            findings.add(TOKEN_URL_PATH.setting(
                    at("token-url") + "the path " + Values.shortened(path) + " is not /TENANT/oauth2/v2.0/token.",
                    "Copy \"OAuth 2.0 token endpoint (v2)\" from the app registration's Endpoints."));
        }
        if (parts.length > 1) {
            CredentialLint.tenant(at("token-url"), parts[0]).ifPresent(findings::add);
        }
        required("client_id", "the Application (client) ID");
        property("client_id")
                .flatMap(client -> CredentialLint.client(at("request-properties.client_id"), client))
                .ifPresent(findings::add);
        property("client_id")
                .filter(client -> parts.length > 1 && client.equalsIgnoreCase(parts[0]))
                .ifPresent(client -> findings.add(TENANT_AND_CLIENT_EXCHANGED.setting(
                        at("request-properties.client_id") + "the client ID is also the tenant in the token URL.",
                        "Directory (tenant) ID belongs into the URL, Application (client) ID into client_id.")));
        scope(url);
        secret();
    }

    private void scope(URI url) {
        boolean v2 = url.getPath() != null && url.getPath().contains("/v2.0/");
        if (v2 && draft.requestProperties().containsKey("resource")) {
            findings.add(RESOURCE_ON_V2.setting(
                    at("request-properties.resource") + "resource belongs to the v1 endpoint, this URL is v2.0.",
                    "Remove resource and set scope to " + Cloud.GLOBAL.scope()));
        }
        if (draft.requestProperties().containsKey("scope")) {
            findings.addAll(ScopeLint.microsoft(
                    at("request-properties.scope"),
                    revealed("scope"),
                    cloudOf(url),
                    url.getHost().startsWith("login.")));
        } else if (v2) {
            required("scope", Cloud.GLOBAL.scope());
        }
    }

    private static Cloud cloudOf(URI url) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        if (host.endsWith(".us")) {
            return Cloud.GCC_HIGH;
        }
        return host.endsWith(".cn") ? Cloud.CHINA : Cloud.GLOBAL;
    }

    private void secret() {
        Secret secret = draft.requestProperties().get("client_secret");
        if (secret == null || secret.isBlank()) {
            return;
        }
        String place = at("request-properties.client_secret");
        findings.add(CLIENT_SECRET_NOT_RECOMMENDED.setting(
                place + "a client secret is not recommended for production.",
                "Use a private key and a certificate: private-key and certificate beside request-properties."));
        CredentialLint.secretForm(place, secret, findings);
    }

    private void grantType(String grant) {
        if (!grant.equals("client_credentials")) {
            findings.add(GRANT_TYPE.setting(
                    at("request-properties.grant_type") + "\"" + Values.shortened(grant)
                            + "\" is not client_credentials, the grant of an application that acts on its own.",
                    "Set grant_type to client_credentials."));
        }
    }

    /** Secret or assertion: one of them, and the assertion with its type. */
    private void proof() {
        boolean secret = property("client_secret").isPresent();
        boolean assertion = property("client_assertion").isPresent();
        boolean pair = draft.privateKey().isPresent() || draft.certificate().isPresent();
        Optional<String> type = property("client_assertion_type");
        if (secret && (assertion || pair)) {
            findings.add(SECRET_AND_ASSERTION.setting(
                    at("request-properties") + "client_secret and a client assertion are both there.",
                    "Remove client_secret: the certificate is the better proof, and only one is taken."));
        }
        if (assertion && pair) {
            findings.add(ASSERTION_TWICE.setting(
                    at("request-properties.client_assertion")
                            + "a finished assertion is there, and a private key to make one.",
                    "Remove client_assertion: then a fresh one is made for every request."));
        }
        if (assertion && type.isEmpty()) {
            findings.add(ASSERTION_TYPE_MISSING.setting(
                    at("request-properties") + "client_assertion is there without client_assertion_type.",
                    "Add client_assertion_type: " + ASSERTION_TYPE));
        }
        if (type.isPresent() && !type.get().equals(ASSERTION_TYPE)) {
            findings.add(ASSERTION_TYPE_WRONG.setting(
                    at("request-properties.client_assertion_type") + "this is not the value that the standard names.",
                    "Set client_assertion_type to " + ASSERTION_TYPE));
        }
        if (type.isPresent() && !assertion && !pair) {
            findings.add(ASSERTION_MISSING.setting(
                    at("request-properties") + "client_assertion_type is there without client_assertion.",
                    "Add client_assertion, or private-key and certificate so that it is made."));
        } else if (!secret && !assertion && !pair) {
            findings.add(CREDENTIAL_PROOF_MISSING.setting(
                    at("request-properties") + "there is neither client_secret nor client_assertion.",
                    "Add client_secret, or private-key and certificate."));
        }
    }

    private void required(String name, String value) {
        if (!draft.requestProperties().containsKey(name)) {
            findings.add(REQUEST_PROPERTY_MISSING.setting(
                    at("request-properties") + name + " is missing.", "Add " + name + ": " + value));
        }
    }

    /** The value, stripped; absent when blank. */
    private Optional<String> property(String name) {
        return Optional.of(revealed(name).strip()).filter(text -> !text.isEmpty());
    }

    private String revealed(String name) {
        Secret value = draft.requestProperties().get(name);
        return value == null ? "" : value.reveal();
    }

    private String at(String setting) {
        return "credential " + draft.name() + ", " + setting + ": ";
    }
}
