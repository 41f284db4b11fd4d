package signet.simulator;

import java.security.cert.CertificateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import signet.simulator.Routes.Call;
import signet.simulator.entra.AppRegistration;
import signet.simulator.entra.ClientSecret;
import signet.simulator.entra.Entra;
import signet.simulator.entra.RegisteredCertificate;

/** The control API's part about tokens and apps. */
final class IdentityControl {
    private final Entra entra;
    private final Switches<AppRegistration> apps = AppSwitches.table();
    private final Switches<Entra> token = TokenSwitches.table();

    IdentityControl(Entra entra) {
        this.entra = entra;
    }

    void addTo(Routes routes) {
        routes.on("GET", "/token", c -> token.state(entra))
                .on("POST", "/token", this::shape)
                .on("POST", "/token/revoke", c -> revoke())
                .on("GET", "/apps/{app}", c -> described(app(c)))
                .on("POST", "/apps/{app}", this::change)
                .on("POST", "/apps/{app}/certificates", this::upload)
                .on("DELETE", "/apps/{app}/certificates/{certificate}", this::removeCertificate)
                .on("POST", "/apps/{app}/certificates/{certificate}/expire", this::expireCertificate)
                .on("POST", "/apps/{app}/secrets", this::addSecret)
                .on("DELETE", "/apps/{app}/secrets/{secret}", this::removeSecret)
                .on("POST", "/apps/{app}/secrets/{secret}/expire", this::expireSecret);
    }

    private Object shape(Call call) {
        token.set(entra, call.json());
        return token.state(entra);
    }

    private Object revoke() {
        entra.revokeTokens();
        return Map.of("revoked", entra.tokensIssued());
    }

    private AppRegistration app(Call call) {
        try {
            return entra.app(call.variable("app"));
        } catch (IllegalArgumentException e) {
            throw new NoSuchElementException(e.getMessage(), e);
        }
    }

    private Object change(Call call) {
        AppRegistration app = app(call);
        apps.set(app, call.json());
        return described(app);
    }

    private Object upload(Call call) {
        AppRegistration app = app(call);
        try {
            RegisteredCertificate added =
                    app.addCertificate(Population.certificate(call.request().body()));
            return described(added);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("the body is no certificate (PEM or DER): " + e.getMessage(), e);
        }
    }

    private Object removeCertificate(Call call) {
        return found(app(call).removeCertificate(call.variable("certificate")), "certificate", call);
    }

    private Object expireCertificate(Call call) {
        return found(app(call).expireCertificate(call.variable("certificate")), "certificate", call);
    }

    private Object addSecret(Call call) {
        ClientSecret secret = Population.secret(call.json());
        app(call).addSecret(secret);
        return described(secret);
    }

    private Object removeSecret(Call call) {
        return found(app(call).removeSecret(call.variable("secret")), "secret", call);
    }

    private Object expireSecret(Call call) {
        return found(app(call).expireSecret(call.variable("secret")), "secret", call);
    }

    private Object found(boolean found, String what, Call call) {
        if (!found) {
            throw new NoSuchElementException("the app has no " + what + " " + call.variable(what));
        }
        return described(app(call));
    }

    /** An app with its switches and credentials. The secrets are synthetic, and shown: that is what they are for. */
    Map<String, Object> described(AppRegistration app) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("clientId", app.clientId());
        json.put("objectId", app.objectId());
        json.put("registrationObjectId", app.registrationObjectId());
        json.put("displayName", app.displayName());
        json.put("switches", apps.state(app));
        json.put(
                "secrets",
                app.secrets().stream().map(IdentityControl::described).toList());
        json.put(
                "certificates",
                app.certificates().stream().map(IdentityControl::described).toList());
        return json;
    }

    private static Map<String, Object> described(ClientSecret secret) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", secret.id());
        json.put("value", secret.value());
        json.put("expires", secret.expires());
        return json;
    }

    private static Map<String, Object> described(RegisteredCertificate certificate) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("keyId", certificate.keyId());
        json.put("thumbprint", certificate.thumbprint());
        json.put("x5t", certificate.x5t());
        json.put("x5t#S256", certificate.x5tS256());
        json.put("subject", certificate.certificate().getSubjectX500Principal());
        json.put("start", certificate.start());
        json.put("end", certificate.end());
        return json;
    }

    /** All tenants with their apps. */
    List<Map<String, Object>> tenants() {
        return entra.tenants().stream()
                .map(tenant -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("id", tenant.id());
                    json.put("domains", tenant.domains().stream().sorted().toList());
                    json.put(
                            "apps",
                            entra.apps(tenant).stream().map(this::described).toList());
                    return json;
                })
                .toList();
    }
}
