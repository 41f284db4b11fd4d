package signet.doctor;

import static signet.doctor.Code.*;

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import signet.oauth.Secret;

/** The two Microsoft methods: tenant, client, secret, scope and authority, judged by their form. */
final class CredentialLint {
    private static final int WARN_DAYS = 30;
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final String OVERVIEW = "Copy it from the app registration's Overview page.";

    private final CredentialDraft draft;
    private final List<Finding> findings = new ArrayList<>();

    CredentialLint(CredentialDraft draft) {
        this.draft = draft;
    }

    /** For {@code client-secret-microsoft-oauth2}. */
    List<Finding> secret(Instant now) {
        microsoft();
        findings.add(
                METHOD_NOT_RECOMMENDED.setting(
                        at("method") + "client-secret-microsoft-oauth2 is not recommended for production.",
                        "Use certificate-microsoft-oauth2: a private key never leaves this machine, a secret is sent each time."));
        Optional<Secret> secret = draft.clientSecret().filter(value -> !value.isBlank());
        if (secret.isEmpty()) {
            findings.add(
                    CLIENT_SECRET_MISSING.setting(
                            at("client-secret") + "there is no OAuth2 client secret.",
                            "Create one under Certificates & secrets of the app registration and put in its value (not its ID)."));
            return findings;
        }
        findings.add(CLIENT_SECRET_NOT_RECOMMENDED.setting(
                at("client-secret") + "a client secret is not recommended for production.",
                "Use a private key and a certificate instead."));
        secretForm(at("client-secret"), secret.get(), findings);
        expiry(now);
        return findings;
    }

    /** For {@code certificate-microsoft-oauth2}; the pair itself is looked at elsewhere. */
    List<Finding> certificate() {
        microsoft();
        if (draft.privateKey().filter(value -> !value.isBlank()).isEmpty()) {
            findings.add(
                    PRIVATE_KEY_MISSING.setting(
                            at("private-key") + "there is no OAuth2 private key (RSA, PEM format).",
                            "Make a pair with signet cert create --out DIR and put in the whole key, BEGIN and END line included."));
        }
        if (draft.certificate().filter(value -> !value.isBlank()).isEmpty()) {
            findings.add(
                    CERTIFICATE_MISSING.setting(
                            at("certificate") + "there is no OAuth2 public key certificate (X.509, PEM format).",
                            "Put in the whole certificate that is uploaded to the app registration, BEGIN and END line included."));
        }
        return findings;
    }

    private void microsoft() {
        tenantAndClient();
        draft.authority().ifPresent(this::authority);
        draft.scope()
                .ifPresent(scope -> findings.addAll(ScopeLint.microsoft(
                        at("scope"), scope, draft.cloud(), !draft.authority().isPresent())));
    }

    private void tenantAndClient() {
        String tenant = draft.tenantId().map(String::strip).orElse("");
        String client = draft.clientId().map(String::strip).orElse("");
        boolean exchanged = !tenant.isEmpty()
                && !client.isEmpty()
                && (tenant.equalsIgnoreCase(client) || (Values.isDomain(client) && Values.isGuid(tenant)));
        if (exchanged) {
            findings.add(TENANT_AND_CLIENT_EXCHANGED.setting(
                    at("tenant-id") + "tenant-id and client-id are "
                            + (tenant.equalsIgnoreCase(client)
                                    ? "the same value."
                                    : "exchanged: client-id is a domain."),
                    "Directory (tenant) ID and Application (client) ID are two lines of the same Overview page."));
            return;
        }
        if (tenant.isEmpty()) {
            findings.add(TENANT_ID_MISSING.setting(at("tenant-id") + "there is no OAuth2 tenant ID.", OVERVIEW));
        } else {
            tenant(at("tenant-id"), tenant).ifPresent(findings::add);
        }
        if (client.isEmpty()) {
            findings.add(CLIENT_ID_MISSING.setting(
                    at("client-id") + "there is no OAuth2 application (client) ID.", OVERVIEW));
        } else {
            client(at("client-id"), client).ifPresent(findings::add);
        }
    }

