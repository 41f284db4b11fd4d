package signet.doctor;

import static signet.doctor.Situation.MAILBOX;
import static signet.doctor.Situation.OTHER_TENANT;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import signet.mail.Account;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.smtp.SmtpSession;
import signet.oauth.Method;
import signet.simulator.Presented;
import signet.simulator.Scenario;
import signet.simulator.entra.AppRegistration;
import signet.simulator.entra.ClientSecret;
import signet.simulator.entra.Tenant;
import signet.simulator.exchange.Exchange;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.Policies;
import signet.simulator.exchange.Profile;
import signet.simulator.exchange.SmtpAuth;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Stage;

/**
 * What is changed for each row of {@code situations.tsv}: a switch of the simulator, an administrator's act, something in the
 * network, or a value of the settings. No change tells the simulator what to answer about an account.
 */
final class Changes {
    private static final Scenario DEFAULTS = Scenario.defaults();
    private static final String OTHER_GUID = "11111111-2222-4333-8444-555555555555";
    private static final Map<String, DiagnosisTest.Change> BY_NAME = new LinkedHashMap<>();

    private Changes() {}

    static Set<String> names() {
        return Set.copyOf(BY_NAME.keySet());
    }

    static DiagnosisTest.Change named(String name) {
        return Objects.requireNonNull(BY_NAME.get(name), name);
    }

    static {
        settings();
        loginHost();
        exchange();
        limits();
        network();
    }

    private static void settings() {
        set("wrong-secret", "client-secret=abC8Q~long.enough-and_never.a.guid12345");
        set("secret-id-in-place-of-its-value", "client-secret=" + DEFAULTS.clientSecretId());
        set("pem-in-place-of-the-secret", "client-secret=" + Situation.CERTIFICATE);
        set("unknown-client", "client-id=" + OTHER_GUID);
        BY_NAME.put("object-id-in-place-of-client-id", s -> s.settings("client-id=" + app(s).registrationObjectId()));
        set("unknown-tenant", "tenant-id=" + OTHER_GUID);
        set("tenant-and-client-exchanged", "tenant-id=" + DEFAULTS.clientId() + "; client-id=" + DEFAULTS.tenantId());
        set("placeholder-left", "tenant-id=TENANT_ID");
        set("tenant-common", "tenant-id=common");
        set("certificate-of-another-key", "certificate=" + Situation.OTHER_CERTIFICATE);
        set("certificate-in-the-key-s-place", "private-key=" + Situation.CERTIFICATE);
        set("certificate-missing", "certificate=(none)");
        set("scope-of-graph", "scope=https://graph.microsoft.com/.default");
        set("scope-of-a-person", "scope=https://outlook.office.com/IMAP.AccessAsUser.All");
        set(
                "two-resources-in-the-scope",
                "scope=https://outlook.office365.com/.default https://graph.microsoft.com/.default");
        BY_NAME.put(
                "token-url-of-v1",
                s -> s.settings(
                        "token-url=" + s.simulator().authority() + "/" + DEFAULTS.tenantId() + "/oauth2/token"));
        BY_NAME.put(
                "token-url-of-a-page",
                s -> s.settings("token-url=" + s.simulator().authority() + "/" + DEFAULTS.tenantId()
                        + "/oauth2/v2.0/authorize"));
        set("no-such-mailbox", "address=nobody@contoso.example");
        set("from-another-mailbox", "address=help@contoso.example; username=" + MAILBOX);
        set("tls-off", "smtp.tls=NONE");
        BY_NAME.put("alias-as-user-name", Changes::alias);
        BY_NAME.put("alias-as-user-name-by-pop3", Changes::alias);
        BY_NAME.put("password-at-microsoft", s -> s.settings("password=hunter2"));
        BY_NAME.put("wrong-password", s -> {
            s.settings("password=hunter2");
            box(s).password(Optional.of("correct horse"));
        });
    }

    private static void alias(Situation situation) {
        box(situation).alias("post@contoso.example");
        situation.settings("username=post@contoso.example");
    }

