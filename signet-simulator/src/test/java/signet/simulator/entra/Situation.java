package signet.simulator.entra;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import signet.simulator.Simulator;

/** One token request in the making: an app of its own with a secret and a certificate, and a form to spoil. */
final class Situation {
    static final String SECRET = "abc8Q~one.secret-of_forty.characters~more";
    static final String SECRET_ID = "0c0ffee0-1234-4321-9999-abcdefabcdef";

    final Simulator simulator;
    final TestPair pair;
    final AppRegistration app;
    final Map<String, String> form = new LinkedHashMap<>();
    String tenant;

    Situation(Simulator simulator, TestPair pair) {
        this.simulator = simulator;
        this.pair = pair;
        Tenant home = simulator.entra().tenants().get(0);
        this.tenant = home.id();
        this.app = new AppRegistration(guid(), guid(), guid(), "Situation", simulator.clock());
        app.addSecret(new ClientSecret(SECRET_ID, SECRET, Instant.now().plusSeconds(3600)));
        app.addCertificate(pair.certificate());
        app.roles(Set.of("SMTP.SendAsApp"));
        simulator.entra().add(home, app);
        form.put("grant_type", "client_credentials");
        form.put("client_id", app.clientId());
        form.put("scope", "https://outlook.office365.com/.default");
        form.put("client_secret", SECRET);
    }

    static String guid() {
        return UUID.randomUUID().toString();
    }

    URI url() {
        return URI.create(simulator.authority() + "/" + tenant + "/oauth2/v2.0/token");
    }

    Jwt jwt() {
        return new Jwt(pair, app.clientId(), url().toString(), simulator.clock().instant());
    }

    /** Proves itself by an assertion in place of the secret. */
    Situation with(Jwt jwt) {
        return withAssertion(jwt.compact());
    }

    Situation withAssertion(String compact) {
        form.remove("client_secret");
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", compact);
        return this;
    }

    Situation but(Consumer<Situation> change) {
        change.accept(this);
        return this;
    }

    HttpResponse<String> post() {
        return new TokenClient(simulator, url()).post(form);
    }
}