    static Optional<Finding> tenant(String place, String tenant) {
        Optional<String> placeholder = Values.placeholder(tenant);
        if (placeholder.isPresent()) {
            return Optional.of(EXAMPLE_VALUE.setting(
                    place + "the example value " + placeholder.get() + " was left in place of the tenant ID.",
                    "Put in the Directory (tenant) ID. " + OVERVIEW));
        }
        if (List.of("common", "organizations", "consumers").contains(tenant.toLowerCase(java.util.Locale.ROOT))) {
            return Optional.of(TENANT_ID_COMMON.setting(
                    place + tenant + " is no tenant: an application's token is only given for one tenant.",
                    "Put in the Directory (tenant) ID. " + OVERVIEW));
        }
        return Values.isGuid(tenant) || Values.isDomain(tenant)
                ? Optional.empty()
                : Optional.of(TENANT_ID_MALFORMED.setting(
                        place + "\"" + Values.shortened(tenant) + "\" is neither a GUID nor a domain.",
                        "Put in the Directory (tenant) ID. " + OVERVIEW));
    }

    static Optional<Finding> client(String place, String client) {
        Optional<String> placeholder = Values.placeholder(client);
        if (placeholder.isPresent()) {
            return Optional.of(EXAMPLE_VALUE.setting(
                    place + "the example value " + placeholder.get() + " was left in place of the client ID.",
                    "Put in the Application (client) ID. " + OVERVIEW));
        }
        return Values.isGuid(client)
                ? Optional.empty()
                : Optional.of(CLIENT_ID_MALFORMED.setting(
                        place + "the client ID is not a GUID such as 5d3f2a10-1111-4222-8333-944445555666.",
                        "Put in the Application (client) ID, not the application's name. " + OVERVIEW));
    }

    /** The form of a client secret of Microsoft's. Never echoes it. */
    static void secretForm(String place, Secret secret, List<Finding> findings) {
        String value = secret.reveal();
        if (Values.isGuid(value.strip())) {
            findings.add(CLIENT_SECRET_IS_ID.setting(
                    place + "this is a GUID, so it is the secret's ID and not its value.",
                    "Create a new secret and copy the column Value at once; it is shown only there and then."));
        } else if (value.contains("-----BEGIN")) {
            findings.add(CLIENT_SECRET_IS_KEY.setting(
                    place + "a PEM block stands in the client secret's place.",
                    "Use method certificate-microsoft-oauth2 with private-key and certificate."));
        } else if (Values.placeholderAlone(value).isPresent()) {
            findings.add(EXAMPLE_VALUE.setting(
                    place + "the example's placeholder was left in place of the client secret.",
                    "Put in the secret's value from Certificates & secrets."));
        } else if (!value.equals(value.strip())) {
            findings.add(CLIENT_SECRET_BLANKS.setting(
                    place + "the client secret begins or ends with a blank or line break, which counts as part of it.",
                    "Remove it, unless it truly belongs to the secret."));
        } else if (ENCODED.matcher(value).find()) {
            findings.add(CLIENT_SECRET_ENCODED.setting(
                    place + "the client secret looks percent-encoded; Signet encodes it itself, once.",
                    "Put in the secret as Entra ID showed it."));
        }
    }

    private void expiry(Instant now) {
        if (draft.secretExpires().isEmpty()) {
            return;
        }
        LocalDate end = draft.secretExpires().get();
        long days = ChronoUnit.DAYS.between(now.atZone(ZoneOffset.UTC).toLocalDate(), end);
        String renew = "Create a new secret in the app registration, put it in and set the new secret-expires.";
        if (days < 0) {
            findings.add(CLIENT_SECRET_EXPIRED.setting(
                    at("secret-expires") + "the client secret ended on " + end + ", " + -days + " days ago.", renew));
        } else if (days <= WARN_DAYS) {
            findings.add(CLIENT_SECRET_EXPIRES.setting(
                    at("secret-expires") + "the client secret ends on " + end + ", in " + days + " days.", renew));
        }
    }

    private void authority(String authority) {
        Optional<URI> url = Values.url(authority);
        boolean http = url.isPresent() && "http".equals(url.get().getScheme());
        boolean loopback = url.isPresent() && Values.isLoopback(url.get().getHost());
        boolean https = url.isPresent() && "https".equals(url.get().getScheme());
        if (!http && !https) {
            findings.add(AUTHORITY_MALFORMED.setting(
                    at("authority") + "\"" + Values.shortened(authority) + "\" is no https URL.",
                    "Leave authority out, or write it like https://login.microsoftonline.com"));
        } else if (http && !(draft.allowInsecure() && loopback)) {
            findings.add(TOKEN_URL_INSECURE.setting(
                    at("authority") + "the authority is http: the credential would go over the network unencrypted.",
                    "Use https. Only for a test on this machine: allow-insecure: true with a loopback address."));
        }
    }

    private String at(String setting) {
        return "credential " + draft.name() + ", " + setting + ": ";
    }
}
