package signet.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.simulator.entra.AppRegistration;
import signet.simulator.entra.ClientSecret;
import signet.simulator.entra.Entra;
import signet.simulator.entra.Tenant;
import signet.simulator.http.Json;

/** What somebody who starts the simulator has to know. */
final class Description {
    private final Simulator simulator;
    private final Scenario scenario;

    Description(Simulator simulator, Scenario scenario) {
        this.simulator = simulator;
        this.scenario = scenario;
    }

    String json() {
        Map<String, Object> json = new LinkedHashMap<>(endpoints());
        json.put("identities", identities());
        return Json.page(json);
    }

    Map<String, Object> endpoints() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("host", simulator.host());
        json.put("authority", simulator.authority());
        json.put("tokenUrl", simulator.tokenUrl(scenario.tenantId()));
        if (simulator.port(Service.INSECURE_TOKEN).isPresent()) {
            json.put("insecureAuthority", simulator.insecureAuthority());
        }
        json.put("controlUrl", simulator.controlUrl());
        for (Service mail : Service.MAIL) {
            simulator.port(mail).ifPresent(port -> json.put(mail.label() + "Port", port));
        }
        json.put("caFile", simulator.caFile().toAbsolutePath());
        return json;
    }

    /** Assignments that a POSIX shell reads. */
    String environment() {
        Map<String, Object> identity = identities().get(0);
        Map<String, Object> values = new LinkedHashMap<>(endpoints());
        values.put("tenantId", identity.get("tenantId"));
        values.put("clientId", identity.get("clientId"));
        values.put("clientSecret", identity.get("clientSecret"));
        values.put("secretId", identity.get("secretId"));
        StringBuilder lines = new StringBuilder();
        values.forEach(
                (name, value) -> lines.append(name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT))
                        .append("='")
                        .append(plain(value).replace("'", "'\\''"))
                        .append("'\n"));
        return lines.toString();
    }

    private static String plain(Object value) {
        return value instanceof Optional<?> optional
                ? optional.map(String::valueOf).orElse("")
                : value.toString();
    }

    private List<Map<String, Object>> identities() {
        Entra entra = simulator.entra();
        List<Map<String, Object>> identities = new ArrayList<>();
        for (Tenant tenant : entra.tenants()) {
            entra.apps(tenant).forEach(app -> identities.add(identity(tenant, app)));
        }
        return identities;
    }

    private Map<String, Object> identity(Tenant tenant, AppRegistration app) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tenantId", tenant.id());
        json.put("domain", tenant.domains().stream().sorted().findFirst());
        json.put("clientId", app.clientId());
        json.put("objectId", app.objectId());
        json.put("secretId", app.secrets().stream().map(ClientSecret::id).findFirst());
        json.put("clientSecret", app.secrets().stream().map(ClientSecret::value).findFirst());
        json.put("mailboxes", scenario.mailboxes());
        return json;
    }
}