    private static void loginHost() {
        BY_NAME.put("secret-expired", s -> app(s).expireSecret(DEFAULTS.clientSecretId()));
        BY_NAME.put("another-tenant-s-id", s -> {
            s.simulator().entra().add(new Tenant(OTHER_TENANT, Set.of("fabrikam.example")));
            s.settings("tenant-id=" + OTHER_TENANT);
        });
        BY_NAME.put("certificate-ended-at-entra", s -> app(s).expireCertificate(thumbprint(s)));
        BY_NAME.put("certificate-not-uploaded", s -> app(s).removeCertificate(thumbprint(s)));
        BY_NAME.put("key-by-another-pair-at-entra", s -> {
            app(s).removeCertificate(thumbprint(s));
            app(s).addCertificate(Situation.certificate(Situation.OTHER_CERTIFICATE));
        });
        BY_NAME.put("application-disabled", s -> app(s).enabled(false));
        BY_NAME.put("no-enterprise-application", s -> app(s).servicePrincipal(false));
        BY_NAME.put("conditional-access", s -> app(s).allowedAddresses(Set.of("192.0.2.7")));
        BY_NAME.put("token-of-graph", Changes::graph);
        BY_NAME.put("token-of-graph-by-pop3", Changes::graph);
        fault("token-endpoint-throttles", signet.simulator.fault.Protocol.TOKEN, Stage.REQUEST, Effect.say("429"));
        fault("token-endpoint-in-trouble", signet.simulator.fault.Protocol.TOKEN, Stage.REQUEST, Effect.say("503"));
        fault(
                "portal-in-place-of-the-token-endpoint",
                signet.simulator.fault.Protocol.TOKEN,
                Stage.REQUEST,
                Effect.say("200 OK\nContent-Type: text/html\n\n<html>Please log in</html>"));
        set("login-host-closed", "authority=https://localhost:1");
        BY_NAME.put("login-host-inspected", s -> s.simulator().entra().certificate(Presented.INSPECTED));
        BY_NAME.put("login-host-of-another-name", s -> s.simulator().entra().certificate(Presented.OTHER_NAME));
        BY_NAME.put("login-host-certificate-ended", s -> s.simulator().entra().certificate(Presented.EXPIRED));
        BY_NAME.put("clock-ten-minutes-behind", s -> s.simulator().clock().offset(Duration.ofMinutes(10)));
        BY_NAME.put("clock-an-hour-ahead", s -> s.simulator().clock().offset(Duration.ofHours(-1)));
        BY_NAME.put("clock-two-minutes-behind", s -> s.simulator().clock().offset(Duration.ofMinutes(2)));
        BY_NAME.put("no-consent", s -> app(s).roles(Set.of()));
        BY_NAME.put("permission-for-imap-only-by-pop3", s -> app(s).roles(Set.of("IMAP.AccessAsApp")));
        BY_NAME.put("permission-for-imap-only-by-smtp", s -> app(s).roles(Set.of("IMAP.AccessAsApp")));
        BY_NAME.put("mailbox-of-another-tenant", Changes::otherTenant);
        BY_NAME.put("mailbox-of-another-tenant-by-smtp", Changes::otherTenant);
    }

    private static void graph(Situation situation) {
        var entra = situation.simulator().entra();
        entra.tokenShape(entra.tokenShape().withAudience(Optional.of("https://graph.microsoft.com")));
    }

    /** The application exists in the other tenant too, with every right there; the mailbox is in the first one. */
    private static void otherTenant(Situation situation) {
        var entra = situation.simulator().entra();
        Tenant other = new Tenant(OTHER_TENANT, Set.of("fabrikam.example"));
        entra.add(other);
        AppRegistration same = new AppRegistration(
                DEFAULTS.clientId(),
                "99999999-1a2b-4c3d-8e4f-5a6b7c8d9e0f",
                OTHER_GUID,
                "Mail gateway",
                situation.simulator().clock());
        same.roles(app(situation).roles());
        same.addSecret(new ClientSecret(
                OTHER_GUID, DEFAULTS.clientSecret(), Instant.now().plus(Duration.ofDays(30))));
        same.addCertificate(Situation.certificate(Situation.CERTIFICATE));
        entra.add(other, same);
        situation.settings("tenant-id=" + OTHER_TENANT);
    }

    private static void exchange() {
        BY_NAME.put("rbac-without-this-mailbox", s -> {
            app(s).roles(Set.of());
            exchange(s).applicationRole(DEFAULTS.clientId(), Set.of("help@contoso.example"));
        });
        BY_NAME.put("not-registered-in-exchange", s -> exchange(s).removeServicePrincipal(DEFAULTS.clientId()));
        BY_NAME.put("object-id-of-the-registration", Changes::wrongObject);
        BY_NAME.put("object-id-of-the-registration-by-pop3", Changes::wrongObject);
        BY_NAME.put("smtp-auth-off-for-the-tenant", s -> exchange(s).smtpAuthDisabled(true));
        BY_NAME.put("smtp-auth-off-for-the-mailbox", s -> box(s).smtpAuth(SmtpAuth.OFF));
        BY_NAME.put("imap-off-beside-pop3", s -> box(s).imapEnabled(false));
        BY_NAME.put("imap-off-alone", s -> box(s).imapEnabled(false));
        BY_NAME.put("pop3-off-beside-imap", s -> box(s).popEnabled(false));
        BY_NAME.put("pop3-off-alone", s -> box(s).popEnabled(false));
        BY_NAME.put("no-full-access-by-imap", s -> box(s).permission(false));
        BY_NAME.put("no-full-access-by-pop3-beside-imap", s -> box(s).permission(false));
        BY_NAME.put("no-full-access-by-smtp", s -> box(s).permission(false));
        BY_NAME.put(
                "full-access-not-yet-everywhere",
                s -> box(s).permission(false)
                        .grant(DEFAULTS.clientId(), Instant.now().plusSeconds(1800)));
        BY_NAME.put("no-licence", s -> box(s).licensed(false));
        BY_NAME.put("opens-a-mailbox-it-should-not", s -> {});
    }

