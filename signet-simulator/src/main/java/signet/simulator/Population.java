package signet.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import signet.simulator.entra.AppRegistration;
import signet.simulator.entra.ClientSecret;
import signet.simulator.entra.Entra;
import signet.simulator.entra.RegisteredCertificate;
import signet.simulator.entra.Tenant;
import signet.simulator.exchange.Exchange;
import signet.simulator.exchange.Mailbox;

/** Makes tenants, apps and mailboxes from a scenario. */
final class Population {
    private static final Instant FAR = Instant.parse("2099-01-01T00:00:00Z");
    private static final Set<String> APP = Set.of(
            "client-id",
            "object-id",
            "registration-object-id",
            "exchange-object-id",
            "display-name",
            "secrets",
            "certificates");

    private final Scenario scenario;
    private final SimulatorClock clock;

    Population(Scenario scenario, SimulatorClock clock) {
        this.scenario = scenario;
        this.clock = clock;
    }

    Entra entra() {
        Entra entra = new Entra(clock);
        for (Fields fields : scenario.tenants()) {
            fields.only(Set.of("id", "domains", "apps"));
            Set<String> domains = fields.list("domains").stream()
                    .map(v -> v.text().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
            Tenant tenant = new Tenant(fields.required("id").text(), domains);
            entra.add(tenant);
            fields.list("apps").forEach(app -> entra.add(tenant, app(app.fields())));
        }
        scenario.token().ifPresent(fields -> TokenSwitches.table().set(entra, fields));
        return entra;
    }

    private AppRegistration app(Fields fields) {
        AppRegistration app = new AppRegistration(
                fields.required("client-id").text(),
                fields.find("object-id").map(Value::text).orElseGet(Population::guid),
                fields.find("registration-object-id").map(Value::text).orElseGet(Population::guid),
                fields.find("display-name").map(Value::text).orElse("App"),
                clock);
        AppSwitches.table().set(app, fields.without(APP));
        fields.list("secrets").forEach(v -> app.addSecret(secret(v.fields())));
        fields.list("certificates").forEach(v -> certificate(app, v.fields()));
        return app;
    }

    /** The first tenant's Exchange: each of its apps is registered, as {@code New-ServicePrincipal} would. */
    Exchange exchange() {
        Exchange exchange = new Exchange(scenario.tenantId(), clock);
        try {
            for (Value app : scenario.tenants().get(0).list("apps")) {
                register(exchange, app.fields());
            }
            scenario.exchange().ifPresent(fields -> ExchangeSwitches.table().set(exchange, fields));
            scenario.mailboxFields().forEach(fields -> mailbox(exchange, fields));
            return exchange;
        } catch (RuntimeException e) {
            exchange.close();
            throw e;
        }
    }

    private static void register(Exchange exchange, Fields app) {
        String objectId = app.find("exchange-object-id")
                .or(() -> app.find("object-id"))
                .map(Value::text)
                .orElse("none");
        if (!objectId.equals("none")) {
            exchange.registerServicePrincipal(app.required("client-id").text(), objectId);
        }
    }

    private void mailbox(Exchange exchange, Fields fields) {
        Mailbox mailbox = exchange.addMailbox(fields.required("address").text());
        MailboxSwitches.table(exchange, clock).set(mailbox, fields.without(Set.of("address", "messages")));
        fields.list("messages").forEach(v -> message(mailbox, v.fields()));
    }

    private void message(Mailbox mailbox, Fields fields) {
        fields.only(Set.of("file", "folder", "flags", "internal-date"));
        Value file = fields.required("file");
        try {
            mailbox.create(fields.find("folder").map(Value::text).orElse("INBOX"))
                    .append(
                            Files.readAllBytes(scenario.file(file)),
                            Set.copyOf(fields.find("flags").map(Value::texts).orElse(List.of())),
                            fields.find("internal-date").map(Value::time).orElseGet(clock::instant));
        } catch (IOException e) {
            throw new UncheckedIOException(file.where() + ": " + file.text() + " cannot be read", e);
        }
    }

    private static String guid() {
        return UUID.randomUUID().toString();
    }

    static ClientSecret secret(Fields fields) {
        fields.only(Set.of("id", "value", "expires"));
        String made = "Sim8Q~" + guid().replace("-", "") + "_x";
        return new ClientSecret(
                fields.find("id").map(Value::text).orElseGet(Population::guid),
                fields.find("value").map(Value::text).orElse(made),
                fields.find("expires").map(Value::time).orElse(FAR));
    }

    private void certificate(AppRegistration app, Fields fields) {
        fields.only(Set.of("file", "start", "end"));
        Value file = fields.required("file");
        try {
            X509Certificate certificate = certificate(Files.readAllBytes(scenario.file(file)));
            register(app, certificate, fields);
        } catch (IOException e) {
            throw new UncheckedIOException(file.where() + ": " + file.text() + " cannot be read", e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(file.where() + ": " + file.text() + " holds no certificate", e);
        }
    }

    static RegisteredCertificate register(AppRegistration app, X509Certificate certificate, Fields fields) {
        Instant start = fields.find("start")
                .map(Value::time)
                .orElse(certificate.getNotBefore().toInstant());
        Instant end = fields.find("end")
                .map(Value::time)
                .orElse(certificate.getNotAfter().toInstant());
        return app.addCertificate(certificate, start, end);
    }

    /** PEM or DER. */
    static X509Certificate certificate(byte[] octets) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new java.io.ByteArrayInputStream(octets));
    }
}
