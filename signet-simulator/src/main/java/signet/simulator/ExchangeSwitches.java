package signet.simulator;

import java.util.Locale;
import java.util.Set;
import signet.simulator.exchange.Exchange;
import signet.simulator.exchange.Profile;

/** The section {@code exchange}: switches of the tenant, limits of the service. */
final class ExchangeSwitches {
    private ExchangeSwitches() {}

    static Switches<Exchange> table() {
        return new Switches<Exchange>()
                .with("smtp-auth-disabled", Exchange::smtpAuthDisabled, (e, v) -> e.smtpAuthDisabled(v.truth()))
                .with("service-principals", Exchange::servicePrincipals, ExchangeSwitches::register)
                .with("application-roles", Exchange::applicationRoles, ExchangeSwitches::assign)
                .with(
                        "certificate",
                        e -> e.policies().certificate().label(),
                        (e, v) -> e.policies().certificate(Presented.labelled(v)))
                .with(
                        "profile",
                        e -> e.policies().profile().name().toLowerCase(Locale.ROOT),
                        (e, v) -> e.policies().profile(profile(v)))
                .with(
                        "starttls",
                        e -> e.policies().startTlsOffered(),
                        (e, v) -> e.policies().startTlsOffered(v.truth()))
                .with(
                        "tls-required",
                        e -> e.policies().tlsRequired(),
                        (e, v) -> e.policies().tlsRequired(v.truth()))
                .with(
                        "bare-line-ends-accepted",
                        e -> e.policies().bareLineEndsAccepted(),
                        (e, v) -> e.policies().bareLineEndsAccepted(v.truth()))
                .with(
                        "pop-token-limited",
                        e -> e.policies().popTokenLimited(),
                        (e, v) -> e.policies().popTokenLimited(v.truth()))
                .with(
                        "delivering",
                        e -> e.policies().delivering(),
                        (e, v) -> e.policies().delivering(v.truth()))
                .with(
                        "messages-per-minute",
                        e -> e.policies().messagesPerMinute(),
                        (e, v) -> e.policies().messagesPerMinute(v.number()))
                .with(
                        "smtp-connections",
                        e -> e.policies().smtpConnections(),
                        (e, v) -> e.policies().smtpConnections(v.number()))
                .with(
                        "imap-connections",
                        e -> e.policies().imapConnections(),
                        (e, v) -> e.policies().imapConnections(v.number()))
                .with(
                        "recipients-per-message",
                        e -> e.policies().recipientsPerMessage(),
                        (e, v) -> e.policies().recipientsPerMessage(v.number()))
                .with(
                        "recipients-per-day",
                        e -> e.policies().recipientsPerDay(),
                        (e, v) -> e.policies().recipientsPerDay(v.number()))
                .with(
                        "message-size",
                        e -> e.policies().messageSize(),
                        (e, v) -> e.policies().messageSize(v.size()))
                .with(
                        "submissions-kept",
                        e -> e.policies().submissionsKept(),
                        (e, v) -> e.policies().submissionsKept(v.number()))
                .with(
                        "idle-timeout",
                        e -> e.policies().idleTimeout(),
                        (e, v) -> e.policies().idleTimeout(v.duration()));
    }

    /** Client ID → object ID given to {@code New-ServicePrincipal}; {@code none} takes the registration away. */
    private static void register(Exchange exchange, Value value) {
        Fields fields = value.fields();
        for (String appId : fields.names()) {
            String objectId = fields.required(appId).text();
            if (objectId.equals("none")) {
                exchange.removeServicePrincipal(appId);
            } else {
                exchange.registerServicePrincipal(appId, objectId);
            }
        }
    }

    /** Client ID → the mailboxes in the scope of its role. */
    private static void assign(Exchange exchange, Value value) {
        Fields fields = value.fields();
        fields.names()
                .forEach(appId -> exchange.applicationRole(
                        appId, Set.copyOf(fields.required(appId).texts())));
    }

    private static Profile profile(Value value) {
        for (Profile profile : Profile.values()) {
            if (profile.name().toLowerCase(Locale.ROOT).equals(value.text())) {
                return profile;
            }
        }
        throw value.wrong("exchange, google or plain");
    }
}