    private static void wrongObject(Situation situation) {
        exchange(situation)
                .registerServicePrincipal(DEFAULTS.clientId(), app(situation).registrationObjectId());
    }

    private static void limits() {
        BY_NAME.put(
                "throttled-by-imap",
                s -> box(s).throttledUntil(Optional.of(Instant.now().plusSeconds(90))));
        BY_NAME.put("token-too-long-for-pop3", s -> {
            policies(s).popTokenLimited(true);
            s.simulator().entra().tokenShape(s.simulator().entra().tokenShape().withSize(6_000));
        });
        BY_NAME.put("recipients-of-the-day-used-up", s -> {
            policies(s).recipientsPerDay(1);
            box(s).sending().sent(1);
        });
        BY_NAME.put("message-larger-than-allowed", s -> policies(s).messageSize(300));
        BY_NAME.put("mailbox-full", s -> {
            box(s).folder(signet.simulator.exchange.FolderRole.SENT)
                    .append(
                            "Subject: sent\r\n\r\nsent\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                            Set.of(),
                            Instant.now());
            box(s).quota(10);
        });
        BY_NAME.put("too-many-messages-a-minute", s -> {
            policies(s).messagesPerMinute(2);
            box(s).sending().sent(1);
            box(s).sending().sent(1);
        });
        BY_NAME.put("fourth-connection", s -> {
            for (int i = 0; i < 3; i++) {
                s.holding(session(s));
            }
        });
    }

    private static SmtpSession session(Situation situation) {
        try {
            Account account = situation
                    .subject(List.of(Protocol.SMTP))
                    .account(Protocol.SMTP)
                    .orElseThrow();
            return SmtpSession.open(account, SessionListener.NONE);
        } catch (MailException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void network() {
        BY_NAME.put("starttls-taken-out", s -> policies(s).startTlsOffered(false));
        fault(
                "text-before-tls",
                signet.simulator.fault.Protocol.SMTP,
                Stage.STARTTLS,
                Effect.inject("250 2.0.0 injected"));
        BY_NAME.put("unknown-authority", Situation::untrusted);
        BY_NAME.put("mail-host-inspected", s -> policies(s).certificate(Presented.INSPECTED));
        BY_NAME.put("mail-host-inspected-by-smtp", s -> policies(s).certificate(Presented.INSPECTED));
        BY_NAME.put("mail-host-certificate-ended", s -> policies(s).certificate(Presented.EXPIRED));
        BY_NAME.put("mail-host-of-another-name", s -> policies(s).certificate(Presented.OTHER_NAME));
        set("nobody-listens", "smtp.port=1");
        BY_NAME.put("port-blocked", Changes::blackHole);
        set("no-such-host", "imap.host=nosuch.invalid");
        set("tls-at-once-where-starttls-is-spoken", "smtp.tls=IMPLICIT");
        BY_NAME.put(
                "starttls-where-tls-comes-first",
                s -> s.settings("smtp.port=" + s.simulator().smtpsPort()).patience(Duration.ofMillis(500)));
        BY_NAME.put(
                "another-service",
                s -> s.settings("smtp.port=" + s.simulator().controlUrl().getPort())
                        .patience(Duration.ofMillis(500)));
        fault(
                "host-refuses-at-once",
                signet.simulator.fault.Protocol.SMTP,
                Stage.GREETING,
                Effect.say("554 5.3.2 come back another day"));
        fault("cut-at-the-login", signet.simulator.fault.Protocol.POP3, Stage.AUTHENTICATE, Effect.close());
        BY_NAME.put("no-oauth-offered", s -> policies(s).profile(Profile.PLAIN));
    }

    private static void blackHole(Situation situation) {
        BlackHole hole = BlackHole.open();
        situation
                .holding(hole)
                .settings("smtp.host=127.0.0.1; smtp.port=" + hole.port())
                .patience(Duration.ofMillis(400));
    }

    private static void set(String name, String values) {
        BY_NAME.put(name, s -> s.settings(values));
    }

    private static void fault(String name, signet.simulator.fault.Protocol protocol, Stage stage, Effect effect) {
        BY_NAME.put(name, s -> s.simulator().faults().add(Fault.at(protocol, stage, effect)));
    }

    static Method method(String word) {
        return switch (word) {
            case "secret" -> Method.CLIENT_SECRET;
            case "certificate" -> Method.CERTIFICATE;
            case "properties" -> Method.REQUEST_PROPERTIES;
            case "basic" -> Method.BASIC;
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static AppRegistration app(Situation situation) {
        return situation.simulator().entra().app(DEFAULTS.clientId());
    }

    private static String thumbprint(Situation situation) {
        return app(situation).certificates().get(0).thumbprint();
    }

    private static Exchange exchange(Situation situation) {
        return situation.simulator().exchange();
    }

    private static Policies policies(Situation situation) {
        return exchange(situation).policies();
    }

    private static Mailbox box(Situation situation) {
        return exchange(situation).mailbox(MAILBOX).orElseThrow();
    }
}
