package signet.doctor;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import signet.mail.Dialer;
import signet.mail.Endpoint;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.Timeouts;
import signet.mail.TlsMode;
import signet.oauth.Method;
import signet.oauth.PemReader;
import signet.oauth.Secret;
import signet.oauth.TokenSources;
import signet.oauth.TokenTransport;
import signet.oauth.Trust;
import signet.simulator.Scenario;
import signet.simulator.Simulator;

/**
 * An account at the simulator, healthy until something is changed: at the provider by its switches, or in the settings by
 * name and value.
 */
final class Situation implements AutoCloseable {
    static final String KEY = TestKeys.ONE.key();
    static final String CERTIFICATE = TestKeys.ONE.certificate();
    static final String OTHER_CERTIFICATE = TestKeys.OTHER.certificate();
    static final String MAILBOX = "portal@contoso.example";

    /** The tenant of another organisation, with an application of the same client ID. */
    static final String OTHER_TENANT = "0a1b2c3d-4e5f-4607-8899-aabbccddeeff";

    private final Simulator simulator = Simulator.start(Scenario.defaults());
    private final Scenario scenario = Scenario.defaults();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private Method method = Method.CLIENT_SECRET;
    private boolean trusted = true;
    private List<X509Certificate> trust = List.of(simulator.ca());
    private Duration patience = Duration.ofSeconds(5);

    Simulator simulator() {
        return simulator;
    }

    Situation method(Method other) {
        method = other;
        if (uploads(other)) {
            simulator.entra().app(scenario.clientId()).addCertificate(certificate(CERTIFICATE));
        }
        return this;
    }

    private static boolean uploads(Method method) {
        return method == Method.CERTIFICATE || method == Method.REQUEST_PROPERTIES;
    }

    /** {@code name=value; name=value}, see {@link DraftTexts}. */
    Situation settings(String changes) {
        settings.putAll(DraftTexts.values(changes));
        return this;
    }

    Situation untrusted() {
        trusted = false;
        return this;
    }

    Situation trusting(X509Certificate other) {
        trust = List.of(simulator.ca(), other);
        return this;
    }

    /** Something that lasts as long as the situation. */
    Situation holding(AutoCloseable other) {
        open.add(other);
        return this;
    }

    Situation patience(Duration other) {
        patience = other;
        return this;
    }

    Report diagnose(Protocol protocol, DoctorOptions options) {
        return diagnose(List.of(protocol), options).get(0);
    }

    List<Report> diagnose(List<Protocol> protocols, DoctorOptions options) {
        return new Doctor(Catalogue.load(), InstantSource.system()).diagnose(subject(protocols), protocols, options);
    }

    Subject subject(List<Protocol> protocols) {
        InstantSource clock = InstantSource.system();
        Network network = new Network(
                Trust.manager(trusted ? trust : List.of()),
                Optional.empty(),
                new Timeouts(patience, patience, patience, patience),
                "[127.0.0.1]",
                Dialer.DIRECT,
                clock);
        TokenTransport transport = TokenTransport.create(Trust.context(trust), Optional.empty());
        Map<Protocol, Network> networks = new LinkedHashMap<>();
        protocols.forEach(protocol -> networks.put(protocol, network));
        return Subject.of(draft(), networks, transport, new TokenSources(clock, new Random(1)), clock.instant());
    }

    AccountDraft draft() {
        Map<Protocol, Endpoint> endpoints = new LinkedHashMap<>();
        endpoints.put(Protocol.SMTP, endpoint("smtp", simulator.smtpPort(), TlsMode.STARTTLS));
        endpoints.put(Protocol.IMAP, endpoint("imap", simulator.imapsPort(), TlsMode.IMPLICIT));
        endpoints.put(Protocol.POP3, endpoint("pop3", simulator.pop3sPort(), TlsMode.IMPLICIT));
        String address = settings.getOrDefault("address", MAILBOX);
        return new AccountDraft(
                "portal",
                address,
                settings.getOrDefault("username", address),
                method == Method.BASIC ? Optional.empty() : Optional.of(credential()),
                Optional.ofNullable(settings.get("password")).map(Secret::of),
                List.of(address),
                endpoints);
    }

    private Endpoint endpoint(String protocol, int port, TlsMode tls) {
        return new Endpoint(
                settings.getOrDefault(protocol + ".host", simulator.host()),
                Integer.parseInt(settings.getOrDefault(protocol + ".port", Integer.toString(port))),
                TlsMode.valueOf(settings.getOrDefault(protocol + ".tls", tls.name())));
    }

    private CredentialDraft credential() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("authority", simulator.authority().toString());
        values.put("tenant-id", scenario.tenantId());
        values.put("client-id", scenario.clientId());
        values.put("client-secret", scenario.clientSecret());
        values.put("private-key", KEY);
        values.put("certificate", CERTIFICATE);
        values.put("token-url", simulator.tokenUrl(scenario.tenantId()).toString());
        values.putAll(settings);
        Map<String, Secret> properties = new LinkedHashMap<>();
        if (method == Method.REQUEST_PROPERTIES) {
            properties.put("grant_type", Secret.of("client_credentials"));
            properties.put("client_id", Secret.of(values.get("client-id")));
            properties.put("scope", Secret.of(values.getOrDefault("scope", "https://outlook.office365.com/.default")));
        }
        return DraftTexts.draft(method, values, properties);
    }

    static X509Certificate certificate(String pem) {
        return PemReader.certificates(pem).certificates().get(0);
    }

    static List<String> codes(Report report) {
        return new ArrayList<>(report.findings().stream().map(Finding::code).toList());
    }

    @Override
    public void close() {
        try {
            for (AutoCloseable one : open) {
                one.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            simulator.close();
        }
    }
}
